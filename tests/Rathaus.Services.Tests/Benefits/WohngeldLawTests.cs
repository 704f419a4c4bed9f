namespace Rathaus.Services.Tests.Benefits;

/// <summary>Rule by rule: the figures are computed by hand from the paragraph each test names.</summary>
public sealed class WohngeldLawTests
{
    /// <summary>2 persons, Stufe III, rent 500, income 12,000 a year after everything: Y = 1,000. z4 by hand from the table of each date.</summary>
    [Theory]
    [InlineData("2016-01-01", 152)]         // cap 473: z4 = 151.662
    [InlineData("2019-12-31", 152)]
    [InlineData("2020-01-01", 206)]         // cap 516, new a, b, c: z4 = 206.425
    [InlineData("2020-12-31", 206)]
    [InlineData("2021-01-01", 219)]         // + 18.60 for heating (CO2): z4 = 219.15205
    [InlineData("2021-12-31", 219)]
    [InlineData("2022-01-01", 228)]         // new a, b, c: z4 = 227.66734
    [InlineData("2022-12-31", 228)]
    [InlineData("2023-01-01", 390)]         // + 124 for heating, new a, b, c: z4 = 390.206316
    [InlineData("2024-12-31", 390)]
    [InlineData("2025-01-01", 406)]         // new a, b, c: z4 = 405.636671
    [InlineData("2026-12-31", 406)]
    [InlineData("2027-01-01", 406)]         // the draft for 2027 is not law
    public void The_day_decides_which_table_holds(string on, decimal amount) => Assert.Equal(
        amount, Wohngeld.Amount(on, """{ "rent_level": 3, "gross_cold_rent_month": 500, "members_total": 2, "total_income_month": 1000 }"""));

    [Theory]
    [InlineData("2015-12-31", "benefit.no-law")]
    [InlineData("2009-01-01", "benefit.no-law")]
    public void There_is_no_law_before_2016_here(string on, string code) => Assert.Equal(
        code, Wohngeld.Calculate(on, """{ "rent_level": 3, "gross_cold_rent_month": 500, "members_total": 2, "total_income_month": 1000 }""").Refusal!.Code);

    [Fact]
    public void Stufe_VII_came_in_2020()
    {
        const string Household = """{ "rent_level": 7, "gross_cold_rent_month": 900, "members_total": 1, "total_income_month": 800 }""";

        Assert.Equal("benefit.no-row", Wohngeld.Calculate("2019-12-31", Household).Refusal!.Code);
        Assert.Equal("633", Wohngeld.Step(Wohngeld.Calculate("2020-01-01", Household), "hoechstgrenze"));
    }

    /// <summary>§ 12 Abs. 1: five persons in Stufe II 782, each further 94; climate 39.20 and 4.80; heating 225.40 and 27.60.</summary>
    [Fact]
    public void Each_member_above_five_raises_the_maximum()
    {
        var outcome = Wohngeld.Calculate("2025-01-01", """{ "rent_level": 2, "gross_cold_rent_month": 2000, "members_total": 7, "total_income_month": 2000 }""");

        Assert.Equal("970", Wohngeld.Step(outcome, "hoechstbetrag_haushalt"));      // 782 + 2 · 94
        Assert.Equal("48.8", Wohngeld.Step(outcome, "klima"));                      // 39.20 + 2 · 4.80
        Assert.Equal("280.6", Wohngeld.Step(outcome, "heizkosten_entlastung"));     // 225.40 + 2 · 27.60
        Assert.Equal(1299.4m, Wohngeld.Number(outcome, "M"));
    }

    /// <summary>§ 19 Abs. 3, 14 members, Stufe III, rent 2,500, Y = 4,000: M = 2,385.20, z4 = 1,673.748456, 1,674 + 2 · 65.</summary>
    [Fact]
    public void The_13th_and_each_further_member_add_an_amount() => Assert.Equal(
        1804m, Wohngeld.Amount("2025-01-01", """{ "rent_level": 3, "gross_cold_rent_month": 2500, "members_total": 14, "total_income_month": 4000 }"""));

    /// <summary>§ 19 Abs. 3: never more than the rent counted. 16 members without income: M = 54 · … is small, so the increase is cut.</summary>
    [Fact]
    public void The_increase_never_exceeds_the_rent_counted()
    {
        var outcome = Wohngeld.Calculate("2025-01-01", """{ "rent_level": 1, "gross_cold_rent_month": 400, "members_total": 40, "total_income_month": 0 }""");

        Assert.Equal(Wohngeld.Number(outcome, "M"), Wohngeld.Number(outcome, "wohngeld_month"));
    }

    /// <summary>§ 11 Abs. 3: maximum, climate and heating of all members, and the rent, in the share of those counted.</summary>
    [Fact]
    public void Excluded_members_reduce_rent_and_maximum_by_their_share()
    {
        var outcome = Wohngeld.Calculate("2025-01-01",
            """{ "rent_level": 4, "rent_or_burden_month": 570, "members": [{ "age": 70, "pension_receipts_month": 880, "pays_health_care_insurance": true }, { "age": 68, "counted": false, "pension_receipts_month": 2000 }] }""");

        Assert.Equal("321.9", Wohngeld.Step(outcome, "hoechstgrenze"));             // (619 + 24.80) / 2
        Assert.Equal(356.3m, Wohngeld.Number(outcome, "M"));                        // 285 + 142.60 / 2
        Assert.Equal(191m, Wohngeld.Number(outcome, "wohngeld_month"));             // official example 10
    }

    [Fact]
    public void When_all_are_excluded_there_is_no_claim()
    {
        var outcome = Wohngeld.Calculate("2025-01-01", """{ "rent_level": 4, "rent_or_burden_month": 570, "members": [{ "age": 40, "counted": false }] }""");

        Assert.Equal(0m, Wohngeld.Number(outcome, "wohngeld_month"));
        Assert.Equal("all_excluded", outcome.Value!.Result["reason"]!.GetValue<string>());
    }

    /// <summary>§ 21 Nr. 1: 1 person, Stufe III, rent 456 + 19.20 at the maximum; Y = 1,445 gives 9.63 → 10 is paid, more income is not.</summary>
    [Fact]
    public void Less_than_10_euros_are_not_paid()
    {
        var paid = Enumerable.Range(1300, 400).Select(y => Wohngeld.Amount(
            "2025-01-01", $$"""{ "rent_level": 3, "gross_cold_rent_month": 600, "members_total": 1, "total_income_month": {{y}} }""")).ToList();

        Assert.Contains(10m, paid);
        Assert.DoesNotContain(paid, amount => amount is > 0 and < 10);
        Assert.Equal(0m, paid[^1]);
    }

    /// <summary>Anlage 3 Nr. 1: one person has at least Y = 396 and M = 54 in 2025.</summary>
    [Fact]
    public void Rent_and_income_have_a_smallest_value()
    {
        var outcome = Wohngeld.Calculate("2016-06-01", """{ "rent_level": 1, "gross_cold_rent_month": 20, "members_total": 1, "total_income_month": 100 }""");

        Assert.Equal(48m, Wohngeld.Number(outcome, "M"));
        Assert.Equal(239m, Wohngeld.Number(outcome, "Y_month"));
        Assert.Equal(396m, Wohngeld.Number(Wohngeld.Calculate("2025-01-01", """{ "rent_level": 1, "gross_cold_rent_month": 20, "members_total": 1, "total_income_month": 100 }"""), "Y_month"));
    }

    /// <summary>§ 9 Abs. 3, § 11 Abs. 1 Satz 2: in a home the maximum counts, whatever is paid. M = 361 + 19.20 + 110.40 = 490.60.</summary>
    [Fact]
    public void In_a_home_the_maximum_counts_as_rent()
    {
        var outcome = Wohngeld.Calculate("2025-01-01", """{ "rent_level": 1, "home_resident": true, "members_total": 1, "total_income_month": 800 }""");

        Assert.Equal(490.6m, Wohngeld.Number(outcome, "M"));
        Assert.Equal(281m, Wohngeld.Number(outcome, "wohngeld_month"));             // z4 = 280.8476456
    }

    /// <summary>§ 9 Abs. 2, § 6 Abs. 2 WoGV: 60 m² · 1.25 for heating, 9 for hot water, 41 for electricity, 36 for the garage.</summary>
    [Fact]
    public void Costs_hidden_in_the_rent_are_taken_off_by_lump_sums()
    {
        var outcome = Wohngeld.Calculate("2026-11-01",
            """{ "rent_level": 3, "rent_total_month": 700, "floor_area_m2": 60, "heating_in_rent": true, "hot_water_in_rent": true, "household_energy_in_rent": true, "garage_in_rent": true, "members_total": 1, "total_income_month": 900 }""");

        Assert.Equal("539", Wohngeld.Step(outcome, "miete"));                       // 700 - 75 - 9 - 41 - 36
    }

    [Fact]
    public void Costs_with_an_amount_of_their_own_are_taken_off_as_they_are() => Assert.Equal(
        "480", Wohngeld.Step(Wohngeld.Calculate("2020-06-01",
            """{ "rent_level": 3, "rent_total_month": 600, "heating_month": 80, "hot_water_month": 15.5, "garage_month": 24.5, "members_total": 1, "total_income_month": 900 }"""), "miete"));

    /// <summary>§ 11 Abs. 2 in its order: 10 % of 1,000 for business, 20 % or the 300 paid for sublet rooms, 1 of 3 residents of the rest, 50 of relief.</summary>
    [Fact]
    public void Parts_of_the_rent_do_not_count_in_the_order_of_the_law()
    {
        var outcome = Wohngeld.Calculate("2025-01-01",
            """{ "rent_level": 3, "rent_or_burden_month": 1000, "business_use_percent": 10, "sublet_percent": 20, "sublet_income_month": 300, "co_residents": 1, "public_relief_month": 50, "members_total": 2, "total_income_month": 1000 }""");

        Assert.Equal("200", Wohngeld.Step(outcome, "anteil_mitbewohner"));          // (1000 - 100 - 300) / 3
        Assert.Equal("350", Wohngeld.Step(outcome, "miete_anrechenbar"));
    }

    /// <summary>§ 10, §§ 12, 13 WoGV: interest 300 + repayment 150 + 240 / 12 property tax + 100 m² · 36 / 12.</summary>
    [Fact]
    public void An_owner_has_a_burden() => Assert.Equal(
        "770", Wohngeld.Step(Wohngeld.Calculate("2025-01-01",
            """{ "rent_level": 3, "loan_interest_month": 300, "loan_repayment_month": 150, "property_tax_year": 240, "floor_area_m2": 100, "members_total": 2, "total_income_month": 1000 }"""), "miete"));

    [Theory]
    [InlineData("""{ "ags": "05513000" }""", "2")]                  // Gelsenkirchen
    [InlineData("""{ "ags": "05334002" }""", "4")]                  // Aachen
    [InlineData("""{ "municipality": "Wuppertal" }""", "3")]
    [InlineData("""{ "municipality": "Düsseldorf" }""", "6")]
    [InlineData("""{ "municipality": "Übach-Palenberg" }""", "2")]
    [InlineData("""{ "municipality": "Bottrop", "rent_level": 5 }""", "5")]
    public void The_municipality_has_its_level(string where, string level)
    {
        var inputs = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(where)!;
        inputs["gross_cold_rent_month"] = 400;
        inputs["members_total"] = 1;

        Assert.Equal(level, Wohngeld.Step(Wohngeld.Calculate("2026-11-01", inputs), "mietenstufe"));
    }

    /// <summary>Of the years 2020 to 2022 only five levels of a second source are known; nothing is guessed for the others.</summary>
    [Fact]
    public void A_level_nobody_confirmed_is_not_used()
    {
        const string Rest = """ "gross_cold_rent_month": 400, "members_total": 1 }""";

        Assert.Equal("benefit.no-row", Wohngeld.Calculate("2021-06-01", """{ "municipality": "Wuppertal",""" + Rest).Refusal!.Code);
        Assert.Equal("4", Wohngeld.Step(Wohngeld.Calculate("2021-06-01", """{ "municipality": "Aachen",""" + Rest), "mietenstufe"));
    }

    /// <summary>§ 21 Nr. 3 with the administrative rule 21.37: 60,000 and 30,000 for each further member, not a limit of the law.</summary>
    [Theory]
    [InlineData(90000, 406, false)]
    [InlineData(90000.01, 0, true)]
    public void Wealth_above_the_guide_value_is_left_to_a_person(decimal wealth, decimal amount, bool decide)
    {
        var inputs = $$"""{ "rent_level": 3, "gross_cold_rent_month": 500, "members_total": 2, "total_income_month": 1000, "wealth_total": {{wealth.ToString(System.Globalization.CultureInfo.InvariantCulture)}} }""";
        var outcome = Wohngeld.Calculate("2025-01-01", inputs);

        Assert.Equal(amount, Wohngeld.Number(outcome, "wohngeld_month"));
        Assert.Equal(406m, Wohngeld.Number(outcome, "wohngeld_month_without_wealth_test"));
        Assert.Equal(decide, outcome.Value!.Result["wealth_to_be_decided"]!.GetValue<bool>());
    }
}
