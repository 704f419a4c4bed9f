namespace Rathaus.Services.Tests.Benefits;

/// <summary>Incomes, deductions and allowances (§§ 14 to 18), by hand.</summary>
public sealed class WohngeldIncomeTests
{
    /// <summary>Einkommen vor Abzug of one member with these fields, in 2026.</summary>
    [Theory]
    [InlineData("""{ "employment_receipts_month": 2150 }""", "24570")]                              // 25,800 - 1,230
    [InlineData("""{ "employment_receipts_year": 25800, "employment_expenses_year": 3000 }""", "22800")]
    [InlineData("""{ "employment_receipts_month": 50 }""", "0")]                                    // at most the receipts
    [InlineData("""{ "employment_income_year_after_expenses": 42800 }""", "42800")]
    [InlineData("""{ "minijob_receipts_month": 556 }""", "6672")]                                   // nothing unless proven
    [InlineData("""{ "minijob_receipts_month": 500, "minijob_expenses_year": 400 }""", "5600")]
    [InlineData("""{ "self_employment_income_year": -5000, "pension_receipts_month": 880 }""", "10458")]    // no set-off; 10,560 - 102
    [InlineData("""{ "spouse_maintenance_month": 500 }""", "5898")]
    [InlineData("""{ "capital_receipts_year": 1000 }""", "900")]                                    // § 14 Abs. 2 Nr. 15
    [InlineData("""{ "capital_receipts_year": 90 }""", "0")]
    [InlineData("""{ "rental_income_year": -300, "other_income_year": 700 }""", "700")]
    [InlineData("""{ "one_off_income": 2400 }""", "2400")]
    [InlineData("""{ "elterngeld_month": 1100 }""", "9600")]                                        // above 300, § 10 BEEG
    [InlineData("""{ "elterngeld_month": 250 }""", "0")]
    [InlineData("""{ "elterngeld_month": 600, "elterngeld_exempt_month": 150, "elterngeld_months": 6 }""", "2700")]
    [InlineData("""{ "elterngeld_counted_year": 2400 }""", "2400")]
    [InlineData("""{ "elterngeld_year": 7200, "elterngeld_months": 10 }""", "4200")]
    [InlineData("""{ "wage_replacement_month": 1000, "maintenance_month": 100, "maintenance_advance_month": 227 }""", "15924")]
    [InlineData("""{ "training_grant_month": 800, "foster_care_month": 600 }""", "8400")]           // half of both
    [InlineData("""{ "training_grant_year": 9600, "rent_help_month": 50, "tax_free_supplements_month": 40, "foreign_income_year": 20 }""", "5900")]
    [InlineData("""{ "employment_receipts_month": 2150, "counted": false }""", "0")]
    public void Each_kind_of_income_counts_as_the_law_says(string member, string income) =>
        Assert.Equal($"[{income}]", Wohngeld.Step(One(member), "einkommen_vor_abzug"));

    /// <summary>§ 9a EStG: 1,000 until 2021, 1,200 in 2022, 1,230 since 2023.</summary>
    [Theory]
    [InlineData("2021-12-31", "11000")]
    [InlineData("2022-01-01", "10800")]
    [InlineData("2022-12-31", "10800")]
    [InlineData("2023-01-01", "10770")]
    public void The_lump_sum_for_employees_has_its_dates(string on, string income) =>
        Assert.Equal($"[{income}]", Wohngeld.Step(One("""{ "employment_receipts_month": 1000 }""", on), "einkommen_vor_abzug"));

    /// <summary>§ 16: 10 % of the income for each kind that is paid, whatever the amounts are.</summary>
    [Theory]
    [InlineData("""{ "other_income_year": 10000 }""", "0")]
    [InlineData("""{ "other_income_year": 10000, "pays_income_tax": true }""", "1000")]
    [InlineData("""{ "other_income_year": 10000, "pays_health_care_insurance": true, "pays_pension_insurance": true }""", "2000")]
    [InlineData("""{ "other_income_year": 10000, "pays_income_tax": true, "pays_health_care_insurance": true, "pays_pension_insurance": true }""", "3000")]
    [InlineData("""{ "other_income_year": 10000, "deduction_categories": 2, "pays_income_tax": true }""", "2000")]
    public void Ten_per_cent_for_each_kind_are_deducted(string member, string deduction) =>
        Assert.Equal($"[{deduction}]", Wohngeld.Step(One(member), "abzug"));

    /// <summary>§ 17.</summary>
    [Theory]
    [InlineData("""{ "disability_degree": 100 }""", "2026-01-01", "1800")]
    [InlineData("""{ "disability_degree": 100 }""", "2019-12-31", "1500")]
    [InlineData("""{ "disability_degree": 90 }""", "2026-01-01", "0")]
    [InlineData("""{ "disability_degree": 50, "care_need": true, "care_at_home": true }""", "2026-01-01", "1800")]
    [InlineData("""{ "disability_degree": 50, "care_need": true }""", "2026-01-01", "0")]
    [InlineData("""{ "disability_degree": 40, "care_need": true, "care_at_home": true }""", "2026-01-01", "0")]
    [InlineData("""{ "nazi_persecution_victim": true }""", "2026-01-01", "750")]
    [InlineData("""{ "single_parent": true }""", "2026-01-01", "1320")]
    [InlineData("""{ "age": 17, "minijob_receipts_month": 50 }""", "2026-01-01", "600")]
    [InlineData("""{ "age": 17, "minijob_receipts_month": 300 }""", "2026-01-01", "1200")]
    [InlineData("""{ "age": 24, "is_child": true, "minijob_receipts_month": 300 }""", "2026-01-01", "1200")]
    [InlineData("""{ "age": 25, "is_child": true, "minijob_receipts_month": 300 }""", "2026-01-01", "0")]
    [InlineData("""{ "age": 20, "minijob_receipts_month": 300 }""", "2026-01-01", "0")]
    [InlineData("""{ "disability_degree": 100, "counted": false }""", "2026-01-01", "0")]
    public void Allowances_belong_to_the_person(string member, string on, string allowance) =>
        Assert.Equal($"[{allowance}]", Wohngeld.Step(One(member, on), "freibetrag_person"));

    /// <summary>§ 17a: 1,200 and 30 % above, at most twelve times half of Regelbedarfsstufe 1; only with 33 years.</summary>
    [Theory]
    [InlineData("""{ "pension_receipts_month": 945, "basic_pension_years": 33 }""", "2026-01-01", "3378")]  // 1,200 + 0.3 · 10,140 = 4,242 above 12 · 281.50
    [InlineData("""{ "pension_receipts_month": 945, "basic_pension_years": 33 }""", "2023-12-31", "3012")]  // 12 · 251
    [InlineData("""{ "pension_receipts_month": 945, "basic_pension_years": 33 }""", "2022-12-31", "2694")]  // 12 · 224.50
    [InlineData("""{ "pension_receipts_month": 945, "basic_pension_years": 33 }""", "2021-12-31", "2676")]  // 12 · 223
    [InlineData("""{ "pension_receipts_month": 945, "basic_pension_years": 33 }""", "2020-12-31", "0")]
    [InlineData("""{ "pension_receipts_month": 945, "basic_pension_years": 32.9 }""", "2026-01-01", "0")]
    [InlineData("""{ "pension_receipts_month": 500, "basic_pension_years": 40 }""", "2026-01-01", "2640")]  // 1,200 + 0.3 · 4,800
    [InlineData("""{ "pension_receipts_month": 80, "basic_pension_years": 33 }""", "2026-01-01", "960")]    // not more than the pension
    [InlineData("""{ "pension_receipts_month": 900, "statutory_pension_month": 500, "basic_pension_years": 33 }""", "2026-01-01", "2640")]
    public void Years_of_basic_pension_give_an_allowance(string member, string on, string allowance) =>
        Assert.Equal($"[{allowance}]", Wohngeld.Step(One(member, on), "freibetrag_grundrente"));

    /// <summary>§ 18: at most 3,000 or 6,000 a year, or what a title says.</summary>
    [Theory]
    [InlineData("""{ "kind": "other_person", "amount_month": 200 }""", "2400")]
    [InlineData("""{ "kind": "other_person", "amount_month": 300 }""", "3000")]
    [InlineData("""{ "kind": "former_spouse", "amount_month": 600 }""", "6000")]
    [InlineData("""{ "kind": "training_away", "amount_year": 3500 }""", "3000")]
    [InlineData("""{ "kind": "shared_custody", "amount_year": 2999.99 }""", "2999.99")]
    [InlineData("""{ "kind": "other_person", "amount_month": 400, "fixed_by_title_year": 4200 }""", "4200")]
    [InlineData("""{ "kind": "other_person", "amount_month": 300, "fixed_by_title_year": 4200 }""", "3600")]
    public void Maintenance_paid_is_deducted_up_to_its_limit(string payment, string deduction) => Assert.Equal(
        $"[{deduction}]", Wohngeld.Step(Wohngeld.Calculate("2026-01-01",
            $$"""{ "rent_level": 3, "gross_cold_rent_month": 400, "members_total": 1, "maintenance_paid": [{{payment}}] }"""), "unterhalt_abzug"));

    /// <summary>Official example 4 in three styles: gross wage 2,150, three persons, two deductions.</summary>
    [Theory]
    [InlineData(""" "income": [{ "receipts_month": 2150, "kind": "employment gross", "deduction_categories": 2 }], "members_total": 3 """)]
    [InlineData(""" "income": [{ "receipts_year": 25800, "kind": "wage", "pays_health_care_insurance": true, "pays_pension_insurance": true }], "members_total": 3 """)]
    [InlineData(""" "members": [{ "age": 8 }, { "age": 40, "employment_receipts_month": 2150, "deduction_categories": 2 }, {}] """)]
    [InlineData(""" "members": [{}, {}, { "employment_income_year_after_expenses": 24570, "pays_health_care_insurance": true, "pays_pension_insurance": true }] """)]
    [InlineData(""" "total_income_month": 1638, "members_counted": 3 """)]
    public void An_income_may_be_told_in_several_ways(string income) =>
        Assert.Equal(320m, Wohngeld.Amount("2025-01-01", $$"""{ "rent_level": 1, "rent_or_burden_month": 750, {{income}} }"""));

    [Fact]
    public void Allowances_and_maintenance_never_make_income_negative() => Assert.Equal("0", Wohngeld.Step(Wohngeld.Calculate("2026-01-01",
        """{ "rent_level": 3, "gross_cold_rent_month": 400, "members_total": 1, "allowances_year": 5000, "income": [{ "receipts_month": 100 }] }"""), "gesamteinkommen"));

    private static Rathaus.Kernel.Outcomes.Outcome<Services.Benefits.BenefitResult> One(string member, string on = "2026-01-01") =>
        Wohngeld.Calculate(on, $$"""{ "rent_level": 3, "gross_cold_rent_month": 400, "members": [{{member}}] }""");
}
