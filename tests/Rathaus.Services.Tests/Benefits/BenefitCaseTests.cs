using System.Text.Json.Nodes;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>Cases nobody of this project made up: official examples, public tables and calculators, a court. Each names its source.</summary>
public sealed class BenefitCaseTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, (string Benefit, JsonObject Case)>> All = new(Read);

    public static TheoryData<string> Ids() => [.. All.Value.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_gives_what_its_source_says(string id)
    {
        var (benefit, given) = All.Value[id];
        Assert.NotEmpty((string)given["source"]!);

        var result = HouseBenefits.Result(benefit, (string)given["date"]!, (JsonObject)given["inputs"]!.DeepClone());

        foreach (var (key, expected) in (JsonObject)given["expected"]!)
        {
            Assert.True(
                HouseBenefits.Same(expected, result[key], HouseBenefits.Amount(given["tolerance"])),
                $"{key}: expected {expected?.ToJsonString()}, got {result[key]?.ToJsonString() ?? "nothing"}");
        }
    }

    private static Dictionary<string, (string Benefit, JsonObject Case)> Read()
    {
        var cases = new Dictionary<string, (string, JsonObject)>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(House.Catalogue, "..", "tests", "Rathaus.Services.Tests", "Benefits", "FamilyCases"), "*.json").Order(StringComparer.Ordinal))
        {
            var root = HouseBenefits.Parse(File.ReadAllText(file));
            foreach (var one in ((JsonArray)root["cases"]!).OfType<JsonObject>())
                cases.Add((string)one["id"]!, ((string)root["benefit"]!, one));
        }

        return cases;
    }
}
