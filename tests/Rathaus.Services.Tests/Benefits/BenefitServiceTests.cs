using Rathaus.Kernel.Languages;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Benefits;

public sealed class BenefitServiceTests
{
    private const string Form =
        """
        pages:
          - id: haushalt
            title: Wer wohnt bei Ihnen?
            questions:
              - { id: stufe, type: integer, label: Stufe, required: true }
              - { id: miete, type: money, label: Miete, required: true }
              - { id: tag, type: date, label: Tag, required: true }
              - { id: vermoegen, type: money, label: Vermögen }
              - id: mitglieder
                type: repeating_group
                label: Mitglieder
                entry: Person
                questions:
                  - { id: geboren, type: date, label: Geboren, required: true }
                  - { id: einkommen, type: money, label: Einkommen }
        """;

    private const string Rules =
        """
        steps:
          - { id: monat, value: "betrag.total / 12", type: money, round: half_up_cent, label: Im Monat }
        benefits:
          - id: betrag
            benefit: probe
            on: tag
            inputs:
              level: stufe
              rent: "miete * 1.5"
              wealth: vermoegen
              members: "mitglieder.map(m, {'age': age(m.geboren, tag), 'income': m.einkommen, 'works': true})"
        eligible:
          - { id: zu_viel, holds: "betrag.total < 5000", say: "Mit {{ euro(betrag.total) }} ist es zu viel." }
        """;

    private static SmallCatalogue Catalogue(string rules = Rules) => new BenefitProbe().In(
        new SmallCatalogue().Form(Form).Service("rules.yaml", rules));

    private const string Answers =
        """{ "stufe": 1, "miete": "100.00", "tag": "2025-06-01", "mitglieder": [{ "geboren": "1980-01-01", "einkommen": "1000.50" }, { "geboren": "2020-01-01" }] }""";

    [Fact]
    public async Task The_steps_of_the_benefit_join_the_chain_and_its_results_are_read()
    {
        // 1000.50 less 20 % = 800.40, rent 100 x 1.5 = 150: 950.40 a year, 79.20 a month.
        var evaluation = await Catalogue().Effective().WithAsync(Answers);

        Assert.Equal(["betrag.abzug", "betrag.netto", "betrag.summe", "monat"], evaluation.Steps.Select(step => step.Id));
        Assert.Equal(["200,1; 0", "800,4\u00a0EUR/Jahr; 0\u00a0EUR/Jahr", "950,40\u00a0€", "79,20\u00a0€"], evaluation.Steps.Select(step => step.Display));
        Assert.Equal("ProbG § 2", evaluation.Steps[2].Basis);
        Assert.Equal(["Summe: 950,40\u00a0€"], evaluation.Steps[3].Inputs.Select(input => $"{input.Label}: {input.Display}"));
        Assert.Empty(evaluation.Refusals);
        Assert.Empty(evaluation.Remarks);
    }

    [Fact]
    public async Task The_benefit_is_undecided_while_an_answer_is_missing()
    {
        var evaluation = await Catalogue().Effective().WithAsync("""{ "stufe": 1, "miete": "100.00" }""");

        Assert.Empty(evaluation.Steps);
        Assert.Empty(evaluation.Remarks);
        Assert.Empty(evaluation.Refusals);
    }

    [Fact]
    public async Task What_cannot_be_computed_is_told_to_the_clerk()
    {
        var evaluation = await Catalogue().Effective().WithAsync(
            Answers.Replace("2025-06-01", "2019-06-01", StringComparison.Ordinal).Replace("2020-01-01", "2018-01-01", StringComparison.Ordinal));

        Assert.Equal(["betrag"], evaluation.Steps.Select(step => step.Id));
        Assert.Contains("satz holds from 2020-01-01", Assert.Single(evaluation.Remarks).Text, StringComparison.Ordinal);
        Assert.Equal(DecisionKind.Clerk, evaluation.Decision.Kind);
    }

    [Fact]
    public async Task An_eligibility_rule_reads_the_amount()
    {
        var evaluation = await Catalogue().Effective().WithAsync(Answers.Replace("1000.50", "9000.00", StringComparison.Ordinal));

        Assert.Equal("Mit 7.350,00\u00a0€ ist es zu viel.", Assert.Single(evaluation.Refusals).Message);
    }

    [Theory]
    [InlineData("benefit: probe", "benefit: taschengeld", "rules.yaml:4: there is no benefit taschengeld without fault")]
    [InlineData("level: stufe", "level: miete", "rules.yaml:8: level takes int, not decimal")]
    [InlineData("level: stufe", "leval: stufe", "rules.yaml:8: the benefit probe has no input leval")]
    [InlineData("level: stufe", "level: vermoegen", "rules.yaml:8: level takes int, not optional_type(decimal)")]
    [InlineData("betrag.total / 12", "betrag.totl / 12", "rules.yaml:2: undefined field 'totl' of betrag_result")]
    [InlineData("miete * 1.5", "monat * 1.5", "rules.yaml:2: steps read each other in a circle: monat -> betrag -> monat")]
    [InlineData("on: tag", "on: stufe", "rules.yaml:6: the expression is int; expected date")]
    public void A_wrong_use_is_named_with_its_line(string old, string with, string fault) => Assert.Contains(
        Catalogue(Rules.Replace(old, with, StringComparison.Ordinal)).Faults(),
        found => found.StartsWith(fault, StringComparison.Ordinal));

    [Fact]
    public void A_required_input_must_be_filled() => Assert.Equal(
        ["rules.yaml:4: the benefit probe needs the input level"], Catalogue(Rules.Replace("      level: stufe\n", "", StringComparison.Ordinal)).Faults());

    [Fact]
    public async Task A_pinned_service_computes_by_the_law_it_was_pinned_with()
    {
        var service = Catalogue().Effective();
        var again = CanonicalForm.Read(service.Runtime.Canonical(), service.Town);

        Assert.Equal(service.Hash, again.Hash);
        Assert.Equal("950,40\u00a0€", (await again.WithAsync(Answers)).Steps[2].Display);
    }

    [Fact]
    public void A_changed_rate_is_another_service() => Assert.NotEqual(
        Catalogue().Effective().Hash,
        new BenefitProbe().Replace("tables/satz.yaml", "0.20", "0.21").In(new SmallCatalogue().Form(Form).Service("rules.yaml", Rules)).Effective().Hash);

    [Fact]
    public async Task The_chain_speaks_the_readers_language()
    {
        var probe = new BenefitProbe().File("texts/en.yaml", "steps: { summe: Total }");
        var evaluation = await probe.In(new SmallCatalogue().Form(Form).Service("rules.yaml", Rules)).Effective().WithAsync(Answers, Language.English);

        Assert.Equal(("Total", "€950.40"), (evaluation.Steps[2].Label, evaluation.Steps[2].Display));
    }
}
