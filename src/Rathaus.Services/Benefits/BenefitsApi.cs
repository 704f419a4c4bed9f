using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Services.Benefits;

/// <summary>The public interface that computes a benefit. Nothing is stored, nothing of the inputs is logged.</summary>
internal static class BenefitsApi
{
    private const int Largest = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/{town}/benefits").WithTags("Benefits").DisableAntiforgery().RequireRateLimiting("api");
        api.MapPost("/{benefit}/calculate", CalculateAsync)
            .WithName("CalculateBenefit")
            .WithSummary("Computes a benefit by law")
            .WithDescription("Stateless: inputs and result are not stored. The inputs are those of the benefit's package; the date says which law holds. The amount is for information and no decision.")
            .Accepts<CalculationRequest>("application/json")
            .Produces<CalculationResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> CalculateAsync(
        string town, string benefit, HttpRequest request, HttpResponse response, ICatalogue catalogue, IBenefits benefits, ITexts texts,
        CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        if (catalogue.FindTown(town) is null)
            return Refusal.NotFound("town").ToHttp();
        if (benefits.Find(benefit) is not { } found)
            return Refusal.NotFound("benefit").ToHttp();
        var language = request.Headers.AcceptLanguage.ToString().StartsWith("en", true, CultureInfo.InvariantCulture) ? Language.English : Language.German;
        var body = await ReadAsync(request, texts.For(language), ct);
        if (!body.Succeeded)
            return body.Refusal.ToHttp();
        var outcome = found.Calculate(body.Value.Inputs, body.Value.Date);
        return outcome.Succeeded
            ? TypedResults.Ok(CalculationResponse.Of(found, body.Value.Date, outcome.Value, language))
            : Worded(outcome.Refusal, texts.For(language)).ToHttp();
    }

    private static async Task<Outcome<CalculationRequest>> ReadAsync(HttpRequest request, Texts texts, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
            return Refusal.Invalid("request.not-json", texts["services.benefit.not-json"]);
        var bytes = new byte[Largest + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > Largest)
            return new Refusal(RefusalKind.TooLarge, "request.too-large", texts["services.benefit.too-large"]);
        try
        {
            if (JsonNode.Parse(bytes.AsSpan(0, length), null, Strict) is not JsonObject root)
                return Refusal.Invalid("request.not-json", texts["services.benefit.not-json"]);
            var faults = new List<FieldFault>();
            foreach (var (name, _) in root.Where(member => member.Key is not ("date" or "inputs")))
                faults.Add(new FieldFault(name, "unknown", texts["services.fault.unknown"]));
            DateOnly on = default;
            if (!Json.IsString(root["date"], out var date) || !Source.MapReader.TryDate(date, out on))
                faults.Add(new FieldFault("date", "date", texts["services.benefit.fault.date"]));
            var inputs = root["inputs"] as JsonObject;
            if (inputs is null)
                faults.Add(new FieldFault("inputs", "required", texts["services.benefit.fault.required"]));
            return faults.Count > 0 || inputs is null
                ? Refusal.Invalid("benefit.inputs", texts["services.benefit.inputs"], faults)
                : new CalculationRequest(on, (JsonObject)inputs.DeepClone());
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second: an escape of half a surrogate pair is well-formed JSON and no text.
            return Refusal.Invalid("request.not-json", texts["services.benefit.not-json"]);
        }
    }

    /// <summary>Faults of inputs under their path in the body, in the caller's language.</summary>
    private static Refusal Worded(Refusal refusal, Texts texts) => refusal.Code != "benefit.inputs"
        ? refusal
        : Refusal.Invalid("benefit.inputs", texts["services.benefit.inputs"],
            [.. refusal.Faults.Select(fault => fault with
            {
                Path = $"inputs.{fault.Path}",
                Message = texts[$"services.benefit.fault.{fault.Code}"],
            })]);
}

/// <summary>What is to be computed.</summary>
/// <param name="Date">Reference date.</param>
/// <param name="Inputs">By the keys of the benefit's package.</param>
internal sealed record CalculationRequest(DateOnly Date, JsonObject Inputs);

/// <summary>A computed benefit.</summary>
/// <param name="Result">The package's results by key; one that does not apply is left out.</param>
/// <param name="Steps">The chain: every step that has a value, in order of computation.</param>
/// <param name="Warnings">What one should know beside the amount.</param>
internal sealed record CalculationResponse(
    string Benefit, string Version, DateOnly Date, JsonObject Result, IReadOnlyList<CalculationStep> Steps, IReadOnlyList<CalculationWarning> Warnings)
{
    public static CalculationResponse Of(Benefit benefit, DateOnly on, BenefitResult result, Language language) => new(
        benefit.Id, benefit.Version, on, result.Result,
        [.. result.Steps.Select(step => new CalculationStep(
            step.Id, step.Label.In(language), step.Value, step.Display(language), step.Unit, step.Basis,
            [.. step.Reads.Select(read => new CalculationRead(read.Name, read.Label.In(language), read.Value))]))],
        [.. result.Warnings.Select(warning => new CalculationWarning(warning.Code, warning.Text.In(language)))]);
}

/// <summary>One step of the chain.</summary>
/// <param name="Value">For a step computed per entry of a list: one value per entry.</param>
/// <param name="Display">The value for people.</param>
/// <param name="Basis">Paragraph, or left out.</param>
internal sealed record CalculationStep(
    string Name, string Label, JsonNode? Value, string Display, string? Unit, string? Basis, IReadOnlyList<CalculationRead> Reads);

/// <summary>A value that a step read: input, field of an entry, step or row of a table.</summary>
internal sealed record CalculationRead(string Name, string Label, JsonNode? Value);

internal sealed record CalculationWarning(string Code, string Message);
