using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Office;

/// <summary>From the result to the sent notice: preview, wording, release by a second person, sending.</summary>
internal static class DecisionPages
{
    public const string DecideAction = "entscheiden";

    public const string PreviewAction = "vorschau";

    public static void Map(IEndpointRouteBuilder office)
    {
        var one = office.MapGroup("/vorgang/{number}");
        one.MapForm("/entscheidung", DecideAsync);
        one.MapPage("/bescheid", NoticeAsync);
        one.MapForm("/bescheid", WordAsync);
        one.MapPage("/bescheid.pdf", DraftAsync);
        one.MapForm("/freigeben", static async (
            string number, IFormCollection form, ReviewDecision review, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Answers, "freigeben", form,
                (await review.ReleaseAsync(number, CaseDesk.Version(form), ct)).Refusal, ct));
        one.MapForm("/zurueckgeben", static async (
            string number, IFormCollection form, ReviewDecision review, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Answers, "zurueckgeben", form,
                (await review.ReturnAsync(number, CaseDesk.Version(form), form["reason"].ToString(), ct)).Refusal, ct));
        one.MapForm("/senden", static async (
            string number, IFormCollection form, SendNotice send, CaseDesk desk, CancellationToken ct) =>
            await desk.AfterAsync(number, CaseTab.Answers, "senden", form,
                (await send.RunAsync(number, CaseDesk.Version(form), ct)).Refusal, ct));
    }

    /// <summary>Reasons are paragraphs: an empty line divides them.</summary>
    internal static IReadOnlyList<string> Paragraphs(string? text) =>
        [.. (text ?? "").ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(paragraph => paragraph.Replace('\n', ' '))];

    /// <summary>Shows the notice before anything is saved; with the second button it is decided.</summary>
    private static async Task<IResult> DecideAsync(
        string number, IFormCollection form, DecideCase decide, CaseDesk desk, OfficeDesk office, CancellationToken ct)
    {
        if (!Enum.TryParse<CaseOutcome>(form["outcome"], out var outcome) || !Enum.IsDefined(outcome))
            return await desk.AfterAsync(number, CaseTab.Answers, "entscheidung", form,
                Refusal.Invalid("decision.outcome-missing", "Wählen Sie ein Ergebnis.",
                    new FieldFault("outcome", "decision.outcome-missing", "Wählen Sie ein Ergebnis.")), ct);
        var reasons = outcome == CaseOutcome.Granted ? [] : Paragraphs(form["reasons"]);
        var text = form["text"].ToString() is { Length: > 0 } typed ? typed.ReplaceLineEndings("\n") : null;

        Refusal? refusal = null;
        if (form[FormActions.Name] == DecideAction)
        {
            var decided = await decide.RunAsync(number, new DecideCase.Request(CaseDesk.Version(form), outcome, reasons, text), ct);
            if (decided.Succeeded || decided.Refusal.Kind != RefusalKind.Invalid)
                return await desk.AfterAsync(number, CaseTab.Answers, "entscheidung", form, decided.Refusal, ct);
            refusal = decided.Refusal;
        }

        var preview = await decide.PreviewAsync(number, outcome, reasons, text, ct);
        if (!preview.Succeeded)
            return await desk.AfterAsync(number, CaseTab.Answers, "entscheidung", form, preview.Refusal, ct);
        var model = await desk.ModelAsync(number, CaseTab.Answers, null, ct);
        if (!model.Succeeded)
            return PageResult.Refused(model.Refusal);
        if (model.Value.Case.Version != CaseDesk.Version(form))
            return await desk.ChangedAsync(number, CaseTab.Answers, form, ct);
        return PageResult.Of<DecidePage>(
            new { Model = new DecisionDraft(model.Value, outcome, form["reasons"].ToString(), preview.Value, text ?? preview.Value.Wording, refusal) },
            office.Theme(model.Value.View.Opened.Town),
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    private static Task<IResult> NoticeAsync(
        string number, ReviewDecision review, CaseDesk desk, OfficeDesk office, CancellationToken ct) =>
        ShowNoticeAsync(number, null, null, review, desk, office, ct);

    private static async Task<IResult> WordAsync(
        HttpContext http, string number, IFormCollection form, ReviewDecision review, CaseDesk desk, OfficeDesk office, CancellationToken ct)
    {
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        if (form[FormActions.Name] == PreviewAction)
            return await ShowNoticeAsync(number, text, null, review, desk, office, ct);
        var saved = await review.EditNoticeAsync(number, CaseDesk.Version(form), text, ct);
        if (saved.Succeeded)
            return PageResult.SeeOther(OfficeCase.Of(http, number).Act("bescheid"));
        if (saved.Refusal.Current is CaseStore.CurrentState)
            return await desk.ChangedAsync(number, CaseTab.Answers, form, ct);
        return saved.Refusal.Kind == RefusalKind.Invalid
            ? await ShowNoticeAsync(number, text, saved.Refusal, review, desk, office, ct)
            : await desk.AfterAsync(number, CaseTab.Answers, "bescheid", form, saved.Refusal, ct);
    }

    private static async Task<IResult> ShowNoticeAsync(
        string number, string? wording, Refusal? refusal, ReviewDecision review, CaseDesk desk, OfficeDesk office, CancellationToken ct)
    {
        var model = await desk.ModelAsync(number, CaseTab.Answers, null, ct);
        if (!model.Succeeded)
            return PageResult.Refused(model.Refusal);
        var theme = office.Theme(model.Value.View.Opened.Town);
        var letter = await review.PreviewAsync(number, string.IsNullOrWhiteSpace(wording) ? null : wording, ct);
        if (!letter.Succeeded || model.Value.Case.Notice is not { } notice)
            return PageResult.Refused(letter.Refusal ?? Refusal.NotFound("notice"), theme);
        return PageResult.Of<NoticePage>(
            new { Model = new NoticeDraft(model.Value, notice, letter.Value, wording ?? notice.Text, refusal) }, theme,
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    private static async Task<IResult> DraftAsync(
        HttpContext http, string number, ReviewDecision review, LetterPdf pdf, TimeProvider time, CancellationToken ct)
    {
        var letter = await review.PreviewAsync(number, null, ct);
        if (!letter.Succeeded)
            return PageResult.Refused(letter.Refusal);
        http.Response.Headers.CacheControl = "private, no-store";
        return PdfAnswer.Of(pdf, letter.Value with { Created = time.GetUtcNow() }, "Entwurf.pdf");
    }
}

/// <summary>A decision before it is made.</summary>
/// <param name="Reasons">As typed.</param>
/// <param name="Wording">The notice's text as it would be saved.</param>
internal sealed record DecisionDraft(
    CaseModel Model, CaseOutcome Outcome, string Reasons, DecideCase.Draft Draft, string Wording, Refusal? Refusal);

/// <summary>The notice of a decided case, before it is sent or after.</summary>
internal sealed record NoticeDraft(CaseModel Model, CaseNotice Notice, LetterDocument Letter, string Wording, Refusal? Refusal);
