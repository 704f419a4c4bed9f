using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Documents;
using Rathaus.Services.Engine;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Effects of a grant in registers, as packages write them.</summary>
public sealed class EffectTests
{
    private const string Declared =
        """
        effects:
          - name: plates.reserve
            with: { plate: string, person: person?, days: int? }
            gives: { plate: string, until: date }
            summary: Reserves a plate.
        """;

    private const string Form =
        """
        pages:
          - id: eins
            title: Was?
            questions:
              - { id: art, type: choice, label: Art, required: true, options: [{ id: neu, label: Neu }, { id: alt, label: Alt }] }
              - { id: kennzeichen, type: plate, label: Kennzeichen }
              - { id: halter, type: person, label: Halter }
        """;

    private const string Process =
        """
        effects:
          - id: platz
            effect: plates.reserve
            when: "art == 'neu'"
            with: { plate: "kennzeichen.value()", person: halter, days: 90 }
        letters: { granted: bescheid }
        """;

    private const string Letter =
        """
        ---
        title: Reservierung
        kind: notice
        ---
        # Reservierung

        Ihr Kennzeichen **{{ effect.platz.plate }}** ist bis {{ effect.platz.until }} reserviert.
        """;

    private static SmallCatalogue Catalogue(string process = Process) => new SmallCatalogue().With("effects.yaml", Declared).Form(Form)
        .Service("process.yaml", process).Service("documents/bescheid.md", Letter)
        .Service("documents/bescheid.de-einfach.md", Letter);

    [Fact]
    public async Task A_condition_decides_whether_the_register_is_told_and_parameters_come_typed()
    {
        var service = Catalogue().Effective();
        var due = Assert.Single((await service.WithAsync(
            """{"art":"neu","kennzeichen":"W-AB 123","halter":{"family_name":"Muster","given_names":"Alex"}}""")).Effects);
        Assert.Equal(("platz", "plates.reserve", null), (due.Id, due.Effect, due.Undecided));
        Assert.Equal("""{"plate":"W-AB 123","person":{"family_name":"Muster","given_names":"Alex","birth_date":null},"days":90}""", due.With!.ToJsonString());
        Assert.Empty((await service.WithAsync("""{"art":"alt","kennzeichen":"W-AB 123"}""")).Effects);
        var open = Assert.Single((await service.WithAsync("""{"art":"neu"}""")).Effects);
        Assert.Equal((null, "plate"), (open.With, open.Undecided));
    }

    [Fact]
    public async Task A_letter_shows_a_mark_until_the_register_has_given_its_number()
    {
        var service = Catalogue().Effective();
        var engine = new FormEngine(House.Texts, new FactTable());
        var answers = (JsonObject)JsonNode.Parse("""{"art":"neu","kennzeichen":"W-AB 123"}""")!;
        var before = await engine.EvaluateAsync(
            service, answers, new EvaluationContext(SmallCatalogue.Today, Language.German) { Document = new DocumentFacts() }, TestContext.Current.CancellationToken);
        var draft = new DocumentRenderer(engine, House.Texts).Render(before, "bescheid")!;
        Assert.Contains("Ihr Kennzeichen ‹effect.platz.plate› ist bis ‹effect.platz.until› reserviert.", LetterPlainText.Of(draft), StringComparison.Ordinal);
        Assert.Empty(draft.Late);

        var given = new Dictionary<string, JsonObject> { ["platz"] = new JsonObject { ["plate"] = "W-AB 123", ["until"] = "2027-02-18" } };
        var after = await engine.EvaluateAsync(
            service, answers, new EvaluationContext(SmallCatalogue.Today, Language.German) { Document = new DocumentFacts { Effects = given } },
            TestContext.Current.CancellationToken);
        var sent = new DocumentRenderer(engine, House.Texts).Render(after, "bescheid")!;
        Assert.Contains("Ihr Kennzeichen W-AB 123 ist bis 18. Februar 2027 reserviert.", LetterPlainText.Of(sent).Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.Equal("W-AB 123", sent.Late["‹effect.platz.plate›"]);
    }

    [Fact]
    public void A_pinned_service_keeps_the_declaration_of_its_effects()
    {
        var service = Catalogue().Effective();
        var again = CanonicalForm.Read(service.Runtime.Canonical(), service.Town);
        Assert.Equal(service.Hash, again.Hash);
        Assert.Equal(["plates.reserve"], again.Process.Effects);
    }

    [Theory]
    [InlineData("- { id: platz, effect: plates.sell, with: {} }", "there is no effect plates.sell")]
    [InlineData("- { id: platz, effect: plates.reserve, with: { plate: \"'x'\", colour: \"'red'\" } }", "has no parameter colour")]
    [InlineData("- { id: platz, effect: plates.reserve, with: { days: 3 } }", "needs plate: string")]
    [InlineData("- { id: platz, effect: plates.reserve, with: { plate: 3 } }", "plate takes string, not int")]
    [InlineData("- { id: platz, effect: plates.reserve, with: { plate: kennzeichen } }", "plate takes string, not optional_type(string)")]
    [InlineData("- { id: platz, effect: plates.reserve, when: \"3\", with: { plate: \"'x'\" } }", "bool")]
    [InlineData("- { id: platz, effect: plates.reserve, with: { plate: case.number } }", "case is known in documents only")]
    [InlineData("- { id: platz, effect: plates.reserve, with: { plate: \"'x'\" }, sofort: true }", "unknown key sofort")]
    public void Mistakes_are_named_where_they_stand(string effect, string fault) =>
        Assert.Contains(Catalogue($"effects:\n  {effect}\n").Faults(), found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void Two_effects_need_two_names() => Assert.Contains(
        Catalogue("effects:\n  - { id: platz, effect: plates.reserve, with: { plate: \"'x'\" } }\n  - { id: platz, effect: plates.reserve, with: { plate: \"'y'\" } }\n").Faults(),
        fault => fault.EndsWith("effect platz is there twice", StringComparison.Ordinal));

    [Fact]
    public async Task An_example_names_the_effects_that_are_due_and_each_must_be_reached()
    {
        const string Example =
            """
            title: Eine Reservierung
            town: wuppertal
            today: 2026-11-20
            answers: { art: ART, kennzeichen: W-AB 123 }
            expect: { effects: [platz] }
            """;
        var reached = await Catalogue().Service("examples/neu.yaml", Example.Replace("ART", "neu", StringComparison.Ordinal)).CheckAsync();
        Assert.DoesNotContain(reached, fault => fault.Contains("effect", StringComparison.Ordinal));
        var missed = await Catalogue().Service("examples/alt.yaml", Example.Replace("ART", "alt", StringComparison.Ordinal)).CheckAsync();
        Assert.Contains(missed, fault => fault.Contains("effects is [], expected [platz]", StringComparison.Ordinal));
        Assert.Contains(missed, fault => fault.Contains("no example of probe reaches: effect platz", StringComparison.Ordinal));
        var open = await Catalogue().Service("examples/neu.yaml", Example.Replace("ART, kennzeichen: W-AB 123", "neu", StringComparison.Ordinal)).CheckAsync();
        Assert.Contains(open, fault => fault.Contains("effect platz: plate is undecided here", StringComparison.Ordinal));
    }
}
