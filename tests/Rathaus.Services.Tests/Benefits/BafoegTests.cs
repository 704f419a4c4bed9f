using System.Globalization;
namespace Rathaus.Services.Tests.Benefits;

/// <summary>BAföG §§ 11 to 14b, 17, 21 to 30, 51.</summary>
public sealed class BafoegTests
{
    private const string Benefit = "bafoeg";

    /// <summary>§§ 12 to 14b on both sides of each change, for periods that begin that day.</summary>
    [Theory]
    [InlineData("2020-08-01", 427 + 325 + 84 + 25 + 150)]
    [InlineData("2022-07-31", 427 + 325 + 84 + 25 + 150)]
    [InlineData("2022-08-01", 452 + 360 + 94 + 28 + 160)]
    [InlineData("2024-07-31", 452 + 360 + 94 + 28 + 160)]
    [InlineData("2024-08-01", 475 + 380 + 102 + 35 + 160)]
    public void The_need_of_a_student_away_from_home(string on, decimal need) => Assert.Equal(
        need, Amount(on, """{ "training": "higher_fachschule_academy_university", "insurance": "student_tariff", "children_under_14": 1 }""", "need_month"));

    [Theory]
    [InlineData("general_school", false, 666)]
    [InlineData("vocational_school_no_prior_training", false, 666)]
    [InlineData("vocational_school_no_prior_training", true, 276)]
    [InlineData("evening_school_after_training", false, 775)]
    [InlineData("evening_school_after_training", true, 498)]
    [InlineData("fachschule_abendgymnasium_kolleg", false, 442 + 380)]
    [InlineData("fachschule_abendgymnasium_kolleg", true, 442 + 59)]
    [InlineData("higher_fachschule_academy_university", true, 475 + 59)]
    public void The_need_follows_training_and_dwelling(string training, bool atHome, decimal need) => Assert.Equal(
        need, Amount("2025-08-01", $$"""{ "training": "{{training}}", "lives_with_parents": {{(atHome ? "true" : "false")}} }""", "need_month"));

    /// <summary>§ 66a: a running period takes the new rates two months later.</summary>
    [Theory]
    [InlineData("2022-09-01", 752)]
    [InlineData("2022-10-01", 812)]
    [InlineData("2024-09-30", 812)]
    [InlineData("2024-10-01", 855)]
    public void A_running_period_changes_in_october(string month, decimal need) => Assert.Equal(
        need, Amount(month, $$"""{ "approval_start": "{{(month[..4] == "2022" ? "2022-03-01" : "2024-03-01")}}", "training": "higher_fachschule_academy_university" }""", "need_month"));

    /// <summary>§ 21 Abs. 2: a share, at most the yearly amount.</summary>
    [Theory]
    [InlineData("employee_pension_insured_and_trainee", 8000, 1433.33)]
    [InlineData("employee_not_pension_insured_or_retired_with_claim", 8000, 850)]
    [InlineData("non_employee_or_exempt", 8000, 2458.33)]
    [InlineData("retired_or_not_working", 2100, 330)]
    public void The_lump_sum_for_social_security_has_a_yearly_maximum(string category, decimal gross, decimal lump) => Assert.Equal(
        lump, decimal.Round(Amount("2024-08-01", $$"""{ "gross_month": {{gross}}, "expenses_month": 100, "category": "{{category}}" }""", "social_lump_sum_month"), 2));

    /// <summary>§ 29 Abs. 1.</summary>
    [Theory]
    [InlineData("2022-07-31", "under 30", 6800)]
    [InlineData("2022-08-01", "under 30", 0)]
    [InlineData("2024-08-01", "29", 0)]
    public void Fifteen_thousand_euros_stay_free_from_august_2022(string on, string age, decimal above) =>
        Assert.Equal(above, Amount(on, $$"""{ "wealth": 15000, "age": "{{age}}" }""", "above_allowance"));

    [Theory]
    [InlineData("\"from 30\"", 5000)]
    [InlineData("\"30 or older\"", 5000)]
    [InlineData("30", 5000)]
    [InlineData("\"under 30\"", 35000)]
    [InlineData("29", 35000)]
    [InlineData("null", 35000)]
    public void From_thirty_years_more_wealth_stays_free(string age, decimal above) =>
        Assert.Equal(above, Amount("2024-08-01", $$"""{ "wealth": 50000, "age": {{age}} }""", "above_allowance"));

    [Fact]
    public void A_part_of_the_computation_needs_only_its_own_inputs()
    {
        Assert.Equal(["social_lump_sum_month", "income_month"], Keys("""{ "gross_month": 4000 }""").Intersect(["social_lump_sum_month", "income_month", "amount_month", "wealth_above_allowance", "need_month"]));
        Assert.Equal(["above_allowance"], Keys("""{ "wealth": 17000, "age": "under 30" }""").Intersect(["income_month", "amount_month", "above_allowance", "need_month"]));
        Assert.Equal(["need_month", "amount_month"], Keys("""{ "training": "general_school" }""").Intersect(["income_month", "amount_month", "above_allowance", "need_month"]).OrderDescending());
    }

    [Fact]
    public void More_income_or_wealth_never_raises_the_amount()
    {
        var before = decimal.MaxValue;
        for (var more = 0m; more < 3000; more += 77.7m)
        {
            var amount = Amount("2025-09-01", string.Create(
            CultureInfo.InvariantCulture,
                $$"""{ "training": "higher_fachschule_academy_university", "wealth": {{15000 + more}}, "persons": [{ "income_month": {{2400 + more}} }, { "income_month": 300 }, { "role": "applicant", "income_month": {{more / 3}} }] }"""), "amount_month");
            Assert.True(amount <= before && amount == decimal.Truncate(amount) && amount is 0 or >= 10, $"{more}: {amount}");
            before = amount;
        }

        Assert.Equal(0, before);
    }

    /// <summary>§ 51 Abs. 3, 4: from 0.50 up, below 10 nothing.</summary>
    [Theory]
    [InlineData(845.50, 10)]
    [InlineData(845.51, 0)]
    [InlineData(844.50, 11)]
    [InlineData(844.51, 10)]
    public void Amounts_are_rounded_and_small_ones_are_not_paid(decimal trainingPay, decimal amount) => Assert.Equal(
        amount, Amount("2025-08-01", string.Create(CultureInfo.InvariantCulture, $$"""{ "training": "higher_fachschule_academy_university", "training_pay_month": {{trainingPay}} }"""), "amount_month"));

    [Fact]
    public void Parents_who_do_not_count_change_nothing()
    {
        const string Person = """{ "training": "higher_fachschule_academy_university", "persons": [{ "income_month": 9000 }]""";

        Assert.Equal(0, Amount("2025-08-01", Person + " }", "amount_month"));
        Assert.Equal(855, Amount("2025-08-01", Person + """, "parents_independent": true }""", "amount_month"));
    }

    [Theory]
    [InlineData("""{ "training": "university" }""", "training option")]
    [InlineData("""{ "approval_months": 0 }""", "approval_months range.low")]
    [InlineData("""{ "persons": [{ "role": "uncle" }] }""", "persons[0].role option")]
    [InlineData("""{ "age": true }""", "age type")]
    public void Wrong_inputs_are_named(string inputs, string fault) =>
        Assert.Equal([fault], HouseBenefits.Faults(Benefit, "2026-01-01", inputs));

    private static IEnumerable<string> Keys(string inputs) =>
        HouseBenefits.Result(Benefit, "2024-08-01", inputs).Select(pair => pair.Key);

    private static decimal Amount(string on, string inputs, string key) => HouseBenefits.Amount(HouseBenefits.Result(Benefit, on, inputs)[key]);
}
