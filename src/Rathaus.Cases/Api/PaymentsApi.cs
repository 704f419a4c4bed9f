using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Api;

/// <summary>Body of a provider's call. It only causes a question to the provider; nothing in it is believed.</summary>
/// <param name="Event">The provider's id of what happened.</param>
/// <param name="Reference">Booking reference (Kassenzeichen).</param>
/// <param name="State"><c>paid</c>, <c>cancelled</c>, <c>refunded</c> or <c>open</c>.</param>
internal sealed record PaymentNotification(string Event, string Reference, string State, Euro Amount, DateTimeOffset At);

/// <summary>What the call led to.</summary>
/// <param name="State">How the booking stands at the provider.</param>
/// <param name="Flagged">A person of the office looks at it, because amounts differ.</param>
internal sealed record PaymentNotificationAnswer(string Reference, string State, bool Flagged);

/// <summary>The door of payment providers. As often as they like: the same news is entered once.</summary>
internal static class PaymentsApi
{
    public const string SignatureHeader = "Rathaus-Signature";

    private const int LargestBody = 16 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/{town}").WithTags("Payments").DisableAntiforgery()
            .MapPost("/payment-notifications", NotifyAsync)
            .WithName("NotifyPayment")
            .WithSummary("A payment provider tells that a booking has changed")
            .WithDescription("For the provider of the town, who signs the body (Rathaus-Signature). The house then asks the provider how the booking stands and enters that; the same news told twice is entered once. An amount that differs from the one asked for is shown to a clerk.")
            .WithMetadata(new BodySize())
            .Accepts<PaymentNotification>("application/json")
            .Produces<PaymentNotificationAnswer>()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireRateLimiting("api");

    private static async Task<IResult> NotifyAsync(
        string town, [FromHeader(Name = SignatureHeader)] string? signature, HttpRequest request, ICatalogue catalogue,
        IPaymentProvider provider, FinishPayment finish, CancellationToken ct)
    {
        if (catalogue.FindTown(town) is not { } municipality)
            return Refusal.NotFound("town").ToHttp();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var bytes = body.ToArray();
        if (!provider.IsAuthentic(bytes, signature))
            return new Refusal(RefusalKind.SignInNeeded, "payment.not-authentic", "Der Aufruf ist nicht vom Bezahldienst unterschrieben.").ToHttp();
        if (Read(bytes) is not { } told)
            return Refusal.Invalid("payment.unreadable", "Der Aufruf hat nicht die verabredete Form.").ToHttp();
        var standing = await finish.NotifyAsync(municipality, told.Reference, told.Amount, ct);
        return standing.ToHttp(value => TypedResults.Ok(
            new PaymentNotificationAnswer(told.Reference, ApiNames.Of(value.State.ToString()), value.Flagged)));
    }

    private static PaymentNotification? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PaymentJson.Default.PaymentNotification) is { Reference.Length: > 0 } told ? told : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class BodySize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => LargestBody;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PaymentNotification))]
internal sealed partial class PaymentJson : JsonSerializerContext;
