using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Account;

/// <summary>
/// The one page where documents are verified: with their proof whoever issued them, by check sum when they are from here, and by
/// the code on paper, whose facts the browser keeps to itself. A verdict on a file comes only as the answer to that file, never at
/// an address that could be passed on with another one.
/// </summary>
internal static class VerifyPages
{
    public const string Address = "/verify";

    /// <summary>A document with its proof; the file is read through and not kept.</summary>
    private static readonly RequestSizeLimitAttribute LargestFile = new(51L << 20);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, AskAsync).RequireRateLimiting("api");
        routes.MapForm(Address, CheckAsync).WithMetadata(LargestFile).RequireRateLimiting("upload");
        routes.MapPage(Address + "/{document:guid}", ByCodeAsync).RequireRateLimiting("api");
        routes.MapForm(Address + "/{document:guid}", CompareAsync).WithMetadata(LargestFile).RequireRateLimiting("upload");
        routes.MapGet(Address + "/{document:guid}/nachweis", EvidenceAsync).RequireRateLimiting("api").ExcludeFromDescription();
    }

    /// <summary>The empty page, or the answer to the code on a receipt.</summary>
    private static async Task<IResult> AskAsync(
        VerifyDocument verify, [FromQuery] string? nummer, [FromQuery] string? pruefsumme, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(nummer) && string.IsNullOrWhiteSpace(pruefsumme)
            ? PageResult.Of<VerifyPage>(new { Model = new VerifyView(VerifyAnswer.None, null) })
            : Page(await ReceiptAsync(verify, nummer, pruefsumme, ct));

    /// <summary>A file, or number and check sum typed from a receipt.</summary>
    private static async Task<IResult> CheckAsync(HttpContext http, VerifyDocument verify, IProofCheck proofs, IFormCollection form, CancellationToken ct)
    {
        if (form.Files is [{ Length: > 0 } file, ..])
            return Page(await FileAsync(http, verify, proofs, file, null, ct));

        string? number = form["nummer"];
        string? sum = form["pruefsumme"];
        return string.IsNullOrWhiteSpace(number) && string.IsNullOrWhiteSpace(sum)
            ? PageResult.Invalid<VerifyPage>(new { Model = new VerifyView(VerifyAnswer.None, null) { NothingGiven = true } })
            : Page(await ReceiptAsync(verify, number, sum, ct));
    }

    /// <summary>With its proof, or compared with what was issued here.</summary>
    /// <param name="issued">What belongs to the code on the paper, when there is one.</param>
    private static async Task<VerifyView> FileAsync(
        HttpContext http, VerifyDocument verify, IProofCheck proofs, IFormFile file, VerifyDocument.Verdict? issued, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        if (await proofs.CheckAsync(content, PageContext.Of(http).Texts.Language, ct) is { } proven)
            return new VerifyView(VerifyAnswer.Proof, null) { Proof = proven };
        var found = await verify.ByFileAsync(content, ct);
        if (!found.Succeeded)
            return new VerifyView(issued is null ? VerifyAnswer.FileUnknown : VerifyAnswer.FileOther, issued);
        if (issued is not null && found.Value.Sha256 != issued.Sha256)
            return new VerifyView(VerifyAnswer.FileOther, issued);
        var answer = await proofs.StandingAsync(found.Value.Town.Number, CaseDocuments.ProofKey(found.Value.Document), ct) switch
        {
            ProofStanding.Revoked => VerifyAnswer.FileRevoked,
            ProofStanding.Superseded => VerifyAnswer.FileSuperseded,
            _ => VerifyAnswer.FileKnown,
        };
        return new VerifyView(answer, found.Value);
    }

    /// <summary>
    /// What the code on a document leads to: it exists. The facts behind the # stay in the browser, which checks them; without
    /// script only the file can tell whether the paper in hand is it.
    /// </summary>
    private static async Task<IResult> ByCodeAsync(HttpContext http, VerifyDocument verify, IProofCheck proofs, Guid document, CancellationToken ct) =>
        Page(await CodeAsync(http, verify, proofs, document, ct));

    /// <summary>A file beside the code that is printed on it.</summary>
    private static async Task<IResult> CompareAsync(
        HttpContext http, VerifyDocument verify, IProofCheck proofs, Guid document, IFormCollection form, CancellationToken ct)
    {
        if (form.Files is not [{ Length: > 0 } file, ..])
            return PageResult.Invalid<VerifyPage>(new { Model = await CodeAsync(http, verify, proofs, document, ct) with { NothingGiven = true } });
        var issued = await verify.ByIdAsync(document, ct);
        return Page(await FileAsync(http, verify, proofs, file, issued.Value, ct) with { Document = document });
    }

    private static async Task<VerifyView> CodeAsync(HttpContext http, VerifyDocument verify, IProofCheck proofs, Guid document, CancellationToken ct)
    {
        var found = await verify.ByIdAsync(document, ct);
        if (!found.Succeeded)
            return new VerifyView(VerifyAnswer.DocumentUnknown, null) { Document = document };
        var standing = await proofs.StandingAsync(found.Value.Town.Number, CaseDocuments.ProofKey(document), ct);
        var answer = standing switch
        {
            ProofStanding.Revoked => VerifyAnswer.DocumentRevoked,
            ProofStanding.Superseded => VerifyAnswer.DocumentSuperseded,
            _ => VerifyAnswer.DocumentKnown,
        };
        return new VerifyView(answer, found.Value)
        {
            Document = document, Paper = proofs.PageFor(PageContext.Of(http).Texts.Language),
        };
    }

    /// <summary>Texts of the public log for the check of a printed code; they say nothing about the paper to whoever has not its code.</summary>
    private static async Task<IResult> EvidenceAsync(VerifyDocument verify, IProofCheck proofs, Guid document, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        var found = await verify.ByIdAsync(document, ct);
        return found.Succeeded && await proofs.PaperAsync(found.Value.Town.Number, CaseDocuments.PaperKey(document), ct) is { } evidence
            ? Results.Json(new { entry = evidence.Entry, proof = evidence.Proof, standing = evidence.Standing.ToString().ToLowerInvariant() })
            : Results.NotFound();
    }

    private static async Task<VerifyView> ReceiptAsync(VerifyDocument verify, string? number, string? sum, CancellationToken ct)
    {
        var typed = string.Concat((sum ?? "").Where(letter => !char.IsWhiteSpace(letter))).ToLowerInvariant();
        var found = await verify.ReceiptAsync(number?.Trim() ?? "", typed, ct);
        return new VerifyView(found.Succeeded ? VerifyAnswer.ReceiptKnown : VerifyAnswer.ReceiptUnknown, found.Value)
        {
            Number = number, CheckSum = sum,
        };
    }

    private static PageResult Page(VerifyView view) => PageResult.Of<VerifyPage>(new { Model = view });
}

/// <summary>What can be said.</summary>
internal enum VerifyAnswer
{
    /// <summary>Nothing was asked yet.</summary>
    None,

    FileKnown,
    FileUnknown,

    /// <summary>Issued like this, but the town took it out of force.</summary>
    FileRevoked,

    /// <summary>Issued like this, but another document replaces it.</summary>
    FileSuperseded,

    /// <summary>The file carries a proof; its verdict speaks.</summary>
    Proof,

    /// <summary>The file is not the one that was issued under the code.</summary>
    FileOther,
    DocumentKnown,
    DocumentRevoked,

    /// <summary>A newer one took its place.</summary>
    DocumentSuperseded,
    DocumentUnknown,
    ReceiptKnown,
    ReceiptUnknown,
}

/// <summary>An answer with what was issued: town, kind and day, nothing about a person.</summary>
internal sealed record VerifyView(VerifyAnswer Answer, VerifyDocument.Verdict? Verdict)
{
    /// <summary>The document whose code was read, or null.</summary>
    public Guid? Document { get; init; }

    public string? Number { get; init; }

    public string? CheckSum { get; init; }

    public bool NothingGiven { get; init; }

    /// <summary>Verdict on a file with proof.</summary>
    public ProofVerdict? Proof { get; init; }

    /// <summary>What checks the facts behind the code, in the browser.</summary>
    public PaperPage? Paper { get; init; }
}
