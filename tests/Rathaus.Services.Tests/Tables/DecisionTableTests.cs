using System.Globalization;
using Rathaus.Cel;

namespace Rathaus.Services.Tests.Tables;

/// <summary>Conditions in cells, and which row wins.</summary>
public sealed class DecisionTableTests
{
    private const string Ages =
        """
        id: gruppe
        hit: unique
        key: [{ name: alter, type: integer, range: [0, 150] }, { name: schule, type: yesno }]
        value: { type: text }
        source: "UhVorschG § 1"
        from: 2017-07-01
        rows:
          - { alter: "< 6", schule: "-", value: g1 }
          - { alter: "[6, 12)", schule: "-", value: g2 }
          - { alter: "12..17", schule: true, value: g3 }
          - { otherwise: true, value: keine }
        """;

    [Theory]
    [InlineData(0, false, "g1")]
    [InlineData(5, true, "g1")]
    [InlineData(6, true, "g2")]
    [InlineData(11, false, "g2")]
    [InlineData(12, true, "g3")]
    [InlineData(17, true, "g3")]
    [InlineData(17, false, "keine")]
    [InlineData(18, true, "keine")]
    [InlineData(150, false, "keine")]
    public void The_row_whose_conditions_hold_is_taken(int age, bool school, string expected)
    {
        var table = SmallTable.Read(Ages);

        Assert.Equal(CelValue.Of(expected), table.Look("2026-01-01", CelValue.Of(age), CelValue.Of(school)));
        Assert.Equal(CelValue.Of(expected), table.At(SmallTable.Day("2026-01-01")).Find([CelValue.Of(age), CelValue.Of(school)]));
        Assert.Equal(CelValue.Of(expected), SmallTable.Evaluate(table, $"gruppe({age}, {(school ? "true" : "false")}, date('2026-01-01'))"));
    }

    [Theory]
    [InlineData("< 12", "11.99", true)]
    [InlineData("< 12", "12", false)]
    [InlineData("<= 12", "12", true)]
    [InlineData("<= 12", "12.01", false)]
    [InlineData("> 12", "12", false)]
    [InlineData("> 12", "12.0001", true)]
    [InlineData(">= 12", "12", true)]
    [InlineData("[6, 12)", "6", true)]
    [InlineData("[6, 12)", "12", false)]
    [InlineData("(6, 12]", "6", false)]
    [InlineData("(6, 12]", "12", true)]
    [InlineData("18..24", "18", true)]
    [InlineData("18..24", "24", true)]
    [InlineData("18..24", "24.5", false)]
    [InlineData("6, 7.5, > 100", "7.5", true)]
    [InlineData("6, 7.5, > 100", "7", false)]
    [InlineData("6, 7.5, > 100", "101", true)]
    [InlineData("-12", "-12", true)]
    public void A_cell_is_a_condition(string condition, string number, bool holds)
    {
        var table = SmallTable.Read(
            $$"""
            id: t
            hit: unique
            key: [{ name: zahl, type: decimal }]
            value: { type: yesno }
            source: S
            from: 2025-01-01
            rows:
              - { zahl: "{{condition}}", value: true }
              - { otherwise: true, value: false }
            """);

        Assert.Equal(CelValue.Of(holds), table.Look("2025-01-01", CelValue.Of(decimal.Parse(number, CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void First_takes_the_row_written_first()
    {
        var table = SmallTable.Read(
            """
            id: t
            hit: first
            key: [{ name: art, type: text }, { name: n, type: integer }]
            value: { type: integer }
            source: S
            from: 2025-01-01
            rows:
              - { art: [a, b], n: "> 3", value: 1 }
              - { art: a, n: "-", value: 2 }
              - { art: "-", n: "-", value: 3 }
            """);

        Assert.Equal([1L, 2L, 1L, 3L, 3L], new[] { ("a", 4), ("a", 3), ("b", 4), ("b", 3), ("z", 9) }
            .Select(key => table.Look("2025-01-01", CelValue.Of(key.Item1), CelValue.Of(key.Item2)).AsInt));
    }

    [Fact]
    public void Collect_gives_every_row_that_fits()
    {
        var table = SmallTable.Read(
            """
            id: belege
            hit: collect
            key: [{ name: alter, type: integer }]
            value: { type: text }
            source: S
            from: 2025-01-01
            rows:
              - { alter: "-", value: ausweis }
              - { alter: "< 18", value: einwilligung }
            """);

        Assert.Equal(["ausweis", "einwilligung"], table.Look("2025-01-01", 17).AsList.Select(value => value.AsString));
        Assert.Equal(["ausweis"], table.Look("2025-01-01", 18).AsList.Select(value => value.AsString));
        Assert.Equal(CelType.List(CelType.String), table.Def.Type);
        Assert.Empty(table.Look("2024-12-31", 17).AsList);
        Assert.Empty(table.At(new DateOnly(2024, 12, 31)).Find([CelValue.Of(17)]).AsList);
    }

    [Fact]
    public void A_row_changes_by_date_as_in_any_table()
    {
        var table = SmallTable.Read(
            """
            id: t
            hit: unique
            key: [{ name: alter, type: integer, range: [0, 150] }]
            value: { type: money }
            source: S
            rows:
              - { alter: "< 18", value: 10, from: 2025-01-01 }
              - { alter: "< 18", value: 12, from: 2027-01-01 }
              - { alter: ">= 18", value: 20, from: 2025-01-01 }
            """);

        Assert.Equal([10m, 12m, 20m], new[] { ("2026-12-31", 17), ("2027-01-01", 17), ("2027-01-01", 18) }
            .Select(key => table.Look(key.Item1, key.Item2).AsDecimal));
    }
}
