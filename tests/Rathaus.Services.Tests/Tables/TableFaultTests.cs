using Rathaus.Services.Tables;

namespace Rathaus.Services.Tests.Tables;

/// <summary>What a bad table says, and where.</summary>
public sealed class TableFaultTests
{
    private static string Table(string rows, string key = "[{ name: n, type: integer }]", string head = "value: { type: money }\nsource: S") =>
        $"id: t\nkey: {key}\n{head}\nrows:\n{rows}";

    private static readonly IReadOnlyList<DraftDef> Draft = [new("neu", null, "Neu", "BT-Drs.", Enacted: false, "service.yaml", 1)];

    [Theory]
    [InlineData("  - { n: 1, value: 5, from: 2025-01-01 }\n  - { n: 1, value: 6, from: 2025-01-01 }\n", "7: row repeats the key of line 6")]
    [InlineData("  - { n: 1, value: 5, from: 2025-01-01, until: 2026-12-31 }\n  - { n: 1, value: 6, from: 2026-01-01 }\n", "7: row overlaps the row of line 6")]
    [InlineData("  - { n: 1, value: 5, from: 2025-01-01, until: 2025-12-31 }\n  - { n: 1, value: 6, from: 2026-02-01 }\n", "7: no row holds from 2026-01-01 to 2026-01-31")]
    [InlineData("  - { n: 1, value: 5, from: 2025-01-01, until: 2024-12-31 }\n", "6: until is before from")]
    [InlineData("  - { n: 1, value: 5 }\n", "6: each row says from when it holds")]
    [InlineData("  - { n: eins, value: 5, from: 2025-01-01 }\n", "6: n must be a whole number")]
    [InlineData("  - { n: \"< 12\", value: 5, from: 2025-01-01 }\n", "6: n must be a whole number")]
    [InlineData("  - { n: 1, value: fünf, from: 2025-01-01 }\n", "6: value must be of type decimal, not fünf")]
    [InlineData("  - { n: 1, value: 5.001, from: 2025-01-01 }\n", "6: value must be exact to the cent, not 5.001")]
    [InlineData("  - { value: 5, from: 2025-01-01 }\n", "6: n is missing")]
    [InlineData("  - { n: 1, from: 2025-01-01 }\n", "6: value is missing")]
    [InlineData("  - { n: 1, value: 5, from: 2025-01-01, zu: 1 }\n", "6: unknown key zu")]
    [InlineData("  - { n: 1, value: 5, from: 2025-01-01, draft: anders }\n", "6: the package names no draft anders")]
    [InlineData("  - { otherwise: true, value: 5, from: 2025-01-01 }\n", "6: otherwise stands in tables with hit: unique or first, without cells")]
    public void A_faulty_row_is_named_by_its_line(string rows, string expected) =>
        Assert.Equal([$"tables/t.yaml:{expected}"], SmallTable.Faults(Table(rows), Draft));

    [Fact]
    public void A_row_needs_a_source() => Assert.Equal(
        ["tables/t.yaml:5: a row needs its source"],
        SmallTable.Faults(Table("  - { n: 1, value: 5, from: 2025-01-01 }\n  - { n: 2, value: 5, from: 2025-01-01, source: S }\n", head: "value: { type: money }")));

    [Theory]
    [InlineData("[{ name: n, type: integer, range: [1, 3] }]", "  - { n: 1, value: 5, from: 2025-01-01 }\n  - { n: 3, value: 5, from: 2025-01-01 }\n", "1: no row of t holds for n 2")]
    [InlineData("[{ name: n, type: text, of: [a, b] }]", "  - { n: a, value: 5, from: 2025-01-01 }\n", "1: no row of t holds for n b")]
    [InlineData("[{ name: n, type: text, of: [a, b] }]", "  - { n: c, value: 5, from: 2025-01-01 }\n", "6: n cannot be c")]
    [InlineData("[{ name: n, type: band }]", "  - { n: [0, 100], value: 5, from: 2025-01-01 }\n  - { n: [200, null], value: 5, from: 2025-01-01 }\n", "1: no row of t holds for n from 100 to below 200")]
    [InlineData("[{ name: n, type: band }]", "  - { n: [0, 100], value: 5, from: 2025-01-01 }\n  - { n: [50, null], value: 5, from: 2025-01-01 }\n", "7: row overlaps the row of line 6: n from 50 to below 100")]
    [InlineData("[{ name: n, type: band }]", "  - { n: [0, 100], value: 5, from: 2025-01-01, until: 2025-12-31 }\n  - { n: [0, 50], value: 5, from: 2026-07-01 }\n", "1: no row of t holds from 2026-01-01 to 2026-06-30 for n from 0 to below 50")]
    [InlineData("[{ name: value, type: text }]", "  - { value: 5, from: 2025-01-01 }\n", "2: value is a word of rows: call the key something else")]
    [InlineData("[{ name: n, type: text, range: [1, 2] }]", "  - { n: a, value: 5, from: 2025-01-01 }\n", "2: only numbers have a range")]
    [InlineData("[{ name: n, type: integer, range: 5 }]", "  - { n: 1, value: 5, from: 2025-01-01 }\n", "2: range is a list of two numbers: [from, to]; null leaves a side open")]
    public void Keys_that_are_declared_are_looked_after(string key, string rows, string expected) =>
        Assert.Equal([$"tables/t.yaml:{expected}"], SmallTable.Faults(Table(rows, key)));

    [Theory]
    [InlineData("unique", "  - { n: \"< 12\", value: 5 }\n  - { n: \">= 10\", value: 6 }\n", "9: row overlaps the row of line 8: n from 10 to below 12")]
    [InlineData("unique", "  - { n: \"< 12\", value: 5 }\n  - { n: \"> 12\", value: 6 }\n", "1: no row of t holds for n 12")]
    [InlineData("unique", "  - { n: \"< 12\", value: 5, until: 2025-12-31 }\n  - { n: \">= 12\", value: 6 }\n", "1: no row of t holds from 2026-01-01 to 9999-12-31 for n below 12")]
    [InlineData("first", "  - { n: \"< 12\", value: 5 }\n  - { n: \"< 6\", value: 6 }\n  - { n: \"-\", value: 7 }\n", "9: row never holds: the rows before it take every case")]
    [InlineData("first", "  - { n: \"-\", value: 5 }\n  - { otherwise: true, value: 6 }\n", "9: row never holds: the rows before it take every case")]
    [InlineData("first", "  - { n: \"<\", value: 5 }\n", "8: n must be a condition on whole numbers such as \"< 12\", \"[6, 12)\", \"18..24\", 7 or -")]
    [InlineData("first", "  - { n: \"[12, 6]\", value: 5 }\n", "8: n must be a condition on whole numbers such as \"< 12\", \"[6, 12)\", \"18..24\", 7 or -")]
    [InlineData("first", "  - { n: \"< 12.5\", value: 5 }\n", "8: n must be a condition on whole numbers such as \"< 12\", \"[6, 12)\", \"18..24\", 7 or -")]
    [InlineData("manchmal", "  - { n: \"< 12\", value: 5 }\n", "3: hit must be one of unique, first, collect, not manchmal")]
    public void A_decision_table_leaves_nothing_open_and_nothing_twice(string hit, string rows, string expected) =>
        Assert.Equal([$"tables/t.yaml:{expected}"], SmallTable.Faults(Table(rows, head: $"hit: {hit}\nvalue: {{ type: money }}\nsource: S\nfrom: 2025-01-01")));

    [Fact]
    public void Announced_law_must_fit_too() => Assert.Equal(
        ["tables/t.yaml:7: row repeats the key of line 6"],
        SmallTable.Faults(Table("  - { n: 1, value: 5, from: 2025-01-01, draft: neu }\n  - { n: 1, value: 6, from: 2025-01-01, draft: neu }\n"), Draft));

    [Theory]
    [InlineData("", "tables/t.yaml:1: id is missing")]
    [InlineData("- 1\n", "tables/t.yaml:1: a table must be a map, not a list")]
    [InlineData("id: t\nrows: 5\n", "tables/t.yaml:2: rows must be a list, not a single value")]
    [InlineData("id: t\nkey: [{ name: a }, { name: b }, { name: c }, { name: d }, { name: e }]\n", "tables/t.yaml:2: at most four keys")]
    [InlineData("id: t\nkey: [{ name: a }, { name: a }]\n", "tables/t.yaml:2: key a is there twice")]
    [InlineData("id: t\nvalue: { type: geld }\n", "tables/t.yaml:2: unknown type geld; known: yesno, integer, decimal, money, text, date")]
    [InlineData("id: t\nvalues: { from: decimal }\n", "tables/t.yaml:2: from cannot be the name of a value")]
    [InlineData("id: t\nvalue: { type: money }\nvalues: { a: decimal }\n", "tables/t.yaml:3: a table has either value or values")]
    [InlineData("id: t\nkey: [{ name: a }]\ncolumns: { b: [1] }\n", "tables/t.yaml:3: columns names one key of a look-up table and lists its cells: { stufe: [1, 2, 3] }")]
    [InlineData("id: t\nkey: [{ name: a }]\ncolumns: { a: [x, y] }\nsource: S\nrows: [{ from: 2025-01-01, value: [1] }]\n", "tables/t.yaml:5: value is a list of 2, one for each of columns")]
    public void A_file_of_another_shape_is_refused(string yaml, string expected) => Assert.Contains(expected, SmallTable.Faults(yaml.Length == 0 ? "rows: []\n" : yaml));

    [Fact]
    public void Conditions_that_cut_too_fine_are_refused()
    {
        // Four keys with sixty bands that all cross: 60^4 cases.
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"  - {{ a: \"[{i}, {i + 60})\", b: \"[{i}, {i + 60})\", c: \"[{i}, {i + 60})\", d: \"[{i}, {i + 60})\", value: 5 }}\n"));

        Assert.Equal(["tables/t.yaml:1: the conditions of t make too many cases: at most 200000"], SmallTable.Faults(Table(
            rows, "[{ name: a, type: integer }, { name: b, type: integer }, { name: c, type: integer }, { name: d, type: integer }]",
            "hit: collect\nvalue: { type: money }\nsource: S\nfrom: 2025-01-01")));
    }
}
