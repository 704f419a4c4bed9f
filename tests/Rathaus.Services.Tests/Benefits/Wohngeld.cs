using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>The package of the house for Wohngeld, and its cases.</summary>
internal static class Wohngeld
{
    private static readonly Lazy<Benefit> Package = new(() =>
    {
        var faults = new FaultList();
        var snapshot = CatalogueLoader.Load(CatalogueFiles.Read(House.Catalogue, faults), faults);
        Assert.DoesNotContain(faults.All, fault => fault.ToString().Contains("benefits/wohngeld", StringComparison.Ordinal));
        return snapshot.Benefits.Find("wohngeld") ?? throw new InvalidOperationException("No package wohngeld");
    });

    public static Benefit Benefit => Package.Value;

    public static Outcome<BenefitResult> Calculate(string on, string inputs) => Calculate(on, (JsonObject)JsonNode.Parse(inputs)!);

    public static Outcome<BenefitResult> Calculate(string on, JsonObject inputs) => Benefit.Calculate(inputs, Day(on));

    /// <summary>The monthly amount; the computation must succeed.</summary>
    public static decimal Amount(string on, string inputs) => Number(Calculate(on, inputs), "wohngeld_month");

    public static decimal Number(Outcome<BenefitResult> outcome, string key)
    {
        Assert.True(outcome.Succeeded, outcome.Refusal?.Title);
        return outcome.Value.Result[key]!.GetValue<decimal>();
    }

    /// <summary>The value of one step, as JSON.</summary>
    public static string Step(Outcome<BenefitResult> outcome, string id)
    {
        Assert.True(outcome.Succeeded, outcome.Refusal?.Title);
        return outcome.Value.Steps.Single(step => step.Id == id).Value!.ToJsonString();
    }

    public static IReadOnlyList<JsonObject> Cases(string file) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(House.Catalogue, "..", "tests", "Rathaus.Services.Tests", "Benefits", "Cases", file)))!
            .AsArray().Select(node => (JsonObject)node!)];

    private static DateOnly Day(string on) => DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
