using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>The benefits of the checkout's catalogue, loaded once.</summary>
internal static class HouseBenefits
{
    private static readonly Lazy<CatalogueSnapshot> Snapshot = new(() =>
    {
        var faults = new FaultList();
        var snapshot = CatalogueLoader.Load(CatalogueFiles.Read(House.Catalogue, faults), faults);
        Assert.Empty(faults.All.Where(fault => !fault.Warning && fault.File.StartsWith("benefits/", StringComparison.Ordinal)).Select(fault => fault.ToString()));
        return snapshot;
    });

    public static Benefit Find(string id) => Snapshot.Value.Benefits.Find(id) ?? throw new InvalidOperationException($"no benefit {id}");

    /// <summary>The result of inputs that can be computed.</summary>
    public static JsonObject Result(string id, string on, JsonObject inputs) => Calculate(id, on, inputs).Result;

    public static JsonObject Result(string id, string on, string inputs) => Result(id, on, Parse(inputs));

    public static BenefitResult Calculate(string id, string on, JsonObject inputs)
    {
        var outcome = Find(id).Calculate(inputs, Day(on));
        return outcome.Succeeded ? outcome.Value : throw new InvalidOperationException($"{id} {on}: {outcome.Refusal!.Title}");
    }

    /// <summary>Codes of the faults of inputs that cannot be computed, with their paths.</summary>
    public static IReadOnlyList<string> Faults(string id, string on, string inputs)
    {
        var outcome = Find(id).Calculate(Parse(inputs), Day(on));
        return outcome.Succeeded ? [] : [.. outcome.Refusal!.Faults.Select(fault => $"{fault.Path} {fault.Code}")];
    }

    public static decimal Amount(JsonNode? node) => node is JsonValue value
        ? decimal.Parse(value.ToJsonString().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"no amount: {node?.ToJsonString() ?? "nothing"}");

    public static IReadOnlyList<decimal> Amounts(JsonNode? node) =>
        [.. ((node as JsonArray) ?? throw new InvalidOperationException("no list of amounts")).Select(Amount)];

    /// <summary>Numbers by value within the tolerance, lists entry by entry, everything else as written.</summary>
    public static bool Same(JsonNode? expected, JsonNode? actual, decimal tolerance) => (expected, actual) switch
    {
        (JsonArray one, JsonArray other) => one.Count == other.Count && one.Zip(other).All(pair => Same(pair.First, pair.Second, tolerance)),
        (JsonValue one, JsonValue other) when one.GetValueKind() == JsonValueKind.Number && other.GetValueKind() == JsonValueKind.Number =>
            Math.Abs(Amount(one) - Amount(other)) <= tolerance,
        _ => JsonNode.DeepEquals(expected, actual),
    };

    public static DateOnly Day(string on) => DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Before(string on) => Day(on).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
