using System.Globalization;
namespace Rathaus.Services.Tests.Benefits;

/// <summary>BKGG § 6a.</summary>
public sealed class KinderzuschlagTests
{
    private const string Benefit = "kinderzuschlag";

    [Theory]
    [InlineData("2020-01-01", 185)]
    [InlineData("2020-12-31", 185)]
    [InlineData("2021-01-01", 205)]
    [InlineData("2021-12-31", 205)]
    [InlineData("2022-01-01", 209)]
    [InlineData("2022-06-30", 209)]
    [InlineData("2022-07-01", 229)]
    [InlineData("2022-12-31", 229)]
    [InlineData("2023-01-01", 250)]
    [InlineData("2023-12-31", 250)]
    [InlineData("2024-01-01", 292)]
    [InlineData("2024-12-31", 292)]
    [InlineData("2025-01-01", 297)]
    [InlineData("2026-01-01", 297)]
    public void The_maximum_on_both_sides_of_each_change(string on, decimal each) => Assert.Equal(
        2 * each, Amount(on, """{ "single_parent": true, "parents_gross_month": 1000, "parents_countable_net_month": 900, "parents_need_month": 1400, "children_countable_income_month": [0, 0] }"""));

    [Theory]
    [InlineData(true, 599.99, 0)]
    [InlineData(true, 600, 297)]
    [InlineData(false, 899.99, 0)]
    [InlineData(false, 900, 297)]
    public void The_minimum_income_must_be_reached(bool alone, decimal gross, decimal amount) => Assert.Equal(amount, Amount("2026-01-01", string.Create(
            CultureInfo.InvariantCulture,
        $$"""{ "single_parent": {{(alone ? "true" : "false")}}, "parents_gross_month": {{gross}}, "parents_countable_net_month": 500, "parents_need_month": 1400, "children_countable_income_month": [0] }""")));

    /// <summary>§ 6a Abs. 6: what exceeds the need comes from work unless other income alone exceeds it.</summary>
    [Theory]
    [InlineData(1500, 0, 252)]      // 297 - 0.45 x 100
    [InlineData(1500, 1400, 252)]
    [InlineData(1500, 1450, 224.5)] // 50 in full, 50 by 45 %: 297 - 50 - 22.50 = 224.50, rounded 225
    [InlineData(1500, 1500, 197)]
    [InlineData(2100, 0, 0)]
    public void Income_above_the_need_reduces_by_its_kind(decimal net, decimal other, decimal expected) => Assert.Equal(
        decimal.Round(expected, MidpointRounding.AwayFromZero),
        Amount("2026-01-01", string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ "single_parent": true, "parents_gross_month": 2500, "parents_countable_net_month": {{net}}, "parents_other_income_month": {{other}}, "parents_need_month": 1400, "children_countable_income_month": [0] }""")));

    /// <summary>§ 6a Abs. 3 Satz 5: 40000 for the first person, 15000 for each further one.</summary>
    [Theory]
    [InlineData(55000, 297)]
    [InlineData(55100, 197)]
    [InlineData(60000, 0)]
    public void Wealth_above_the_allowance_reduces(decimal wealth, decimal amount) => Assert.Equal(amount, Amount("2026-01-01", string.Create(
            CultureInfo.InvariantCulture,
        $$"""{ "single_parent": true, "parents_gross_month": 900, "parents_countable_net_month": 900, "parents_need_month": 1400, "children_countable_income_month": [0], "wealth_total": {{wealth}} }""")));

    [Fact]
    public void More_income_never_raises_the_amount()
    {
        var before = decimal.MaxValue;
        for (var net = 700m; net < 2500; net += 41.3m)
        {
            var amount = Amount("2025-01-01", string.Create(
            CultureInfo.InvariantCulture,
                $$"""{ "single_parent": true, "parents_gross_month": 1000, "parents_countable_net_month": {{net}}, "parents_need_month": 1250.5, "children_countable_income_month": [100, 0, 33.33] }"""));
            Assert.True(amount <= before && amount == decimal.Truncate(amount), $"{net}: {amount}");
            before = amount;
        }
    }

    [Fact]
    public void Without_the_parents_need_there_is_no_amount_and_no_error()
    {
        var result = HouseBenefits.Result(Benefit, "2026-01-01", """{ "parents_gross_month": 2000, "parents_need_month": null, "children_countable_income_month": [0, 300] }""");

        Assert.False(result.ContainsKey("kinderzuschlag_month"));
        Assert.Equal([297m, 162m], HouseBenefits.Amounts(result["kinderzuschlag_month_per_child"]));
    }

    [Theory]
    [InlineData("""{ "parents_gross_month": 2000 }""", "children_countable_income_month required")]
    [InlineData("""{ "children_countable_income_month": ["x"] }""", "children_countable_income_month[0] decimal")]
    [InlineData("""{ "children_countable_income_month": [], "wealth_total": -1 }""", "wealth_total range.low")]
    public void Wrong_inputs_are_named(string inputs, string fault) =>
        Assert.Equal([fault], HouseBenefits.Faults(Benefit, "2026-01-01", inputs));

    private static decimal Amount(string on, string inputs) => HouseBenefits.Amount(HouseBenefits.Result(Benefit, on, inputs)["kinderzuschlag_month"]);
}
