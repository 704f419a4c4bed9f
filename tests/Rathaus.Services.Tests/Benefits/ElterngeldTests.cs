using System.Globalization;
using System.Text.Json.Nodes;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>BEEG §§ 1 to 4c. The day of birth decides which text of the act holds (§ 28).</summary>
public sealed class ElterngeldTests
{
    private const string Benefit = "elterngeld";

    /// <summary>§ 2 Abs. 1, 2: 67 %, below 1000 plus 0.1 points per full 2 EUR, above 1200 minus 0.1 points, 65 % at least.</summary>
    [Theory]
    [InlineData(0, 1.00)]
    [InlineData(340, 1.00)]
    [InlineData(342, 0.999)]
    [InlineData(790, 0.775)]
    [InlineData(998, 0.671)]
    [InlineData(998.01, 0.67)]
    [InlineData(1000, 0.67)]
    [InlineData(1200, 0.67)]
    [InlineData(1201.99, 0.67)]
    [InlineData(1202, 0.669)]
    [InlineData(1220, 0.66)]    // a public model says 0.661, because it counts from 1201
    [InlineData(1240, 0.65)]
    [InlineData(9000, 0.65)]
    public void The_rate_follows_the_net_income(decimal net, decimal rate)
    {
        var result = HouseBenefits.Result(Benefit, "2024-01-01", string.Create(CultureInfo.InvariantCulture, $$"""{ "net_before_birth_month": {{net}} }"""));

        Assert.Equal(rate, HouseBenefits.Amount(result["rate"]));
        Assert.Equal([rate], HouseBenefits.Amounts(result["rate_per_parent"]));
    }

    /// <summary>§ 1 Abs. 6: 30 hours, for births from September 2021 32 hours.</summary>
    [Theory]
    [InlineData("2021-08-31", 30, 300)]
    [InlineData("2021-08-31", 30.5, 0)]
    [InlineData("2021-09-01", 32, 300)]
    [InlineData("2021-09-01", 32.5, 0)]
    public void More_hours_than_the_limit_end_the_claim(string born, decimal hours, decimal amount) => Assert.Equal(
        amount, Single(born, string.Create(CultureInfo.InvariantCulture, $$"""{ "net_before_birth_month": 0, "weekly_hours_during_receipt": {{hours}} }""")));

    /// <summary>§ 1 Abs. 8 with § 28 Abs. 5.</summary>
    [Theory]
    [InlineData("2021-08-31", false, 250000, true)]
    [InlineData("2021-08-31", false, 250000.01, false)]
    [InlineData("2021-08-31", true, 500000, true)]
    [InlineData("2021-09-01", true, 300000, true)]
    [InlineData("2021-09-01", true, 300001, false)]
    [InlineData("2024-03-31", false, 250000, true)]
    [InlineData("2024-04-01", false, 200001, false)]
    [InlineData("2024-04-01", true, 200000, true)]
    [InlineData("2025-03-31", true, 200000, true)]
    [InlineData("2025-04-01", true, 175001, false)]
    [InlineData("2025-04-01", false, 175000, true)]
    [InlineData("2025-04-01", false, 175000.5, false)]
    public void More_income_than_the_limit_ends_the_claim(string born, bool couple, decimal income, bool entitled)
    {
        var inputs = HouseBenefits.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{ "parents": [{ "net_before_birth_month": 1000, "taxable_income_year": {{income}} }] }"""));
        inputs["couple"] = couple;

        Assert.Equal(entitled ? 670 : 0, HouseBenefits.Amount(HouseBenefits.Result(Benefit, born, inputs)["basis_elterngeld_month"]));
    }

    [Theory]
    [InlineData("""{ "couple": true, "parents": [{ "taxable_income_year": 150000 }, { "taxable_income_year": 150000 }] }""", 300)]
    [InlineData("""{ "couple": true, "parents": [{ "taxable_income_year": 100000 }, { "taxable_income_year": 75000.01 }] }""", 0)]
    [InlineData("""{ "couple": true, "couple_taxable_income_year": 175000, "parents": [{ "taxable_income_year": 100000 }, { "taxable_income_year": 90000 }] }""", 300)]
    public void A_couple_states_its_joint_income_twice_or_each_the_own(string inputs, decimal each) => Assert.Equal(
        [each, each], HouseBenefits.Amounts(HouseBenefits.Result(Benefit, "2025-05-01", inputs)["basis_elterngeld_month_per_parent"]));

    /// <summary>§ 2a Abs. 1, 2: two children under three, three under six; multiples count once.</summary>
    [Theory]
    [InlineData("""{ "children_ages": [0] }""", 670)]
    [InlineData("""{ "children_ages": [2, 0] }""", 745)]
    [InlineData("""{ "children_ages": [3, 0] }""", 670)]
    [InlineData("""{ "children_ages": [5, 3, 0] }""", 745)]
    [InlineData("""{ "children_ages": [6, 3, 0] }""", 670)]
    [InlineData("""{ "children_ages": [9, 0], "siblings_with_disability": 1 }""", 745)]
    [InlineData("""{ "children_ages": [0, 0], "further_multiples": 1 }""", 970)]
    [InlineData("""{ "children_ages": [2, 0, 0], "further_multiples": 1 }""", 1045)]
    [InlineData("""{ "children_ages": [2, 0], "sibling_bonus_condition_met": false }""", 670)]
    [InlineData("""{ "children_ages": null, "sibling_bonus_condition_met": true }""", 745)]
    public void Supplements_for_siblings_and_multiples_come_last(string inputs, decimal amount)
    {
        var given = HouseBenefits.Parse(inputs);
        given["net_before_birth_month"] = 1000;

        Assert.Equal(amount, HouseBenefits.Amount(HouseBenefits.Result(Benefit, "2023-05-05", given)["basis_elterngeld_month"]));
    }

    /// <summary>§ 4: 12 months for one, 14 for both or a lone parent, more for early births from September 2021.</summary>
    [Theory]
    [InlineData("""{ "couple": true, "parents": [{ "months_already_taken": 12 }, { "months_already_taken": 0 }] }""", "[0,2]")]
    [InlineData("""{ "couple": true, "parents": [{ "months_already_taken": 8 }, { "months_already_taken": 6 }] }""", "[0,0]")]
    [InlineData("""{ "couple": false, "parents": [{ "months_already_taken": 12 }] }""", "[2]")]
    [InlineData("""{ "couple": false, "earnings_fall_two_months": false, "parents": [{ "months_already_taken": 12 }] }""", "[0]")]
    [InlineData("""{ "couple": false, "weeks_before_due_date": 16, "parents": [{ "months_already_taken": 14 }] }""", "[4]")]
    public void Months_left(string inputs, string left)
    {
        var result = HouseBenefits.Result(Benefit, "2024-01-01", inputs);

        Assert.Equal(left, result["months_left_per_parent"]!.ToJsonString());
        Assert.Equal(
            HouseBenefits.Amounts(result["months_left_per_parent"]).Select(months => months > 0),
            HouseBenefits.Amounts(result["basis_elterngeld_month_per_parent"]).Select(amount => amount > 0));
    }

    [Theory]
    [InlineData("2015-06-30", null, null, null, 12)]
    [InlineData("2021-08-31", 4, null, null, 14)]
    [InlineData("2021-09-01", 4, 32, null, 16)]
    [InlineData("2024-03-31", 4, 32, null, 16)]
    [InlineData("2024-04-01", 4, 32, 16, 16)]
    public void Each_text_of_the_act_has_its_months(string born, int? bonus, int? plusUntil, int? together, int total)
    {
        var result = HouseBenefits.Result(Benefit, born,
            """{ "couple": true, "weeks_before_due_date": 8, "parents": [{ "weekly_hours_during_receipt": 28 }, { "weekly_hours_during_receipt": 25 }] }""");

        Assert.Equal((bonus, plusUntil, together), (Whole(result["partnership_bonus_months"]), Whole(result["plus_until_life_month"]), Whole(result["simultaneous_basis_months"])));
        Assert.Equal(born == "2015-06-30" ? 14 : total, Whole(result["months_total"]));
        Assert.Equal(bonus is not null, result.ContainsKey("plus_elterngeld_month_per_parent"));
    }

    [Theory]
    [InlineData("2021-08-31", 24, false)]
    [InlineData("2021-08-31", 30, true)]
    [InlineData("2021-09-01", 24, true)]
    [InlineData("2021-09-01", 23.5, false)]
    [InlineData("2021-09-01", 32, true)]
    public void The_partnership_bonus_has_its_corridor_of_hours(string born, decimal hours, bool possible) => Assert.Equal(
        possible,
        (bool)HouseBenefits.Result(Benefit, born, string.Create(CultureInfo.InvariantCulture, $$"""{ "couple": true, "parents": [{ "weekly_hours": 28 }, { "weekly_hours": {{hours}} }] }"""))["partnership_bonus_possible"]!);

    [Fact]
    public void Amounts_keep_their_bounds_and_more_income_during_receipt_never_raises_them()
    {
        for (var net = 0m; net <= 4000; net += 123.45m)
        {
            var (basisBefore, plusBefore) = (decimal.MaxValue, decimal.MaxValue);
            for (var during = 0m; during <= net; during += 200m)
            {
                var result = HouseBenefits.Result(Benefit, "2025-06-01",
                    string.Create(CultureInfo.InvariantCulture, $$"""{ "net_before_birth_month": {{net}}, "net_during_receipt_month": {{during}} }"""));
                var (basis, plus) = (HouseBenefits.Amount(result["basis_elterngeld_month"]), HouseBenefits.Amount(result["plus_elterngeld_month"]));
                Assert.True(basis is >= 300 and <= 1800 && plus is >= 150 and <= 900 && plus <= basis, $"{net} {during}: {basis} {plus}");
                Assert.True(basis <= basisBefore && plus <= plusBefore, $"{net} {during}: {basis} {plus}");
                (basisBefore, plusBefore) = (basis, plus);
            }
        }
    }

    [Fact]
    public void Nobody_who_does_not_claim_gets_anything() => Assert.Equal(
        [670m, 0m],
        HouseBenefits.Amounts(HouseBenefits.Result(Benefit, "2024-01-01",
            """{ "couple": true, "parents": [{ "net_before_birth_month": 1000 }, { "claims": false, "net_before_birth_month": 3000, "weekly_hours_during_receipt": 39.83 }] }""")["basis_elterngeld_month_per_parent"]));

    /// <summary>A public model takes 21 % off the gross; §§ 2c to 2f take a twelfth of the lump sum, taxes and contributions.</summary>
    [Fact]
    public void Net_income_comes_from_gross_by_the_lump_sums_of_the_act()
    {
        // 1000 - 1230/12 - 21 % = 687.50; as a mini-job 200 - 102.50 = 97.50
        var result = HouseBenefits.Result(Benefit, "2024-01-01",
            """{ "parents": [{ "gross_before_birth_month": 1000 }, { "gross_before_birth_month": 200, "minijob_gross_month": 200 }] }""");

        Assert.Equal([687.50m, 97.50m], HouseBenefits.Amounts(result["net_month_per_parent"]));
    }

    [Theory]
    [InlineData("""{ "parents": [{ "net_before_birth_month": -1 }] }""", "parents[0].net_before_birth_month range.low")]
    [InlineData("""{ "parents": [{}, {}, {}, {}, {}] }""", "parents entries.max")]
    [InlineData("""{ "further_multiples": 10 }""", "further_multiples range.high")]
    [InlineData("""{ "net_before_birth_month": "viel" }""", "parents[0].net_before_birth_month decimal")]
    public void Wrong_inputs_are_named(string inputs, string fault) =>
        Assert.Equal([fault], HouseBenefits.Faults(Benefit, "2026-01-01", inputs));

    private static decimal Single(string born, string parent) =>
        HouseBenefits.Amount(HouseBenefits.Result(Benefit, born, $$"""{ "parents": [{{parent}}] }""")["basis_elterngeld_month"]);

    private static int? Whole(JsonNode? node) => node is null ? null : int.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
}
