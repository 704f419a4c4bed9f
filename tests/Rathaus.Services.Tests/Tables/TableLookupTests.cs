using Rathaus.Cel;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Tests.Tables;

/// <summary>Rows by key and day.</summary>
public sealed class TableLookupTests
{
    /// <summary>Maximum rents of § 12 (1) WoGG, Anlage 1: one person in Mietenstufe 1 and 2; 361 and 408 since 2025.</summary>
    private const string Rents =
        """
        id: hoechstbetrag
        key: [{ name: n, type: integer }, { name: stufe, type: integer }]
        value: { type: money, unit: EUR }
        basis: "WoGG § 12 Abs. 1, Anlage 1"
        source: "WoGG, Anlage 1"
        columns: { stufe: [1, 2] }
        rows:
          - { n: 1, from: 2020-01-01, value: [338, 381] }
          - { n: 1, from: 2022-01-01, value: [347, 392] }
          - { n: 1, from: 2025-01-01, value: [361, 408] }
          - { n: 2, from: 2025-01-01, value: [437, 493], until: 2026-12-31 }
        """;

    [Theory]
    [InlineData("2020-01-01", 1, 1, "338")]
    [InlineData("2021-12-31", 1, 2, "381")]
    [InlineData("2022-01-01", 1, 2, "392")]
    [InlineData("2024-12-31", 1, 1, "347")]
    [InlineData("2025-01-01", 1, 1, "361")]
    [InlineData("2035-06-30", 1, 2, "408")]
    [InlineData("2026-12-31", 2, 2, "493")]
    public void A_row_holds_until_the_next_of_the_same_key(string on, int n, int stufe, string expected)
    {
        var table = SmallTable.Read(Rents);

        Assert.Equal(CelValue.Of(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)), table.Look(on, n, stufe));
        Assert.Equal(table.Look(on, n, stufe), table.At(SmallTable.Day(on)).Find([CelValue.Of(n), CelValue.Of(stufe)]));
    }

    [Theory]
    [InlineData("2019-12-31", 1, 1)]
    [InlineData("2027-01-01", 2, 1)]
    [InlineData("2025-01-01", 3, 1)]
    [InlineData("2025-01-01", 1, 3)]
    public void Outside_of_all_rows_there_is_no_value(string on, int n, int stufe)
    {
        var table = SmallTable.Read(Rents);

        Assert.Equal($"no row of hoechstbetrag fits on {on}", table.Look(on, n, stufe).ErrorMessage);
        Assert.True(table.At(SmallTable.Day(on)).Find([CelValue.Of(n), CelValue.Of(stufe)]).IsError);
    }

    [Fact]
    public void A_record_gives_its_values_by_name()
    {
        // § 19 WoGG, Anlage 2: coefficients of one person, 2025.
        var table = SmallTable.Read(
            """
            id: koeffizient
            key: [{ name: n, type: integer }]
            values: { a: decimal, b: decimal, c: decimal }
            source: "WoGG, Anlage 2"
            rows:
              - { n: 1, a: 0.04, b: 0.000497, c: 0.000095, from: 2025-01-01 }
            """);

        Assert.Equal(CelValue.Of(0.000497m), SmallTable.Evaluate(table, "koeffizient(1, date('2026-11-20')).b"));
        Assert.Equal(CelKind.Record, table.Def.Type.Kind);
    }

    [Theory]
    [InlineData("0", "klein")]
    [InlineData("99.99", "klein")]
    [InlineData("100", "gross")]
    [InlineData("100000000", "gross")]
    public void A_band_begins_with_its_first_number_and_ends_before_its_last(string size, string expected)
    {
        var table = SmallTable.Read(
            """
            id: klasse
            key: [{ name: groesse, type: band }]
            value: { type: text }
            source: Satzung
            from: 2025-01-01
            rows:
              - { groesse: [0, 100], value: klein }
              - { groesse: [100, null], value: gross }
            """);

        Assert.Equal(CelValue.Of(expected), table.Look("2026-01-01", CelValue.Of(decimal.Parse(size, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.True(table.Look("2026-01-01", CelValue.Of(-0.01m)).IsError);
    }

    [Fact]
    public void An_announced_row_is_used_only_when_its_law_is_enacted()
    {
        const string Rate =
            """
            id: satz
            value: { type: money }
            source: Satzung
            rows:
              - { value: 30.00, from: 2025-05-01 }
              - { value: 40.00, from: 2027-01-01, draft: gesetz-2027 }
            """;

        Assert.Equal(CelValue.Of(30m), SmallTable.Read(Rate, Draft(enacted: false)).Look("2027-06-01"));
        Assert.Equal(CelValue.Of(40m), SmallTable.Read(Rate, Draft(enacted: true)).Look("2027-06-01"));
        Assert.Equal(CelValue.Of(30m), SmallTable.Read(Rate, Draft(enacted: true)).Look("2026-12-31"));
    }

    [Fact]
    public void An_announced_row_takes_the_place_of_the_row_of_its_day()
    {
        const string Rate =
            """
            id: satz
            value: { type: money }
            source: Satzung
            rows:
              - { value: 30.00, from: 2025-05-01, until: 2027-12-31 }
              - { value: 35.00, from: 2028-01-01 }
              - { value: 32.00, from: 2027-01-01, draft: gesetz-2027 }
              - { value: 36.00, from: 2028-01-01, draft: gesetz-2027 }
            """;
        var (before, after) = (SmallTable.Read(Rate, Draft(enacted: false)), SmallTable.Read(Rate, Draft(enacted: true)));

        Assert.Equal(["30", "30", "35"], new[] { "2026-12-31", "2027-01-01", "2028-01-01" }.Select(on => Text(before, on)));
        Assert.Equal(["30", "32", "36"], new[] { "2026-12-31", "2027-01-01", "2028-01-01" }.Select(on => Text(after, on)));
    }

    [Fact]
    public void Many_towns_and_days_are_found_as_written()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 400).SelectMany(town => Enumerable.Range(2016, 12)
            .Select(year => (Town: $"{5_111_000 + town:00000000}", Year: year, Value: random.Next(1, 8)))).ToList();
        var table = SmallTable.Read(
            "id: stufe\nkey: [{ name: ags, type: text }]\nvalue: { type: integer }\nsource: WoGV\nrows:\n"
            + string.Concat(rows.Select(row => $"  - {{ ags: \"{row.Town}\", value: {row.Value}, from: {row.Year}-01-01 }}\n")));

        Assert.All(rows, row => Assert.Equal(CelValue.Of(row.Value), table.Look($"{row.Year}-07-01", CelValue.Of(row.Town))));
        var view = table.At(new DateOnly(2020, 12, 31));
        Assert.All(rows.Where(row => row.Year == 2020), row => Assert.Equal(CelValue.Of(row.Value), view.Find([CelValue.Of(row.Town)])));
        Assert.True(view.Find([CelValue.Of("")]).IsError);
    }

    private static IReadOnlyList<DraftDef> Draft(bool enacted) => [new("gesetz-2027", new DateOnly(2027, 1, 1), "Gesetz", "BT-Drs. 21/1", enacted, "service.yaml", 1)];

    private static string Text(Table table, string on) => table.Look(on).AsDecimal.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
}
