using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>
/// What is done with several cases of the list at once: take, assign, ask for answers. When all went well the list says how
/// many; else a page says case by case what was done and what was not.
/// </summary>
internal static class SelectionPages
{
    /// <summary>What the buttons of the list ask for; for one row its number and version follow behind colons.</summary>
    public const string TakeAction = "uebernehmen";

    public const string AssignAction = "zuweisen";

    public const string AskAction = "nachfordern";

    /// <summary>Marked rows: number and version with a colon between.</summary>
    public const string MarkedField = "vorgang";

    private const string CountField = "anzahl";

    private const string DeedField = "getan";

    private static readonly string[] Deeds = [TakeAction, AssignAction, AskAction];

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapForm("/auswahl", ActAsync);
        office.MapForm("/nachfordern", AskAsync);
        foreach (var address in (string[])["/auswahl", "/nachfordern"])
            office.MapPage(address, static (HttpContext http) => PageResult.SeeOther(InboxQuery.Read(http.Request.Query).Address));
    }

    /// <summary>What the list says after a deed, or null.</summary>
    public static SelectionDone? Done(HttpContext http) =>
        http.Request.Query[DeedField].ToString() is var deed && Deeds.Contains(deed)
        && int.TryParse(http.Request.Query[CountField], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count <= ListInbox.LargestPage
            ? new SelectionDone(deed, count)
            : null;

    private static async Task<IResult> ActAsync(
        HttpContext http, IFormCollection form, OfficeDesk desk, WorkOnCases work, CaseAccess access, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (InboxPages.Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        var action = form[FormActions.Name].ToString();
        var items = action.StartsWith(TakeAction + ":", StringComparison.Ordinal) ? [Item(action[(TakeAction.Length + 1)..])] : Marked(form);
        if (items.Count == 0)
            return Back(query, TakeAction, 0);
        if (action == AskAction)
            return await FormAsync(town!, query, items, form, null, desk, access, ct);
        return action == AssignAction
            ? Finish(town!, query, desk, AssignAction, await work.AssignAsync(
                items, Guid.TryParse(form["person"], out var person) ? person : null, ct))
            : Finish(town!, query, desk, TakeAction, await work.TakeAsync(items, ct));
    }

    private static async Task<IResult> AskAsync(
        HttpContext http, IFormCollection form, OfficeDesk desk, WorkOnCases work, CaseAccess access, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (InboxPages.Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        var items = Marked(form);
        if (items.Count == 0)
            return Back(query, AskAction, 0);
        IReadOnlyList<string> questions = [.. form["questions"].OfType<string>()];
        var text = form["text"].ToString();
        var typed = form["until"].ToString();
        var until = CasePages.Day(typed);
        List<FieldFault> faults = [];
        if (questions.Count == 0)
            faults.Add(new FieldFault("questions", "correction.no-question", "Wählen Sie mindestens eine Angabe."));
        if (string.IsNullOrWhiteSpace(text))
            faults.Add(new FieldFault("text", "text.missing", "Schreiben Sie einen Text."));
        if (until is null && typed.Length > 0)
            faults.Add(new FieldFault("until", "date.missing", "Geben Sie einen Tag ein, zum Beispiel 4.12.2026."));
        return faults.Count > 0
            ? await FormAsync(town!, query, items, form, Refusal.Invalid("correction.no-question", faults[0].Message, faults), desk, access, ct)
            : Finish(town!, query, desk, AskAction, await work.AskAsync(items, questions, text, until, ct));
    }

    /// <summary>What to ask for: the questions of the cases' service. Cases of several services are not asked together.</summary>
    private static async Task<IResult> FormAsync(
        Municipality town, InboxQuery query, IReadOnlyList<WorkOnCases.Item> items, IFormCollection form, Refusal? refusal,
        OfficeDesk desk, CaseAccess access, CancellationToken ct)
    {
        var cases = new List<OpenedCase>();
        var missing = new List<WorkOnCases.Result>();
        foreach (var item in items)
        {
            var opened = await access.AsStaffAsync(item.Number, ct);
            if (opened.Succeeded)
                cases.Add(opened.Value);
            else
                missing.Add(new WorkOnCases.Result(item.Number, opened.Refusal));
        }

        var first = cases.FirstOrDefault()?.Case.Service;
        missing.AddRange(cases.Where(one => one.Case.Service != first).Select(one => new WorkOnCases.Result(
            one.Case.Number.Text, Refusal.Conflict("selection.other-service", "Der Vorgang gehört zu einer anderen Leistung."))));
        if (missing.Count > 0)
            return Results(town, query, desk, AskAction, missing);
        return PageResult.Of<SelectionAskPage>(
            new { Model = new SelectionAsk(town, query, items, cases, form, refusal) }, desk.Theme(town),
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    private static IResult Finish(
        Municipality town, InboxQuery query, OfficeDesk desk, string deed, IReadOnlyList<WorkOnCases.Result> results) =>
        results.All(result => result.Refusal is null)
            ? Back(query, deed, results.Count)
            : Results(town, query, desk, deed, results);

    private static PageResult Results(
        Municipality town, InboxQuery query, OfficeDesk desk, string deed, IReadOnlyList<WorkOnCases.Result> results) =>
        PageResult.Of<SelectionResultPage>(
            new { Model = new SelectionResults(query, deed, results) }, desk.Theme(town), StatusCodes.Status409Conflict);

    private static IResult Back(InboxQuery query, string deed, int count)
    {
        var back = query.QueryString;
        return PageResult.SeeOther(string.Create(
            CultureInfo.InvariantCulture, $"/amt{back}{(back.Length == 0 ? '?' : '&')}{DeedField}={deed}&{CountField}={count}"));
    }

    private static IReadOnlyList<WorkOnCases.Item> Marked(IFormCollection form) =>
        [.. form[MarkedField].OfType<string>().Distinct(StringComparer.Ordinal).Take(ListInbox.LargestPage).Select(Item)];

    private static WorkOnCases.Item Item(string row)
    {
        var parts = row.Split(':');
        return new WorkOnCases.Item(
            parts[0], parts is [_, var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0);
    }
}

/// <summary>What was done with a selection.</summary>
internal sealed record SelectionDone(string Deed, int Count);

/// <summary>Case by case, what was done and what was not.</summary>
internal sealed record SelectionResults(InboxQuery Query, string Deed, IReadOnlyList<WorkOnCases.Result> Results);

/// <summary>One request to several applicants.</summary>
internal sealed record SelectionAsk(
    Municipality Town, InboxQuery Query, IReadOnlyList<WorkOnCases.Item> Items, IReadOnlyList<OpenedCase> Cases, IFormCollection Form, Refusal? Refusal)
{
    public EffectiveService Service => Cases[0].Service;
}
