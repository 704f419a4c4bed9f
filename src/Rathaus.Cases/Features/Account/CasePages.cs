using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Account;

/// <summary>A case for its applicant: receipt, status, messages, taking it back.</summary>
internal static class CasePages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/vorgang/{number}");
        one.MapPage("", ShowAsync);
        one.MapPage("/beleg.pdf", ReceiptAsync);
        one.MapPage("/nachricht", static ([AsParameters] CaseRequest request) => PageResult.SeeOther(request.Address));
        one.MapForm("/nachricht", SendAsync).RequireRateLimiting("submission");
        one.MapPage("/zurueckziehen", ConfirmAsync);
        one.MapForm("/zurueckziehen", WithdrawAsync);
    }

    private static async Task<IResult> ShowAsync([AsParameters] CaseRequest request, [FromQuery] string? neu, CancellationToken ct)
    {
        if (request.Respelled() is { } other)
            return other;
        var own = await request.OpenAsync(ct, CaseRight.Help);
        return own.Succeeded
            ? Page(request, own.Value, isNew: neu == "1", typed: null, refusal: null)
            : request.Refused(own.Refusal);
    }

    private static async Task<IResult> ReceiptAsync(
        [AsParameters] CaseRequest request, PrintReceipt print, LetterPdf pdf, CancellationToken ct)
    {
        request.Close();
        var letter = await print.OfCaseAsync(request.Key, ct);
        return letter.Succeeded ? PdfAnswer.Of(pdf, letter.Value, $"beleg-{request.Number}.pdf") : request.Refused(letter.Refusal);
    }

    private static async Task<IResult> SendAsync(
        [AsParameters] CaseRequest request, IFormCollection form, SendMessage send, CancellationToken ct)
    {
        var text = form[CaseView.MessageField].ToString();
        var sent = await send.FromApplicantAsync(request.Key, text, ct);
        if (sent.Succeeded)
            return PageResult.SeeOther(request.Address + "#nachrichten");
        if (sent.Refusal.Kind is not (RefusalKind.Invalid or RefusalKind.Conflict))
            return request.Refused(sent.Refusal);
        var own = await request.OpenAsync(ct, CaseRight.Help);
        return own.Succeeded ? Page(request, own.Value, isNew: false, text, sent.Refusal) : request.Refused(own.Refusal);
    }

    private static async Task<IResult> ConfirmAsync([AsParameters] CaseRequest request, CancellationToken ct)
    {
        var own = await request.OpenAsync(ct);
        if (!own.Succeeded)
            return request.Refused(own.Refusal);
        return own.Value.Case.Status.IsFinal()
            ? PageResult.SeeOther(request.Address)
            : PageResult.Of<WithdrawPage>(new { Model = own.Value }, request.TownOf(own.Value.Opened));
    }

    private static async Task<IResult> WithdrawAsync(
        [AsParameters] CaseRequest request, IFormCollection form, WithdrawApplication withdraw, CancellationToken ct)
    {
        request.Close();
        string? reason = form["grund"];
        var withdrawn = await withdraw.RunAsync(request.Key, reason, ct);

        // The second of two clicks finds it done; what was decided meanwhile is shown on the case.
        return withdrawn.Succeeded || withdrawn.Refusal.Code is "case.already-withdrawn" or "case.already-decided" or "case.expired"
            ? PageResult.SeeOther(request.Address)
            : request.Refused(withdrawn.Refusal);
    }

    private static PageResult Page(CaseRequest request, ShowOwnCase.View own, bool isNew, string? typed, Refusal? refusal)
    {
        var view = new CaseView(own, request.Key.Secret, isNew, typed, refusal);
        return PageResult.Of<CasePage>(
            new { Model = view }, request.TownOf(own.Opened),
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }
}

/// <summary>What the page of a case needs.</summary>
/// <param name="Secret">The receipt's secret from this device's cookie, or null.</param>
/// <param name="IsNew">The page stands right after sending.</param>
/// <param name="Typed">A message that was not taken, or null.</param>
internal sealed record CaseView(ShowOwnCase.View Own, string? Secret, bool IsNew, string? Typed, Refusal? Refusal)
{
    public const string MessageField = "nachricht";

    public Case Case => Own.Case;

    public CaseStanding Standing => CaseStanding.Of(Case);

    /// <summary>Check sign of the receipt (Prüfzeichen): the hash of the first event, lower-case hex.</summary>
    public string CheckSum => Convert.ToHexStringLower(Own.Opened.History[0].Hash);
}
