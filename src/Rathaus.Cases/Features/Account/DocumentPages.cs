using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Portal;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Account;

/// <summary>Notices and other documents of a case to read and to save, and the files the applicant sent.</summary>
internal static class DocumentPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/vorgang/{number}");
        one.MapPage("/dokument/{document:guid}", ShowAsync);
        one.MapPage("/dokument/{document:guid}.pdf", PdfAsync);
        one.MapPage("/dokument/{document:guid}.zip", BundleAsync);
        one.MapPage("/dokument/{document:guid}-nachweis.pdf", ProvenPdfAsync);
        one.MapPage("/datei/{upload:guid}", UploadAsync);
        one.MapForm("/dokument/{document:guid}/wallet", LoadAsync);
        one.MapPage("/dokument/{document:guid}/wallet", static ([AsParameters] CaseRequest request, Guid document) =>
            PageResult.SeeOther($"{request.Address}/dokument/{document:D}"));
    }

    private static async Task<IResult> ShowAsync(
        [AsParameters] CaseRequest request, Guid document, FetchDocument fetch, LoadIntoWallet wallet, CancellationToken ct)
    {
        var content = await fetch.AsApplicantAsync(request.Key, document, pdf: false, ct);
        if (!content.Succeeded)
            return Refused(request, content.Refusal);

        // Asked after the first look was recorded: it may have moved the day of notification.
        var own = await request.OpenAsync(ct);
        return own.Succeeded
            ? PageResult.Of<DocumentPage>(
                new { Model = new DocumentView(own.Value, document, content.Value, wallet.IsOffered(own.Value.Opened, document, content.Value.Kind)) }, request.TownOf(own.Value.Opened))
            : request.Refused(own.Refusal);
    }

    private static async Task<IResult> LoadAsync([AsParameters] CaseRequest request, Guid document, LoadIntoWallet wallet, CancellationToken ct)
    {
        var offered = await wallet.RunAsync(request.Key, document, ct);
        return offered.Succeeded ? PageResult.SeeOther(offered.Value) : Refused(request, offered.Refusal);
    }

    private static async Task<IResult> PdfAsync(
        [AsParameters] CaseRequest request, Guid document, FetchDocument fetch, CancellationToken ct)
    {
        request.Close();
        var content = await fetch.AsApplicantAsync(request.Key, document, pdf: true, ct);
        return content is { Succeeded: true, Value.Pdf: { } bytes }
            ? PdfAnswer.Of(bytes, content.Value.FileName)
            : Refused(request, content.Succeeded ? Refusal.NotFound("document") : content.Refusal);
    }

    /// <summary>A session that may not read this hears which sign-in may.</summary>
    private static IResult Refused(CaseRequest request, Refusal refusal) => SensitiveConventions.Is(refusal)
        ? SensitiveConventions.Refused(request.Http, refusal)
        : request.Refused(refusal);

    /// <summary>The document with its proof, when the town's public log has it cosigned.</summary>
    private static async Task<IResult> BundleAsync(
        [AsParameters] CaseRequest request, Guid document, FetchDocument fetch, IProofBundles bundles, CancellationToken ct)
    {
        request.Close();
        var content = await fetch.AsApplicantAsync(request.Key, document, pdf: true, ct);
        if (!content.Succeeded || content.Value.Pdf is not { } pdf)
            return Refused(request, content.Succeeded ? Refusal.NotFound("document") : content.Refusal);
        return await bundles.MakeAsync(content.Value.Municipality, CaseDocuments.ProofKey(document), "pdf", pdf, ct) is { } bundle
            ? Results.File(bundle, "application/zip", Path.ChangeExtension(content.Value.FileName, ".zip"))
            : request.Refused(Refusal.NotFound("proof"));
    }

    /// <summary>The document with its proof inside.</summary>
    private static async Task<IResult> ProvenPdfAsync(
        [AsParameters] CaseRequest request, Guid document, FetchDocument fetch, IProofBundles bundles, CancellationToken ct)
    {
        request.Close();
        var content = await fetch.AsApplicantAsync(request.Key, document, pdf: true, ct);
        if (!content.Succeeded || content.Value.Pdf is not { } pdf)
            return Refused(request, content.Succeeded ? Refusal.NotFound("document") : content.Refusal);
        return await bundles.MakePdfAsync(content.Value.Municipality, CaseDocuments.ProofKey(document), pdf, ct) is { } proven
            ? PdfAnswer.Of(proven, Path.ChangeExtension(content.Value.FileName, null) + "-nachweis.pdf")
            : request.Refused(Refusal.NotFound("proof"));
    }

    private static async Task<IResult> UploadAsync(
        [AsParameters] CaseRequest request, Guid upload, FetchUpload fetch, CancellationToken ct)
    {
        var found = await fetch.AsApplicantAsync(request.Key, upload, ct);
        return found.Succeeded ? FileAnswer.Of(request.Http, found.Value) : Refused(request, found.Refusal);
    }
}

/// <summary>A document with the case it belongs to.</summary>
/// <param name="ForWallet">The person may take it into a wallet.</param>
internal sealed record DocumentView(ShowOwnCase.View Own, Guid Id, FetchDocument.Content Content, bool ForWallet)
{
    /// <summary>The notice itself, not a permit or certificate that goes with it.</summary>
    public bool IsNotice => Own.Case.Notice?.Id == Id;

    public ShowOwnCase.Document? Entry => Own.Documents.FirstOrDefault(document => document.Id == Id);
}
