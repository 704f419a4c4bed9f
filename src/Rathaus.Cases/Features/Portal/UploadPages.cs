using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Identity;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Files sent at once by script, streamed; and looking at one's own files again.</summary>
internal static class UploadPages
{
    /// <summary>100 MiB a request; each file has its own limit of 20 MiB.</summary>
    public static readonly RequestSizeLimitAttribute WholeRequest = new(100L << 20);

    private static readonly Refusal NoFile = Refusal.Invalid("upload.no-file", "Es ist keine Datei angekommen.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/{town}/{service}/antrag/{draft:guid}/dateien");
        files.MapPost("", ReceiveAsync).WithMetadata(WholeRequest).DisableAntiforgery().ExcludeFromDescription()
            .RequireRateLimiting("upload");
        files.MapPage("/{upload:guid}", ShowAsync);
    }

    private static async Task<IResult> ReceiveAsync(
        [AsParameters] DraftRequest request, [FromQuery] string frage, [FromQuery] Guid? ersetzt, AttachUpload attach, IAntiforgery antiforgery, ITexts texts,
        CancellationToken ct)
    {
        Refusal InWords(Refusal refusal) => refusal with { Title = RefusalWords.Of(texts.For(request.Http.Language()), refusal) };
        if (!await antiforgery.IsRequestValidAsync(request.Http))
            return InWords(Refusal.Invalid("form.expired", "Die Seite war zu lange offen. Laden Sie sie neu.")).ToHttp();
        if (request.Found is not { } service)
            return Refusal.NotFound("service").ToHttp();
        if (!MediaTypeHeaderValue.TryParse(request.Http.Request.ContentType, out var type) || !type.Boundary.HasValue)
            return InWords(NoFile).ToHttp();

        var key = await request.ClaimAsync(ct);
        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), request.Http.Request.Body);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (section.AsFileSection() is not { FileStream: { } content } file)
                continue;
            var taken = await attach.ToDraftAsync(
                service.Town, key, new AttachUpload.Request(frage, file.FileName, section.ContentType, content, ersetzt), ct);
            if (!taken.Succeeded)
                return InWords(taken.Refusal).ToHttp();
            var upload = taken.Value;
            return TypedResults.Json(
                new { id = upload.Id, name = upload.Name, size = upload.Size, state = "stored" }, statusCode: StatusCodes.Status201Created);
        }

        return InWords(NoFile).ToHttp();
    }

    private static async Task<IResult> ShowAsync(
        [AsParameters] DraftRequest request, Guid upload, FetchUpload fetch, CancellationToken ct)
    {
        if (request.Found is not { } service)
            return PageResult.Refused(Refusal.NotFound("upload"));
        var found = await fetch.OfDraftAsync(service, request.Key, upload, ct);
        if (found.Succeeded)
            return FileAnswer.Of(request.Http, found.Value);
        return SensitiveConventions.Is(found.Refusal) ? SensitiveConventions.Refused(request.Http, found.Refusal) : request.Refused(found.Refusal);
    }
}
