using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Account;

/// <summary>
/// Is this document from here? Compares check sums and says just that. A verdict on a file comes only as the answer to that
/// file, never at an address that could be passed on with another one.
/// </summary>
internal static class VerifyPages
{
    public const string Address = "/verify";

    /// <summary>No document of this house is larger; the file is read through and not kept.</summary>
    private static readonly RequestSizeLimitAttribute LargestFile = new(21L << 20);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, AskAsync).RequireRateLimiting("api");
        routes.MapForm(Address, CheckAsync).WithMetadata(LargestFile).RequireRateLimiting("upload");
        routes.MapPage(Address + "/{document:guid}", ByCodeAsync).RequireRateLimiting("api");
        routes.MapForm(Address + "/{document:guid}", CompareAsync).WithMetadata(LargestFile).RequireRateLimiting("upload");
    }

    /// <summary>The empty page, or the answer to the code on a receipt.</summary>
    private static async Task<IResult> AskAsync(
        VerifyDocument verify, [FromQuery] string? nummer, [FromQuery] string? pruefsumme, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(nummer) && string.IsNullOrWhiteSpace(pruefsumme)
            ? PageResult.Of<VerifyPage>(new { Model = new VerifyView(VerifyAnswer.None, null) })
            : Page(await ReceiptAsync(verify, nummer, pruefsumme, ct));

    /// <summary>A file, or number and check sum typed from a receipt.</summary>
    private static async Task<IResult> CheckAsync(VerifyDocument verify, IFormCollection form, CancellationToken ct)
    {
        if (form.Files is [{ Length: > 0 } file, ..])
        {
            await using var content = file.OpenReadStream();
            var found = await verify.ByFileAsync(content, ct);
            return Page(new VerifyView(found.Succeeded ? VerifyAnswer.FileKnown : VerifyAnswer.FileUnknown, found.Value));
        }

        string? number = form["nummer"];
        string? sum = form["pruefsumme"];
        return string.IsNullOrWhiteSpace(number) && string.IsNullOrWhiteSpace(sum)
            ? PageResult.Invalid<VerifyPage>(new { Model = new VerifyView(VerifyAnswer.None, null) { NothingGiven = true } })
            : Page(await ReceiptAsync(verify, number, sum, ct));
    }

    /// <summary>What the code on a document leads to: it exists; whether the paper in hand is it, only its file can tell.</summary>
    private static async Task<IResult> ByCodeAsync(VerifyDocument verify, Guid document, CancellationToken ct)
    {
        var found = await verify.ByIdAsync(document, ct);
        return Page(new VerifyView(found.Succeeded ? VerifyAnswer.DocumentKnown : VerifyAnswer.DocumentUnknown, found.Value)
        {
            Document = document,
        });
    }

    /// <summary>A file beside the code that is printed on it.</summary>
    private static async Task<IResult> CompareAsync(VerifyDocument verify, Guid document, IFormCollection form, CancellationToken ct)
    {
        var issued = await verify.ByIdAsync(document, ct);
        if (form.Files is not [{ Length: > 0 } file, ..])
            return PageResult.Invalid<VerifyPage>(new
            {
                Model = new VerifyView(issued.Succeeded ? VerifyAnswer.DocumentKnown : VerifyAnswer.DocumentUnknown, issued.Value)
                {
                    Document = document, NothingGiven = true,
                },
            });
        await using var content = file.OpenReadStream();
        var found = await verify.ByFileAsync(content, ct);
        var answer = (issued.Succeeded, found.Succeeded) switch
        {
            (true, true) when found.Value!.Sha256 == issued.Value!.Sha256 => VerifyAnswer.FileKnown,
            (true, _) => VerifyAnswer.FileOther,
            (false, true) => VerifyAnswer.FileKnown,
            _ => VerifyAnswer.FileUnknown,
        };
        return Page(new VerifyView(answer, answer == VerifyAnswer.FileKnown ? found.Value : issued.Value) { Document = document });
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

    /// <summary>The file is not the one that was issued under the code.</summary>
    FileOther,
    DocumentKnown,
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
}
