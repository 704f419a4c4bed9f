using Rathaus.Kernel.Languages;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>A town changes a fee by adding a row with a date.</summary>
public sealed class DatedParameterTests
{
    private const string Package =
        """
        id: probe
        version: 1.0.0
        name: Probe
        summary: Eine Probe.
        authority: { kind: meldebehoerde, where: main_residence }
        applicants: [person]
        trust: { level: none }
        retention: { months: 12 }
        parameters:
          modell:
            type: choice
            default: fest
            label: Gebührenmodell
            of:
              - { id: fest, label: Fester Betrag, en: Fixed amount, de-einfach: Immer gleich }
              - { id: flaeche, label: Nach der Fläche des Autos, en: By the area of the car, de-einfach: Nach der Größe von dem Auto }
          betrag: { type: money, range: [0.00, 500.00], when: "modell == 'fest'", label: Gebühr für ein Jahr }
          je_m2: { type: money, range: [0.00, 100.00], when: "modell == 'flaeche'", label: Gebühr je m² }
        """;

    private const string Rules =
        """
        steps:
          - { id: jahr, value: "modell == 'fest' ? betrag : je_m2 * 8", type: money, round: half_up_cent, label: Jahresgebühr }
        """;

    private const string Fees = "fees:\n  - { id: gebuehr, label: \"Ausweis ({{ modell }})\", amount: jahr, booking: GEBUEHR }\n";

    private static SmallCatalogue Catalogue(string parameters, string more = "") => new SmallCatalogue()
        .Service("service.yaml", Package).Service("rules.yaml", Rules).Service("fees.yaml", Fees)
        .Overlay($"adopts: wuppertal/probe@1\noffice: amt\n{more}fees: {{ all: {{ confirmed: {{ by: Rat, on: 2025-04-02 }} }} }}\nparameters:\n{parameters}");

    private const string Raised = "  betrag:\n    - { value: 30.00, from: 2025-05-01 }\n    - { value: 35.00, from: 2027-01-01, source: \"Satzung vom 10.12.2026\" }\n";

    private static async Task<FormEvaluation> OnAsync(EffectiveService service, string day, Language? language = null)
    {
        var context = new EvaluationContext(Tables.SmallTable.Day(day), language ?? Language.German);
        return await new Engine.FormEngine(House.Texts, new FactTable()).EvaluateAsync(
            service, new System.Text.Json.Nodes.JsonObject { ["name"] = "Erika" }, context, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("2025-05-01", "30.00", "30,00\u00a0€")]
    [InlineData("2026-12-31", "30.00", "30,00\u00a0€")]
    [InlineData("2027-01-01", "35.00", "35,00\u00a0€")]
    [InlineData("2030-06-30", "35.00", "35,00\u00a0€")]
    public async Task The_amount_of_the_reference_date_holds(string day, string total, string shown)
    {
        var evaluation = await OnAsync(Catalogue(Raised).Effective(), day);

        Assert.Equal(total, evaluation.Fees.Total?.ToInvariant());
        Assert.Equal(shown, evaluation.Steps.Single().Inputs.Single(input => input.Id == "betrag").Display);
    }

    [Fact]
    public async Task Before_the_first_date_there_is_no_amount()
    {
        var quote = (await OnAsync(Catalogue(Raised).Effective(), "2025-04-30")).Fees;

        Assert.Equal((FeeQuoteStatus.Undecided, null), (quote.Status, quote.Total));
    }

    [Theory]
    [InlineData("2026-12-31", "30.00", "Fester Betrag")]
    [InlineData("2027-01-01", "240.00", "Nach der Fläche des Autos")]
    public async Task A_town_may_change_its_model_by_date_too(string day, string total, string model)
    {
        var service = Catalogue(
            "  modell: [{ value: fest, from: 2025-05-01 }, { value: flaeche, from: 2027-01-01 }]\n  betrag: 30.00\n  je_m2: [{ value: 30.00, from: 2027-01-01 }]\n").Effective();

        var evaluation = await OnAsync(service, day);

        Assert.Equal(total, evaluation.Fees.Total?.ToInvariant());
        Assert.Equal(model, evaluation.Steps.Single().Inputs.Single(input => input.Id == "modell").Display);
        Assert.Equal($"Ausweis ({model})", evaluation.Fees.Lines.Single().Label);
    }

    [Theory]
    [InlineData("en", "Fixed amount")]
    [InlineData("de-einfach", "Immer gleich")]
    public async Task A_choice_is_shown_in_the_readers_words(string language, string expected)
    {
        var evaluation = await OnAsync(Catalogue(Raised).Effective(), "2026-01-01", Language.Find(language));

        Assert.Equal(expected, evaluation.Steps.Single().Inputs.Single(input => input.Id == "modell").Display);
    }

    [Fact]
    public void What_is_decided_can_be_read()
    {
        var parameter = Catalogue(Raised).Effective().Parameters.Single(parameter => parameter.Id == "betrag");

        Assert.Equal(["30,00\u00a0€", "35,00\u00a0€"], parameter.Rates.Select(rate => rate.Display.German));
        Assert.Equal("Satzung vom 10.12.2026", parameter.On(new DateOnly(2027, 1, 1))!.Source);
        Assert.Null(parameter.On(new DateOnly(2025, 4, 30)));
        Assert.True(parameter.IsMoney);
    }

    [Fact]
    public void A_pinned_service_keeps_its_dates()
    {
        var service = Catalogue(Raised).Effective();

        Assert.Equal(service.Hash, Catalogues.CanonicalForm.Read(service.Runtime.Canonical(), service.Town).Hash);
    }

    [Theory]
    [InlineData("  betrag: [{ value: 30.00 }]\n", "services/probe.yaml:5: each value of betrag says from when it holds")]
    [InlineData("  betrag: [{ from: 2025-05-01 }]\n", "services/probe.yaml:5: value is missing")]
    [InlineData("  betrag: [{ value: 600.00, from: 2025-05-01 }]\n", "services/probe.yaml:5: betrag must lie between 0.00 and 500.00, not 600.00")]
    [InlineData("  betrag: [{ value: 30.00, from: gestern }]\n", "services/probe.yaml:5: from must be a date such as 2026-11-20, not gestern")]
    [InlineData("  betrag: [{ value: 30.00, from: 2025-05-01, bis: 2026-01-01 }]\n", "services/probe.yaml:5: unknown key bis")]
    [InlineData("  betrag: [30.00, 35.00]\n", "services/probe.yaml:5: a value of betrag by date must be a map, not a single value")]
    [InlineData("  betrag: []\n", "services/probe.yaml:5: betrag must be a single value, not a list")]
    [InlineData("  betrag:\n    - { value: 30.00, from: 2025-05-01 }\n    - { value: 31.00, from: 2025-05-01 }\n", "services/probe.yaml:7: betrag has a value from 2025-05-01 already in line 6")]
    [InlineData("  modell: [{ value: frei, from: 2025-05-01 }]\n", "services/probe.yaml:5: modell must be one of fest, flaeche, not frei")]
    [InlineData("  betrag: 30.00\n  je_m2: 30.00\n", "services/probe.yaml:6: je_m2 is not used here: modell == 'flaeche' does not hold")]
    [InlineData("  modell: [{ value: fest, from: 2025-05-01 }, { value: flaeche, from: 2027-01-01 }]\n  betrag: 30.00\n", "services/probe.yaml:1: parameter je_m2 must be set")]
    [InlineData("  modell: [{ value: fest, from: 2025-05-01 }, { value: flaeche, from: 2027-01-01 }]\n  betrag: 30.00\n  je_m2: [{ value: 30.00, from: 2027-07-01 }]\n", "services/probe.yaml:7: je_m2 has no value on 2027-01-01")]
    public void A_faulty_row_is_named_by_its_line(string parameters, string expected) => Assert.Equal([expected], Catalogue(parameters).Faults());

    [Fact]
    public void From_the_day_a_service_is_offered_there_must_be_a_value() => Assert.Equal(
        ["services/probe.yaml:6: betrag has no value on 2025-01-01"], Catalogue(Raised, "since: 2025-01-01\n").Faults());

    [Fact]
    public void A_choice_with_texts_has_them_in_every_language() => Assert.Equal(
        ["service.yaml:15: fest has no text in en"],
        Catalogue(Raised).Service("service.yaml", Package.Replace("en: Fixed amount, ", "", StringComparison.Ordinal)).Faults());
}
