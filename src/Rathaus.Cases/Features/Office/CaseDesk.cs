using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Portal;
using Rathaus.Identity;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>A refused form of a case, to come back as it was typed.</summary>
/// <param name="Name">Last part of the form's address.</param>
internal sealed record RefusedForm(string Name, IFormCollection Typed, Refusal Refusal)
{
    /// <summary>The message at a field of this form, or null.</summary>
    public string? Fault(Texts texts, string form, string path) => form == Name
        ? RefusalWords.Of(texts, Refusal.Faults).FirstOrDefault(fault => fault.Path == path)?.Message
        : null;

    public string? Value(string form, string field) => form == Name ? Typed[field].ToString() : null;
}

/// <summary>What the pages of a case show.</summary>
internal sealed record CaseModel
{
    public required OpenCase.View View { get; init; }

    public required OfficeCase Link { get; init; }

    public required CaseTab Tab { get; init; }

    public required DateOnly Today { get; init; }

    public IReadOnlyDictionary<string, RegisterAnswer> Register { get; init; } = new Dictionary<string, RegisterAnswer>(StringComparer.Ordinal);

    public IReadOnlyList<StaffMember> Colleagues { get; init; } = [];

    public string? Previous { get; init; }

    public string? Next { get; init; }

    /// <summary>Word of the deed that led here, or null.</summary>
    public string? Done { get; init; }

    public RefusedForm? Refused { get; init; }

    public Case Case => View.Case;

    public EffectiveService Service => View.Opened.Service;
}

/// <summary>Shows the tabs of a case, and what comes after one of its forms.</summary>
internal sealed class CaseDesk(
    OpenCase open, WorkOnCase work, RegisterComparison register, ListInbox list, IStaffDirectory staff, OfficeDesk desk, IActor actor,
    TimeProvider time, IHttpContextAccessor accessor)
{
    public const string VersionField = "_version";

    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("Outside of a request");

    private static readonly HashSet<string> Deeds = new(StringComparer.Ordinal)
    {
        "uebernehmen", "zuweisen", "vermerk", "frist", "rueckfrage", "nachricht", "entscheidung", "bescheid", "freigeben",
        "zurueckgeben", "senden", "erstatten", "erlass", "erlass-antwort", "aufgabe", "widerrufen",
    };

    public static int Version(IFormCollection form) =>
        int.TryParse(form[VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>A tab of the case.</summary>
    public async Task<IResult> ShowAsync(string number, CaseTab tab, CancellationToken ct, RefusedForm? refused = null)
    {
        var model = await ModelAsync(number, tab, refused, ct);
        if (!model.Succeeded)
            return PageResult.Refused(model.Refusal);
        var status = refused is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refused.Refusal.Kind);
        var parameters = new { Model = model.Value };
        var theme = desk.Theme(model.Value.View.Opened.Town);
        return tab switch
        {
            CaseTab.Answers => PageResult.Of<CaseAnswersPage>(parameters, theme, status),
            CaseTab.Files => PageResult.Of<CaseFilesPage>(parameters, theme, status),
            CaseTab.Messages => PageResult.Of<CaseMessagesPage>(parameters, theme, status),
            CaseTab.History => PageResult.Of<CaseHistoryPage>(parameters, theme, status),
            CaseTab.Payment => PageResult.Of<CasePaymentPage>(parameters, theme, status),
            _ => throw new ArgumentOutOfRangeException(nameof(tab), tab, "Unknown tab"),
        };
    }

    /// <summary>Back to the tab when it was done; else the tab with what was typed, or what changed meanwhile.</summary>
    public async Task<IResult> AfterAsync(
        string number, CaseTab tab, string form, IFormCollection typed, Refusal? refusal, CancellationToken ct)
    {
        if (refusal is null)
            return PageResult.SeeOther(OfficeCase.Of(Http, number).Done(tab, form));
        if (refusal.Current is CaseStore.CurrentState)
            return await ChangedAsync(number, tab, typed, ct);
        return refusal.Kind == RefusalKind.NotFound
            ? PageResult.Refused(refusal)
            : await ShowAsync(number, tab, ct, new RefusedForm(form, typed, refusal));
    }

    /// <summary>Somebody else was faster: who, what, and one's own text kept (409).</summary>
    public async Task<IResult> ChangedAsync(string number, CaseTab tab, IFormCollection typed, CancellationToken ct)
    {
        var model = await ModelAsync(number, tab, null, ct);
        if (!model.Succeeded)
            return PageResult.Refused(model.Refusal);
        return PageResult.Of<CaseChangedPage>(
            new { Model = new ChangedCase(model.Value, typed, Version(typed), Http.Request.Path.ToUriComponent() + Http.Request.QueryString) },
            desk.Theme(model.Value.View.Opened.Town), StatusCodes.Status409Conflict);
    }

    public async Task<Outcome<CaseModel>> ModelAsync(string number, CaseTab tab, RefusedForm? refused, CancellationToken ct)
    {
        var language = Http.Language();
        var opened = await open.RunAsync(number, language, ct);
        if (opened.Succeeded && SeesNews(opened.Value.Case, tab) && refused is null)
        {
            // Two windows may see it at once; the second one's refusal changes nothing.
            await work.MarkNewsReadAsync(number, ct);
            opened = await open.RunAsync(number, language, ct);
        }

        if (!opened.Succeeded)
            return opened.Refusal;
        var view = opened.Value;
        var link = OfficeCase.Of(Http, view.Case.Number.Text);
        var (previous, next) = await NeighboursAsync(view, link, ct);
        return new CaseModel
        {
            View = view,
            Link = link,
            Tab = tab,
            Today = time.Today(),
            Register = tab == CaseTab.Answers
                ? await register.CompareAsync(view.Opened, view.Evaluation, language, ct)
                : new Dictionary<string, RegisterAnswer>(StringComparer.Ordinal),
            Colleagues = await staff.OfOfficeAsync(view.Opened.Town.Number, view.Case.Office, ct),
            Previous = previous,
            Next = next,
            Done = Http.Request.Query["getan"].ToString() is var done && Deeds.Contains(done) ? done : null,
            Refused = refused,
        };
    }

    /// <summary>News are gone once the tab that shows them was opened by whoever works on the case.</summary>
    private bool SeesNews(Case state, CaseTab tab) =>
        (state.Assignee is null || state.Assignee == actor.StaffId) && HttpMethods.IsGet(Http.Request.Method) && state.News switch
        {
            "message" => tab == CaseTab.Messages,
            "correction" => tab == CaseTab.Answers,
            "payment" => tab is CaseTab.Answers or CaseTab.Payment,
            _ => false,
        };

    /// <summary>Previous and next case in the list from which this one was opened.</summary>
    private async Task<(string? Previous, string? Next)> NeighboursAsync(OpenCase.View view, OfficeCase link, CancellationToken ct)
    {
        if (!Http.Request.Query.ContainsKey("aus"))
            return (null, null);
        var page = await list.RunAsync(view.Opened.Town, link.List.ToRequest(time.Today(), InboxPages.PageSize + 1), ct);
        if (!page.Succeeded)
            return (null, null);
        var numbers = page.Value.Rows.Select(row => row.Number).ToList();
        var at = numbers.IndexOf(view.Case.Number.Text);
        return at < 0
            ? (null, numbers.Count > 0 ? numbers[0] : null)
            : (at > 0 ? numbers[at - 1] : null, at + 1 < numbers.Count ? numbers[at + 1] : null);
    }
}

/// <summary>A form that came too late.</summary>
/// <param name="Seen">Version of the case that the form was made for.</param>
/// <param name="Action">Address to send it to again.</param>
internal sealed record ChangedCase(CaseModel Model, IFormCollection Typed, int Seen, string Action);
