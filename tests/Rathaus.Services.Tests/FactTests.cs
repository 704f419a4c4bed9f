using System.Text.Json.Nodes;
using Rathaus.Kernel.Ports;
using Rathaus.Services.Checking;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class FactTests
{
    private const string Facts =
        """
        facts:
          - { name: register.dwelling, takes: [applicant], gives: optional(address) }
          - { name: register.permits, takes: [address], gives: "list({until: date, number: string})" }
          - { name: register.blocked, takes: [applicant], gives: bool }
        """;

    private const string Form =
        """
        pages:
          - id: wo
            title: Wo wohnen Sie?
            questions:
              - { id: anschrift, type: address, label: Anschrift, required: true, readonly: true, prefill: "register.dwelling(applicant)", source: aus dem Melderegister }
        """;

    private const string Rules =
        """
        eligible:
          - { id: frei, holds: "register.permits(anschrift).size() == 0", say: "Bis {{ register.permits(anschrift)[0].until }} gilt schon einer." }
        """;

    private static readonly ExampleActor Mira = new(TrustLevel.Low, new ConfirmedPerson("Beispiel", "Mira", new DateOnly(1988, 4, 17), null, "", "", "", ""));

    private static EffectiveService Service() => new SmallCatalogue().With("facts.yaml", Facts).Form(Form).Service("rules.yaml", Rules)
        .Service("process.yaml", "automatic: { grant_when: \"!register.blocked(applicant)\" }\n").Effective();

    private static JsonObject Dwelling() => new() { ["street"] = "Musterstraße", ["number"] = "7", ["post_code"] = "42103", ["town"] = "Wuppertal" };

    [Fact]
    public async Task A_rule_waits_for_facts_that_depend_on_facts_and_asks_each_once()
    {
        var facts = new FactTable().Says("register.dwelling", Dwelling())
            .Says("register.permits", new JsonArray(new JsonObject { ["until"] = "2027-03-31", ["number"] = "P-1" }))
            .Says("register.blocked", false);

        var evaluation = await Service().WithAsync("{}", actor: Mira, facts: facts);

        Assert.Equal("Musterstraße 7, 42103 Wuppertal", evaluation.FindQuestion("anschrift")!.Display);
        Assert.Equal("aus dem Melderegister", evaluation.FindQuestion("anschrift")!.Source);
        Assert.Equal("Bis 31. März 2027 gilt schon einer.", Assert.Single(evaluation.Refusals).Message);
        Assert.Equal(["register.blocked", "register.dwelling", "register.permits"], facts.Asked.Order(StringComparer.Ordinal));
        Assert.Empty(evaluation.Unanswered);
    }

    [Fact]
    public async Task All_green_is_granted()
    {
        var facts = new FactTable().Says("register.dwelling", Dwelling()).Says("register.permits", new JsonArray()).Says("register.blocked", false);

        Assert.Equal(DecisionKind.Granted, (await Service().WithAsync("{}", actor: Mira, facts: facts)).Decision.Kind);
    }

    [Fact]
    public async Task A_fact_nobody_can_tell_leaves_the_decision_to_a_clerk()
    {
        var facts = new FactTable().Says("register.dwelling", Dwelling()).Says("register.permits", new JsonArray());

        var evaluation = await Service().WithAsync("{}", actor: Mira, facts: facts);

        Assert.Equal(DecisionKind.Clerk, evaluation.Decision.Kind);
        Assert.Equal(["register.blocked"], evaluation.Unanswered);
    }

    [Fact]
    public async Task Without_a_sign_in_nothing_is_asked_about_anyone()
    {
        var facts = new FactTable();

        var evaluation = await Service().WithAsync("{}", facts: facts);

        Assert.Empty(facts.Asked);
        Assert.Equal(["anschrift: required"], evaluation.Codes());
    }

    [Fact]
    public async Task A_read_only_answer_never_comes_from_the_client()
    {
        var facts = new FactTable().Says("register.dwelling", Dwelling()).Says("register.permits", new JsonArray()).Says("register.blocked", false);
        const string Forged = """{ "anschrift": { "street": "Villenweg", "number": "1", "post_code": "42103", "town": "Wuppertal" } }""";

        var strict = await Service().WithAsync(Forged, strict: true, actor: Mira, facts: facts);
        var draft = await Service().WithAsync(Forged, actor: Mira, facts: facts);

        Assert.Equal(["anschrift: readonly"], strict.Codes());
        Assert.Equal("Musterstraße", (string?)draft.Answers["anschrift"]!["street"]);
    }

    [Fact]
    public async Task An_answer_of_another_type_than_declared_is_as_good_as_none()
    {
        var facts = new FactTable().Says("register.dwelling", Dwelling()).Says("register.permits", "viele").Says("register.blocked", false);

        var evaluation = await Service().WithAsync("{}", actor: Mira, facts: facts);

        Assert.Equal(["register.permits"], evaluation.Unanswered);
    }
}
