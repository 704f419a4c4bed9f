using System.Text.Json.Nodes;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class RulesTests
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
        remedy: klage_1_month
        parameters:
          satz: { type: money, default: 30.00, label: Satz }
          grund: { type: money, default: 15.00, label: Grundgebühr }
        """;

    private const string Form =
        """
        pages:
          - id: masse
            title: Wie groß?
            questions:
              - { id: laenge_mm, type: integer, label: Länge, required: true, unit: mm }
              - { id: breite_mm, type: integer, label: Breite, required: true, unit: mm }
              - { id: monate, type: integer, label: Monate, required: true }
              - { id: ermaessigt, type: yesno, label: Ermäßigt }
              - { id: beginn, type: date, label: Beginn, required: true }
        """;

    private const string Rules =
        """
        steps:
          - { id: jahr, value: "flaeche * satz + grund", type: money, round: half_up_cent, basis: Satzung, label: Jahresgebühr }
          - { id: flaeche, value: "decimal(laenge_mm) * breite_mm / 1000000", type: decimal, unit: m², scale: 2, label: Fläche }
        eligible:
          - { id: zu_gross, holds: "flaeche < 12", say: "Mit {{ flaeche }} ist das Auto zu groß.", on: laenge_mm, basis: Satzung }
          - { id: pruefen, holds: "flaeche < 10", say: "Wir sehen nach.", otherwise: clerk }
        """;

    private const string Fees =
        """
        fees:
          - { id: gebuehr, label: "Gebühr, {{ monate }} Monate", amount: "jahr * monate / 12", round: half_up_cent, booking: GEBUEHR, basis: Satzung }
        waivers:
          - { id: frei, when: "ermaessigt.orValue(false)", of: [gebuehr], say: Sie zahlen nichts., basis: Satzung § 3 }
        """;

    private const string Process =
        """
        use: standard
        automatic: { grant_when: "flaeche < 8", refuse_when: "flaeche >= 14" }
        four_eyes: "flaeche >= 10"
        permit: { document: ausweis, from: beginn, until: "beginn + months(monate) - days(1)" }
        deadlines:
          - { id: bearbeitung, label: Bearbeitung, start: submitted, workdays: 5 }
          - { id: frist, label: Frist, start: submitted, months: 1 }
        """;

    private const string Document = "# Ausweis\n\nGültig bis {{ permit.until }}, Gebühr {{ fee.total }}, Nummer {{ permit.number }}.\n\n{{#if monate == 12}}\nEin Jahr.\n{{/if}}\n\n{{ chain }}\n\n{{ fees }}\n\n{{ remedy }}\n";

    private static EffectiveService Service(string fees = "{ all: { confirmed: { by: Rat, on: 2026-01-01 } } }") => new SmallCatalogue()
        .Service("service.yaml", Package).Form(Form).Service("rules.yaml", Rules).Service("fees.yaml", Fees).Service("process.yaml", Process)
        .Service("documents/ausweis.md", Document).Service("documents/ausweis.de-einfach.md", Document)
        .Overlay($"adopts: wuppertal/probe@1\noffice: amt\nfees: {fees}\n").Effective();

    private static string Car(int length, int width, string more = "") =>
        $$"""{ "laenge_mm": {{length}}, "breite_mm": {{width}}, "monate": 12, "beginn": "2026-12-01"{{more}} }""";

    [Fact]
    public async Task Every_amount_explains_itself()
    {
        // 4.5 m x 1.8 m = 8.10 m²; 8.10 x 30.00 + 15.00 = 258.00: the fee of Aachen since May 2025.
        var evaluation = await Service().WithAsync(Car(4500, 1800));

        Assert.Equal(["flaeche", "jahr"], evaluation.Steps.Select(step => step.Id));
        Assert.Equal(["8,1\u00a0m²", "258,00\u00a0€"], evaluation.Steps.Select(step => step.Display));
        Assert.Equal(["Länge: 4500\u00a0mm", "Breite: 1800\u00a0mm"],
            evaluation.Steps[0].Inputs.Select(input => $"{input.Label}: {input.Display}").OrderDescending(StringComparer.Ordinal));
        var line = Assert.Single(evaluation.Fees.Lines);
        Assert.Equal(("Gebühr, 12 Monate", "258.00", "GEBUEHR", "Satzung"), (line.Label, line.Amount.ToInvariant(), line.Booking, line.Basis));
        Assert.Equal(FeeQuoteStatus.Confirmed, evaluation.Fees.Status);
        Assert.Equal("258.00", evaluation.Fees.Total!.Value.ToInvariant());
    }

    [Theory]
    [InlineData("{}", FeeQuoteStatus.Unconfirmed, null, 1)]
    [InlineData("{ all: { demo: true } }", FeeQuoteStatus.Demo, "258.00", 0)]
    [InlineData("{ gebuehr: { confirmed: { by: Rat, on: 2026-01-01 } } }", FeeQuoteStatus.Confirmed, "258.00", 0)]
    public async Task An_amount_reaches_a_citizen_only_when_the_town_stands_by_it(string fees, FeeQuoteStatus status, string? total, int withheld)
    {
        var quote = (await Service(fees).WithAsync(Car(4500, 1800))).Fees;

        Assert.Equal(status, quote.Status);
        Assert.Equal(total, quote.Total?.ToInvariant());
        Assert.Equal(withheld, quote.Withheld.Count);
        Assert.Equal(1 - withheld, quote.Lines.Count);
    }

    [Fact]
    public async Task A_waiver_leaves_the_position_at_nothing()
    {
        var quote = (await Service().WithAsync(Car(4500, 1800, """, "ermaessigt": true"""))).Fees;

        Assert.Equal("0.00", Assert.Single(quote.Lines).Amount.ToInvariant());
        Assert.Equal(("frei", "Sie zahlen nichts."), quote.Waivers.Select(waiver => (waiver.Id, waiver.Message)).Single());
        Assert.Equal(FeeQuoteStatus.Free, quote.Status);
    }

    [Fact]
    public async Task A_missing_answer_leaves_the_fee_undecided_and_the_decision_to_a_person()
    {
        var evaluation = await Service().WithAsync("""{ "laenge_mm": 4500 }""");

        Assert.Empty(evaluation.Steps);
        Assert.Equal(FeeQuoteStatus.Undecided, evaluation.Fees.Status);
        Assert.Equal(DecisionKind.Clerk, evaluation.Decision.Kind);
        Assert.Null(evaluation.Permit);
    }

    [Theory]
    [InlineData(4000, 1700, DecisionKind.Granted, false, 0, 0)]
    [InlineData(4500, 1800, DecisionKind.Clerk, false, 0, 0)]
    [InlineData(5000, 2200, DecisionKind.Clerk, true, 0, 1)]
    [InlineData(6000, 2200, DecisionKind.Clerk, true, 1, 1)]
    [InlineData(7000, 2200, DecisionKind.Refused, true, 1, 1)]
    public async Task Rules_decide_what_they_are_told_to_decide(int length, int width, DecisionKind kind, bool fourEyes, int refusals, int forClerk)
    {
        var evaluation = await Service().WithAsync(Car(length, width));

        Assert.Equal(
            (kind, fourEyes, refusals, forClerk),
            (evaluation.Decision.Kind, evaluation.FourEyes, evaluation.Refusals.Count, evaluation.ForClerk.Count));
    }

    [Fact]
    public async Task A_refusal_says_why_with_its_value()
    {
        var refusal = Assert.Single((await Service().WithAsync(Car(6000, 2200))).Refusals);

        Assert.Equal(("zu_gross", "Mit 13,2\u00a0m² ist das Auto zu groß.", "laenge_mm", "Satzung"), (refusal.Id, refusal.Message, refusal.Path, refusal.Basis));
    }

    [Fact]
    public async Task A_permit_of_twelve_months_ends_the_day_before_the_same_day()
    {
        var evaluation = await Service().WithAsync(Car(4500, 1800));

        Assert.Equal(new PermitPeriod(new DateOnly(2026, 12, 1), new DateOnly(2027, 11, 30)), evaluation.Permit);
    }

    [Fact]
    public async Task Deadlines_end_on_working_days()
    {
        // 20 November 2026 is a Friday; five working days later is 27 November. One month later is Sunday 20 December: § 31 (3) VwVfG.
        var service = Service();
        var evaluation = await service.WithAsync("{}");
        var deadlines = service.Process.Deadlines;

        Assert.Equal(new DateOnly(2026, 11, 27), evaluation.DeadlineEnd(deadlines[0], new DateOnly(2026, 11, 20)));
        Assert.Equal(new DateOnly(2026, 12, 21), evaluation.DeadlineEnd(deadlines[1], new DateOnly(2026, 11, 20)));
    }

    [Theory]
    [InlineData("NW", "2026-11-09", "2026-11-16")]
    [InlineData("BY", "2025-12-29", "2026-01-07")] // 6 January: Heilige Drei Könige
    [InlineData("NW", "2025-12-29", "2026-01-06")]
    public async Task Holidays_are_those_of_the_towns_state(string state, string start, string end)
    {
        var files = new SmallCatalogue();
        var town = files.Files().Files["municipalities/wuppertal/municipality.yaml"].Replace("state: NW", $"state: {state}", StringComparison.Ordinal);
        var service = files.With("municipalities/wuppertal/municipality.yaml", town)
            .Form("pages:\n  - id: a\n    title: A\n    questions:\n      - { id: tag, type: date, label: Tag, required: true }\n")
            .Service("rules.yaml", "steps:\n  - { id: ende, value: \"addWorkdays(tag, 5)\", type: date }\n")
            .Service("process.yaml", "deadlines:\n  - { id: frist, label: Frist, start: submitted, workdays: 5 }\n").Effective();

        var evaluation = await service.WithAsync($$"""{ "tag": "{{start}}" }""");

        Assert.Equal(end, evaluation.Steps.Single().Value!.GetValue<string>());
        Assert.Equal(end, evaluation.DeadlineEnd(service.Process.Deadlines[0], Tables.SmallTable.Day(start)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_town_lies_in_a_state() => Assert.Contains(
        new SmallCatalogue().With(
            "municipalities/wuppertal/municipality.yaml",
            new SmallCatalogue().Files().Files["municipalities/wuppertal/municipality.yaml"].Replace("state: NW", "state: NRW", StringComparison.Ordinal)).Faults(),
        fault => fault.StartsWith("municipality.yaml:9: state must be one of BB, BE, BW,", StringComparison.Ordinal));

    [Fact]
    public async Task A_letter_is_filled_from_the_evaluation()
    {
        var service = Service();
        var engine = new Engine.FormEngine(House.Texts, new FactTable());
        var evaluation = await engine.EvaluateAsync(
            service, (JsonObject)JsonNode.Parse(Car(4500, 1800))!,
            new EvaluationContext(SmallCatalogue.Today, Kernel.Languages.Language.German) { Document = new DocumentFacts { PermitNumber = "P-7" } },
            TestContext.Current.CancellationToken);

        var letter = new Documents.DocumentRenderer(engine, House.Texts).Render(evaluation, "ausweis");

        var text = Documents.LetterPlainText.Of(letter!);
        Assert.Contains("Gültig bis 30. November 2027, Gebühr 258, Nummer P-7.", text, StringComparison.Ordinal);
        Assert.Contains("Ein Jahr.", text, StringComparison.Ordinal);
        Assert.Contains("8,1\u00a0m²", text, StringComparison.Ordinal);
        Assert.Contains("Klage beim Verwaltungsgericht Düsseldorf", text, StringComparison.Ordinal);
        Assert.Null(new Documents.DocumentRenderer(engine, House.Texts).Render(evaluation, "fehlt"));
    }
}
