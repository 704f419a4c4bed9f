using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Account;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Office;

/// <summary>A case in the office: its tabs, its files, and the small acts. Decisions are in <see cref="DecisionPages"/>.</summary>
internal static class CasePages
{
    private static readonly (string Deed, CaseTab Tab)[] Returns =
    [
        ("uebernehmen", CaseTab.Answers), ("zuweisen", CaseTab.Answers), ("frist", CaseTab.Answers), ("rueckfrage", CaseTab.Answers),
        ("entscheidung", CaseTab.Answers), ("freigeben", CaseTab.Answers), ("zurueckgeben", CaseTab.Answers), ("senden", CaseTab.Answers),
        ("vermerk", CaseTab.History), ("nachricht", CaseTab.Messages), ("erstatten", CaseTab.Payment),
        ("nachweis-sperren", CaseTab.Files), ("widerrufen", CaseTab.Files),
        ("erlass", CaseTab.Payment), ("erlass-antwort", CaseTab.Payment),
    ];

    public static void Map(IEndpointRouteBuilder office)
    {
        var one = office.MapGroup("/vorgang/{number}");
        MapReturns(one);
        one.MapPage("", static (string number, CaseDesk desk, CancellationToken ct) => desk.ShowAsync(number, CaseTab.Answers, ct));
        one.MapPage("/dateien", static (string number, CaseDesk desk, CancellationToken ct) => desk.ShowAsync(number, CaseTab.Files, ct));
        one.MapPage("/nachrichten", static (string number, CaseDesk desk, CancellationToken ct) => desk.ShowAsync(number, CaseTab.Messages, ct));
        one.MapPage("/verlauf", static (string number, CaseDesk desk, CancellationToken ct) => desk.ShowAsync(number, CaseTab.History, ct));
        one.MapPage("/zahlung", static (string number, CaseDesk desk, CancellationToken ct) => desk.ShowAsync(number, CaseTab.Payment, ct));
        one.MapPage("/dateien/{upload:guid}", FileAsync);
        one.MapPage("/dokumente/{document:guid}", DocumentAsync);

        one.MapForm("/nachweis-sperren", RevokeAsync);
        one.MapForm("/widerrufen", static async (
            string number, IFormCollection form, RevokeDocument revoke, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Files, "widerrufen", form, Guid.TryParse(form["dokument"], out var document)
                ? (await revoke.RunAsync(number, new RevokeDocument.Request(CaseDesk.Version(form), document, form["reason"].ToString()), ct)).Refusal
                : Refusal.NotFound("document"), ct));
        one.MapForm("/uebernehmen", static async (
            string number, IFormCollection form, WorkOnCase work, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Answers, "uebernehmen", form,
                (await work.TakeAsync(number, CaseDesk.Version(form), ct)).Refusal, ct));
        one.MapForm("/zuweisen", AssignAsync);
        one.MapForm("/vermerk", static async (
            string number, IFormCollection form, WorkOnCase work, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.History, "vermerk", form,
                (await work.AddNoteAsync(number, form["text"].ToString(), ct)).Refusal, ct));
        one.MapForm("/frist", ExtendAsync);
        one.MapForm("/rueckfrage", AskAsync);
        one.MapForm("/nachricht", static async (
            string number, IFormCollection form, SendMessage send, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Messages, "nachricht", form,
                (await send.FromOfficeAsync(number, form["text"].ToString(), ct)).Refusal, ct));
        one.MapForm("/erstatten", static async (
            string number, IFormCollection form, RefundPayment refund, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Payment, "erstatten", form,
                (await refund.RunAsync(number, CaseDesk.Version(form), Guid.TryParse(form["aufgabe"], out var task) ? task : null, ct)).Refusal, ct));
        one.MapForm("/erlass", static async (
            string number, IFormCollection form, WaiveFee waive, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Payment, "erlass", form,
                (await waive.ProposeAsync(number, CaseDesk.Version(form), form["kind"].ToString(), form["reason"].ToString(), ct)).Refusal, ct));
        one.MapForm("/erlass-antwort", static async (
            string number, IFormCollection form, WaiveFee waive, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Payment, "erlass-antwort", form,
                (await waive.AnswerAsync(number, CaseDesk.Version(form), form["answer"] == "ja", form["reason"].ToString(), ct)).Refusal, ct));
        one.MapForm("/aufgabe/{task:guid}", static async (
            string number, Guid task, IFormCollection form, CompleteTask complete, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Payment, "aufgabe", form, (await complete.RunAsync(number, task, ct)).Refusal, ct));
    }

    /// <summary>Reloading after a refused form, or coming back from the sign-in, leads to the tab the form stands on.</summary>
    private static void MapReturns(IEndpointRouteBuilder one)
    {
        foreach (var (deed, tab) in Returns)
            one.MapPage("/" + deed, (HttpContext http, string number) => PageResult.SeeOther(OfficeCase.Of(http, number).Tab(tab)));
    }

    /// <summary>A day as a date field sends it (ISO 8601), or as people write it.</summary>
    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), ["yyyy-MM-dd", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Refusal NoDay(string path) =>
        Refusal.Invalid("date.missing", "Geben Sie einen Tag ein.", new FieldFault(path, "date.missing", "Geben Sie einen Tag ein, zum Beispiel 4.12.2026."));

    private static async Task<IResult> AssignAsync(
        string number, IFormCollection form, WorkOnCase work, CaseDesk desk, CancellationToken ct)
    {
        var chosen = form["person"].ToString();
        if (chosen.Length > 0 && !Guid.TryParse(chosen, out _))
            return await desk.AfterAsync(number, CaseTab.Answers, "zuweisen", form, Refusal.NotFound("assignee"), ct);
        var person = Guid.TryParse(chosen, out var id) ? id : (Guid?)null;
        return await desk.AfterAsync(number, CaseTab.Answers, "zuweisen", form,
            (await work.AssignAsync(number, CaseDesk.Version(form), person, ct)).Refusal, ct);
    }

    private static async Task<IResult> ExtendAsync(
        string number, IFormCollection form, WorkOnCase work, CaseDesk desk, CancellationToken ct) =>
        await desk.AfterAsync(number, CaseTab.Answers, "frist", form, Day(form["until"]) is { } until
            ? (await work.ExtendDeadlineAsync(number, CaseDesk.Version(form), until, form["reason"].ToString(), ct)).Refusal
            : NoDay("until"), ct);

    private static async Task<IResult> AskAsync(
        string number, IFormCollection form, RequestCorrection ask, CaseDesk desk, CancellationToken ct)
    {
        var typed = form["until"].ToString();
        var until = Day(typed);
        if (until is null && typed.Length > 0)
            return await desk.AfterAsync(number, CaseTab.Answers, "rueckfrage", form, NoDay("until"), ct);
        var request = new RequestCorrection.Request(
            CaseDesk.Version(form), [.. form["questions"].OfType<string>()], form["text"].ToString(), until);
        return await desk.AfterAsync(number, CaseTab.Answers, "rueckfrage", form, (await ask.RunAsync(number, request, ct)).Refusal, ct);
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext http, string number, IFormCollection form, LoadIntoWallet wallet, WorkOnCase work, CaseDesk desk, CancellationToken ct)
    {
        if (!Guid.TryParse(form["dokument"], out var document))
            return PageResult.Refused(Refusal.NotFound("document"));
        var revoked = await wallet.RevokeAsync(number, document, ct);
        var refusal = revoked.Refusal;
        if (revoked.Succeeded)
        {
            var note = PageContext.Of(http).Texts["cases.wallet.note", ("n", revoked.Value)];
            refusal = (await work.AddNoteAsync(number, note, ct)).Refusal;
        }

        return await desk.AfterAsync(number, CaseTab.Files, "nachweis-sperren", form, refusal, ct);
    }

    private static async Task<IResult> FileAsync(
        HttpContext http, string number, Guid upload, FetchUpload fetch, CancellationToken ct)
    {
        var found = await fetch.AsStaffAsync(number, upload, ct);
        return found.Succeeded ? FileAnswer.Of(http, found.Value) : PageResult.Refused(found.Refusal);
    }

    private static async Task<IResult> DocumentAsync(
        HttpContext http, string number, Guid document, FetchDocument fetch, CancellationToken ct)
    {
        var found = await fetch.AsStaffAsync(number, document, pdf: true, ct);
        if (!found.Succeeded)
            return PageResult.Refused(found.Refusal);
        http.Response.Headers.CacheControl = "private, no-store";
        return PdfAnswer.Of(found.Value.Pdf ?? [], found.Value.FileName);
    }
}
