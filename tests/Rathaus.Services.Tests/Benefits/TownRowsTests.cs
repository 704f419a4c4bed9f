namespace Rathaus.Services.Tests.Benefits;

/// <summary>A town's by-law stands in its own folder; the package holds the mechanism only.</summary>
public sealed class TownRowsTests
{
    private const string Rows =
        """
        source: Satzung vom 1. Juni 2026
        from: 2026-08-01
        rows:
          - { level: "< 5", value: 12.50 }
          - { level: ">= 5", value: 20 }
        """;

    [Fact]
    public void A_town_enters_its_rows_and_other_towns_have_none()
    {
        var benefit = ByTown().TownFile("wuppertal", "beitrag.yaml", Rows).Load();

        Assert.Equal("""{"total":20}""", benefit.Calculate(HouseBenefits.Parse("""{ "level": 5, "place": "wuppertal" }"""), HouseBenefits.Day("2026-08-01")).Value!.Result.ToJsonString());
        Assert.Equal("{}", benefit.Calculate(HouseBenefits.Parse("""{ "level": 5, "place": "wuppertal" }"""), HouseBenefits.Day("2026-07-31")).Value!.Result.ToJsonString());
        Assert.Equal("{}", benefit.Calculate(HouseBenefits.Parse("""{ "level": 5, "place": "aachen" }"""), HouseBenefits.Day("2026-08-01")).Value!.Result.ToJsonString());
    }

    [Theory]
    [InlineData("beitrag.yaml", "rows:\n  - { town: aachen, level: 1, value: 1, from: 2026-01-01, source: S }", "municipalities/wuppertal/beitrag.yaml:2: a town writes its own rows only: leave the town out")]
    [InlineData("beitrag.yaml", "rows:\n  - { level: 1, value: viel, from: 2026-01-01, source: S }", "municipalities/wuppertal/beitrag.yaml:2: value must be of type decimal, not viel")]
    [InlineData("beitrag.yaml", "hit: first\nrows: []", "municipalities/wuppertal/beitrag.yaml:1: unknown key hit")]
    [InlineData("satz.yaml", "rows: []", "municipalities/wuppertal/satz.yaml:1: benefit probe has no table satz.yaml for towns")]
    [InlineData("gebuehr.yaml", "rows: []", "municipalities/wuppertal/gebuehr.yaml:1: benefit probe has no table gebuehr.yaml for towns")]
    public void Wrong_rows_are_named_where_the_town_wrote_them(string name, string text, string fault) =>
        Assert.Contains(fault, ByTown().TownFile("wuppertal", name, text).Faults());

    [Fact]
    public void Rows_for_a_benefit_that_is_not_there_are_a_fault() => Assert.Contains(
        "municipalities/wuppertal/benefits/keines/beitrag.yaml:1: there is no benefit keines",
        ByTown().TownFile("wuppertal", "beitrag.yaml", Rows, "keines").Faults());

    private static BenefitProbe ByTown() => BenefitProbe
        .WithSteps("s", """{ id: s, value: "beitrag(place, level, on)[0]", when: "beitrag(place, level, on).size() > 0", type: money, label: S }""")
        .Replace("benefit.yaml", "inputs:", "inputs:\n  - { id: place, type: text, label: Ort }")
        .File("tables/beitrag.yaml",
            """
            id: beitrag
            hit: collect
            key: [{ name: town, type: text }, { name: level, type: integer }]
            value: { type: money }
            rows: []
            """);
}
