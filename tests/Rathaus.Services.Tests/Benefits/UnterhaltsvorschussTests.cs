using System.Globalization;
namespace Rathaus.Services.Tests.Benefits;

/// <summary>UhVorschG §§ 1, 2, 9 with the amounts of the MinUhV less child benefit.</summary>
public sealed class UnterhaltsvorschussTests
{
    private const string Benefit = "unterhaltsvorschuss";
    private const string ThreeGroups = """{ "children": [{ "age": 5 }, { "age": 11 }, { "age": 17 }] }""";

    /// <summary>MinUhV § 1 less EStG § 66: what is paid without other income. The third group is paid from July 2017.</summary>
    [Theory]
    [InlineData("2016-01-01", 145, 194, 0)]
    [InlineData("2017-01-01", 150, 201, 0)]
    [InlineData("2017-07-01", 150, 201, 268)]
    [InlineData("2018-01-01", 154, 205, 273)]
    [InlineData("2019-01-01", 160, 212, 282)]
    [InlineData("2019-07-01", 150, 202, 272)]
    [InlineData("2020-01-01", 165, 220, 293)]
    [InlineData("2021-01-01", 174, 232, 309)]
    [InlineData("2022-01-01", 177, 236, 314)]
    [InlineData("2023-01-01", 187, 252, 338)]
    [InlineData("2024-01-01", 230, 301, 395)]
    [InlineData("2025-01-01", 227, 299, 394)]
    [InlineData("2026-01-01", 227, 299, 394)]
    public void The_amounts_of_each_year(string on, decimal first, decimal second, decimal third) =>
        Assert.Equal([first, second, third], Paid(on, ThreeGroups));

    [Theory]
    [InlineData("2017-01-01", 145, 194, 0)]
    [InlineData("2017-07-01", 150, 201, 0)]
    [InlineData("2018-01-01", 150, 201, 268)]
    [InlineData("2019-01-01", 154, 205, 273)]
    [InlineData("2019-07-01", 160, 212, 282)]
    [InlineData("2020-01-01", 150, 202, 272)]
    [InlineData("2021-01-01", 165, 220, 293)]
    [InlineData("2022-01-01", 174, 232, 309)]
    [InlineData("2023-01-01", 177, 236, 314)]
    [InlineData("2024-01-01", 187, 252, 338)]
    [InlineData("2025-01-01", 230, 301, 395)]
    [InlineData("2026-01-01", 227, 299, 394)]
    public void The_day_before_a_change_has_the_amounts_before_it(string change, decimal first, decimal second, decimal third) =>
        Assert.Equal([first, second, third], Paid(HouseBenefits.Before(change), ThreeGroups));

    /// <summary>§ 1 Abs. 1a: from 12 years with basic income support only when the parent earns 600 or the need is avoided.</summary>
    [Theory]
    [InlineData("""{ "child_needs_sgb2": true, "parent_gross_income_month": 599.99 }""", 0)]
    [InlineData("""{ "child_needs_sgb2": true, "parent_gross_income_month": 600 }""", 394)]
    [InlineData("""{ "child_needs_sgb2": true, "avoids_sgb2_need": true }""", 394)]
    [InlineData("""{ "child_needs_sgb2": false, "parent_gross_income_month": 0 }""", 394)]
    [InlineData("""{ "child_needs_sgb2": null, "parent_gross_income_month": null }""", 394)]
    [InlineData("""{ "single_parent": false }""", 0)]
    [InlineData("""{ "parent_can_claim_kindergeld": false }""", 653)]
    public void From_twelve_years_the_parent_must_earn_or_the_need_be_avoided(string inputs, decimal amount)
    {
        var given = HouseBenefits.Parse(inputs);
        given["children"] = HouseBenefits.Parse("""{ "c": [{ "age": 12 }] }""")["c"]!.DeepClone();

        Assert.Equal([amount], HouseBenefits.Amounts(HouseBenefits.Result(Benefit, "2026-01-01", given)["amount_month_per_child"]));
    }

    /// <summary>BGB § 1612a Abs. 3: the higher step from the month of the birthday; UhVorschG § 2 Abs. 1: until the 18th birthday.</summary>
    [Theory]
    [InlineData("2020-12-31", "2026-12-01", 299)]
    [InlineData("2021-01-01", "2026-12-31", 227)]
    [InlineData("2014-12-31", "2026-12-01", 394)]
    [InlineData("2008-12-17", "2026-12-05", 204)]    // 394 x 16 / 31 = 203.35
    [InlineData("2008-12-01", "2026-12-05", 0)]
    public void With_the_birth_date_the_month_of_the_birthday_counts(string born, string on, decimal amount) =>
        Assert.Equal([amount], Paid(on, $$"""{ "children": [{ "birth_date": "{{born}}" }] }"""));

    [Fact]
    public void A_child_that_turns_twelve_without_the_conditions_is_paid_up_to_the_birthday() =>
        // 394 x 14 / 30 = 183.87
        Assert.Equal([184m], Paid("2026-11-20", """{ "child_needs_sgb2": true, "children": [{ "birth_date": "2014-11-15" }] }"""));

    [Fact]
    public void More_maintenance_never_raises_the_amount_and_less_than_five_is_not_paid()
    {
        var before = decimal.MaxValue;
        for (var paid = 0m; paid <= 240; paid += 7.35m)
        {
            var amount = Paid("2026-01-01", string.Create(CultureInfo.InvariantCulture, $$"""{ "children": [{ "age": 3, "maintenance_paid_month": {{paid}} }] }"""))[0];
            Assert.True(amount <= before && (amount == 0 || amount >= 5) && amount == decimal.Truncate(amount), $"{paid}: {amount}");
            Assert.True(amount >= 227 - paid || amount == 0, $"{paid}: {amount}");
            before = amount;
        }
    }

    [Fact]
    public void Child_benefit_of_a_first_child_is_the_one_of_the_child_benefit_package()
    {
        foreach (var on in new[] { "2016-01-01", "2016-12-31", "2017-01-01", "2017-12-31", "2018-01-01", "2019-06-30", "2019-07-01", "2020-12-31", "2021-01-01", "2022-12-31", "2023-01-01", "2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01" })
        {
            var one = HouseBenefits.Calculate(Benefit, on, HouseBenefits.Parse("""{ "children": [{ "age": 1 }] }""")).Steps.Single(step => step.Id == "kindergeld");
            var other = HouseBenefits.Result("kindergeld", on, """{ "children": [{ "age": 1 }] }""")["kindergeld_month_total"];

            Assert.Equal(HouseBenefits.Amount(other), HouseBenefits.Amount(one.Value));
        }
    }

    [Theory]
    [InlineData("""{ "age": 17, "claim_month": 905, "kindergeld_month": 250 }""", 780)]
    [InlineData("""{ "age": 18, "claim_month": 905, "kindergeld_month": 250 }""", 655)]
    [InlineData("""{ "age": 4, "claim_month": 100, "kindergeld_month": 250 }""", 0)]
    [InlineData("""{ "age": 4, "claim_month": 100, "kindergeld_month": null }""", 100)]
    public void Child_benefit_is_set_against_maintenance_by_half_until_eighteen(string inputs, decimal payable)
    {
        var result = HouseBenefits.Result(Benefit, "2023-01-01", inputs);

        Assert.Equal(payable, HouseBenefits.Amount(result["payable_month"]));
        Assert.False(result.ContainsKey("amount_month_total"));
    }

    [Theory]
    [InlineData("""{ "children": [{ "maintenance_paid_month": 0 }] }""", "children check.alter_fehlt")]
    [InlineData("""{ "children": [{ "age": -1 }] }""", "children[0].age range.low")]
    [InlineData("""{ "children": [{ "age": "four" }] }""", "children[0].age integer")]
    [InlineData("""{ "children": [{ "age": 4, "maintenance_paid_month": -0.01 }] }""", "children[0].maintenance_paid_month range.low")]
    [InlineData("""{ "children": 4 }""", "children type")]
    [InlineData("""{ "children": [{ "birth_date": "1.1.2020" }] }""", "children[0].birth_date date")]
    public void Wrong_inputs_are_named(string inputs, string fault) =>
        Assert.Equal([fault], HouseBenefits.Faults(Benefit, "2026-01-01", inputs));

    [Fact]
    public void Before_the_first_row_there_is_no_law() =>
        Assert.Equal("benefit.no-law", HouseBenefits.Find(Benefit).Calculate(HouseBenefits.Parse(ThreeGroups), HouseBenefits.Day("2015-12-31")).Refusal!.Code);

    private static IReadOnlyList<decimal> Paid(string on, string inputs) =>
        HouseBenefits.Amounts(HouseBenefits.Result(Benefit, on, inputs)["amount_month_per_child"]);
}
