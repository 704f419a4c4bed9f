using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Api;

/// <summary>The public interface for applications: submit, upload, ask for the status, fetch documents.</summary>
internal static class ApplicationsApi
{
    /// <summary>Header with the receipt's secret; a secret never stands in an address.</summary>
    public const string SecretHeader = "Rathaus-Receipt-Secret";

    private const string KeyHeader = "Idempotency-Key";

    private const int LongestKey = 255;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/{town}").WithTags("Applications").DisableAntiforgery();
        api.MapPost("/services/{service}/applications", SubmitAsync)
            .WithName("SubmitApplication")
            .WithSummary("Submits an application")
            .WithDescription("Answers after the commit. The same Idempotency-Key with the same body gives the same receipt for at least 30 days; with another body it is refused with 409. Services of trust level none need no sign-in. Dates are ISO 8601, amounts strings such as \"12.34\".")
            .Accepts<ApplicationRequest>("application/json")
            .Produces<ReceiptResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireRateLimiting("submission");
        api.MapPost("/services/{service}/uploads", UploadAsync)
            .WithName("UploadFile")
            .WithSummary("Sends a file for a later application")
            .WithDescription("The body is the file, Content-Type its type, Content-Disposition its name (filename*). The id is named in the application's files and can be used once; an unused file is deleted after a day. At most 20 MiB.")
            .WithMetadata(new UploadSize())
            .Produces<UploadResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireRateLimiting("upload");
        api.MapGet("/applications/{number}", StatusAsync)
            .WithName("GetApplicationStatus")
            .WithSummary("Status of an application")
            .WithDescription("For the account that submitted it, or with the receipt's secret in the header Rathaus-Receipt-Secret. A wrong secret and an unknown number are the same 404.")
            .Produces<StatusResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireRateLimiting("api");
        api.MapGet("/applications/{number}/documents/{document:guid}", DocumentAsync)
            .WithName("GetApplicationDocument")
            .WithSummary("A notice, permit or certificate as PDF/A")
            .WithDescription("The first download of a notice is recorded: it counts for the day of notification (§ 41 VwVfG NRW).")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireRateLimiting("api");
    }

    private static async Task<IResult> SubmitAsync(
        string town, string service, [FromHeader(Name = KeyHeader)] string? idempotencyKey, HttpRequest request,
        ICatalogue catalogue, SubmitApplication feature, CancellationToken ct)
    {
        if (catalogue.FindTown(town) is not { } municipality)
            return Refusal.NotFound("town").ToHttp();
        if (catalogue.FindForm(town, service) is null)
            return Refusal.NotFound("service").ToHttp();
        if (KeyFault(idempotencyKey) is { } fault)
            return fault.ToHttp();
        var body = await ApplicationBody.ReadAsync(request, town, service, ct);
        if (!body.Succeeded)
            return body.Refusal.ToHttp();
        var receipt = await feature.RunAsync(
            municipality,
            new SubmitApplication.Request(service, body.Value.ServiceVersion, body.Value.Answers, body.Value.Files,
                idempotencyKey!, body.Value.Sha256, LanguageOf(request)), ct);
        return receipt.ToHttp(value => TypedResults.Created(
            $"/api/v1/{town}/applications/{value.Number.Text}", ReceiptResponse.Of(value, town)));
    }

    private static async Task<IResult> UploadAsync(
        string town, string service, string? question, HttpRequest request, ICatalogue catalogue, AttachUpload feature, CancellationToken ct)
    {
        if (catalogue.FindTown(town) is not { } municipality)
            return Refusal.NotFound("town").ToHttp();
        var name = ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString()
            : "";
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(question))
            return Refusal.Invalid("upload.incomplete", "Nennen Sie die Frage (question) und den Dateinamen (Content-Disposition).").ToHttp();
        try
        {
            var stored = await feature.LooseAsync(
                municipality, service, new AttachUpload.Request(question, name, request.ContentType, request.Body), ct);
            return stored.ToHttp(file => TypedResults.Created(
                (string?)null, new UploadResponse(file.Id, file.Question, file.Name, file.MediaType, file.Size, file.Sha256)));
        }
        catch (BadHttpRequestException cut) when (cut.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return UploadRefusals.TooLarge.ToHttp();
        }
    }

    private static async Task<IResult> StatusAsync(
        string town, string number, [FromHeader(Name = SecretHeader)] string? secret, HttpResponse response,
        ShowOwnCase feature, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        var view = await feature.RunAsync(new CaseKey(number, secret), ct);
        return view.Succeeded && view.Value.Opened.Town.Id != town
            ? Refusal.NotFound("case").ToHttp()
            : view.ToHttp(value => TypedResults.Ok(StatusResponse.Of(value)));
    }

    private static async Task<IResult> DocumentAsync(
        string town, string number, Guid document, [FromHeader(Name = SecretHeader)] string? secret, HttpResponse response,
        CaseReader cases, FetchDocument feature, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        if (cases.Find(number)?.Town.Id != town)
            return Refusal.NotFound("document").ToHttp();
        var content = await feature.AsApplicantAsync(new CaseKey(number, secret), document, pdf: true, ct);
        return content.ToHttp(value => TypedResults.File(value.Pdf ?? [], "application/pdf", value.FileName));
    }

    private static Refusal? KeyFault(string? key) =>
        string.IsNullOrEmpty(key) || key.Length > LongestKey || key.Any(character => character is < '!' or > '~')
            ? Refusal.Invalid("idempotency.key-missing", "Senden Sie einen Idempotency-Key mit 1 bis 255 Zeichen.",
                new FieldFault(KeyHeader, "idempotency.key-missing", "1 bis 255 druckbare ASCII-Zeichen."))
            : null;

    private static Language LanguageOf(HttpRequest request) =>
        request.Headers.AcceptLanguage.ToString().StartsWith("en", true, CultureInfo.InvariantCulture)
            ? Language.English
            : Language.German;

    /// <summary>One byte more than the limit may arrive, so that the answer is ours and not a cut connection.</summary>
    private sealed class UploadSize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => UploadInspection.LargestFile + (64 * 1024);
    }
}
