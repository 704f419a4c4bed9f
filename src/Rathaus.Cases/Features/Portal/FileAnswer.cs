using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Portal;

/// <summary>An uploaded file handed out: never run, never sniffed, under its own name (RFC 6266).</summary>
internal static class FileAnswer
{
    public static IResult Of(HttpContext http, FetchUpload.Content found)
    {
        if (found.Bytes is not { } bytes)
            return PageResult.Refused(Refusal.Unavailable("upload.waiting", "Die Datei wird noch geprüft. Versuchen Sie es gleich noch einmal.", 30));
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.File(bytes, found.Upload.MediaType, found.Upload.Name);
    }
}
