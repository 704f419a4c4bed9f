namespace Rathaus.Services.Tests.Benefits;

/// <summary>What cannot be computed is refused with the input at fault; nothing is guessed.</summary>
public sealed class WohngeldInputTests
{
    [Theory]
    [InlineData("""{ }""", "members: check.haushalt")]
    [InlineData("""{ "members_total": 1 }""", "rent_level: check.mietenstufe_fehlt")]
    [InlineData("""{ "rent_level": 0, "members_total": 1 }""", "rent_level: range.low")]
    [InlineData("""{ "rent_level": 8, "members_total": 1 }""", "rent_level: range.high")]
    [InlineData("""{ "rent_level": "III", "members_total": 1 }""", "rent_level: integer")]
    [InlineData("""{ "rent_level": 3, "members_total": 0 }""", "members_total: range.low")]
    [InlineData("""{ "rent_level": 3, "members_total": 1, "members_counted": 2 }""", "members_counted: check.zu_viele_beruecksichtigt")]
    [InlineData("""{ "rent_level": 3, "members_total": 1, "members": [{}, {}] }""", "members_total: check.zu_viele_personen")]
    [InlineData("""{ "rent_level": 3, "members_total": 1, "gross_cold_rent_month": -1 }""", "gross_cold_rent_month: range.low")]
    [InlineData("""{ "rent_level": 3, "members_total": 1, "gross_cold_rent_month": "viel" }""", "gross_cold_rent_month: decimal")]
    [InlineData("""{ "rent_level": 3, "members": [{ "employment_receipts_month": -5 }] }""", "members[0].employment_receipts_month: range.low")]
    [InlineData("""{ "rent_level": 3, "members": [{ "disability_degree": 101 }] }""", "members[0].disability_degree: range.high")]
    [InlineData("""{ "rent_level": 3, "members": [{ "counted": "nein" }] }""", "members[0].counted: type")]
    [InlineData("""{ "rent_level": 3, "members": "zwei" }""", "members: type")]
    [InlineData("""{ "rent_level": 3, "members_total": 1, "income": [{ "deduction_categories": 4 }] }""", "income[0].deduction_categories: range.high")]
    [InlineData("""{ "rent_level": 3, "members_total": 1, "maintenance_paid": [{ "kind": "cousin" }] }""", "maintenance_paid[0].kind: option")]
    public void A_wrong_input_is_named(string inputs, string fault) => Assert.Contains(
        fault, Wohngeld.Calculate("2026-11-01", inputs).Refusal!.Faults.Select(found => $"{found.Path}: {found.Code}"));

    [Theory]
    [InlineData("""{ "municipality": "Entenhausen", "members_total": 1, "gross_cold_rent_month": 400 }""")]
    [InlineData("""{ "ags": "09162000", "members_total": 1, "gross_cold_rent_month": 400 }""")]
    public void A_municipality_without_a_known_level_is_refused(string inputs) =>
        Assert.Equal("benefit.no-row", Wohngeld.Calculate("2026-11-01", inputs).Refusal!.Code);

    [Fact]
    public void Null_is_as_good_as_left_out() => Assert.Equal(110m, Wohngeld.Amount("2025-01-01",
        """{ "rent_level": 1, "rent_or_burden_month": 335, "gross_cold_rent_month": null, "wealth_total": null, "members": null, "members_total": 1, "members_counted": null, "income": [{ "receipts_month": 1300, "kind": "pension", "expenses_lump_sum_year": 102, "deduction_categories": 1 }], "allowances_year": 0 }"""));

    [Fact]
    public void A_household_without_rent_is_remarked()
    {
        var outcome = Wohngeld.Calculate("2026-11-01", """{ "rent_level": 3, "members_total": 1 }""");

        Assert.Equal("check.miete_fehlt", Assert.Single(outcome.Value!.Warnings).Code);
    }

    [Fact]
    public void A_key_of_nobody_is_named() => Assert.Contains(
        Wohngeld.Calculate("2026-11-01", """{ "rent_level": 3, "members_total": 1, "gross_cold_rent_month": 400, "haustier": "Hund" }""").Value!.Warnings,
        warning => warning.Text.German.Contains("haustier", StringComparison.Ordinal));

    [Fact]
    public void Every_step_names_its_paragraph_and_has_its_words_in_three_languages() => Assert.All(Wohngeld.Benefit.Steps.Where(step => step.Id is not ['z', _]), step =>
    {
        Assert.Matches("^(WoGG|WoGV) ", step.Basis);
        Assert.NotEqual(step.Label.German, step.Label.In(Kernel.Languages.Language.English));
        Assert.NotEqual(string.Empty, step.Label.In(Kernel.Languages.Language.PlainGerman));
    });

    [Fact]
    public void The_draft_for_2027_is_not_enacted() => Assert.Equal(
        [("wogg-2027", new DateOnly(2027, 1, 1), false)], Wohngeld.Benefit.Drafts.Select(draft => (draft.Id, draft.From, draft.Enacted)));
}
