using Rathaus.Kernel.Languages;
using Rathaus.Services.Adoption;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Services.Tests.Adoption;

public sealed class UpgradeTests
{
    private static readonly UpgradeCommand Upgrade = new(new CatalogueLocation("nowhere"), House.Texts);
    private static readonly AdoptCommand Adopt = new(new CatalogueLocation("nowhere"), House.Texts, new FrozenTime(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void What_only_the_lead_changed_comes_along_and_what_only_the_town_set_stays()
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\nparameters: { betrag: 25.00 }\nfees: { all: { demo: true } }\n")
            .Change("service.yaml", "default: [12]", "default: [12, 24]");
        var plan = catalogue.Plan();

        Assert.Empty(plan.Conflicts);
        Assert.Equal(UpgradeOutcome.Taken, Item(plan, "parameter:laufzeit:default").Outcome);
        var fee = Item(plan, "parameter:betrag");
        Assert.Equal((UpgradeOutcome.Kept, "30,00\u00a0€", "30,00\u00a0€", "25,00\u00a0€"), (fee.Outcome, fee.Before, fee.After, fee.Ours));
    }

    [Theory]
    [InlineData(UpgradeChoice.Ours, "12 Monate")]
    [InlineData(UpgradeChoice.Theirs, "12, 24 Monate")]
    public void What_both_changed_is_decided_by_a_person(object choice, string expected)
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\nparameters: { laufzeit: [12] }\nfees: { all: { demo: true } }\n")
            .Change("service.yaml", "default: [12]", "default: [12, 24]");
        var plan = catalogue.Plan();
        Assert.Equal("parameter:laufzeit", Assert.Single(plan.Conflicts).Key);

        plan.Apply(new Dictionary<string, UpgradeChoice>(), "solingen/ausweis@2", out var open);
        Assert.Single(open);
        var root = plan.Apply(new Dictionary<string, UpgradeChoice> { ["parameter:laufzeit"] = (UpgradeChoice)choice }, "solingen/ausweis@2", out open);
        Assert.Empty(open);
        catalogue.Own(YamlWriter.Write(root));

        Assert.Empty(catalogue.Faults());
        var service = catalogue.Load().Service("wuppertal", "ausweis")!;
        Assert.Equal("2.0.0", service.Version);
        Assert.Equal(expected, service.Parameters.Single(parameter => parameter.Id == "laufzeit").Rates[0].Display.German);
    }

    [Fact]
    public void A_value_outside_the_new_limits_cannot_stay()
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\nparameters: { betrag: 400.00 }\n")
            .Change("service.yaml", "range: [0.00, 500.00]", "range: [0.00, 360.00]");
        var plan = catalogue.Plan();

        var conflict = Assert.Single(plan.Conflicts);
        Assert.Equal(("parameter:betrag", "400,00\u00a0€"), (conflict.Key, conflict.Ours![..^0].Replace("400.00", "400,00\u00a0€", StringComparison.Ordinal)));
        Assert.Equal([UpgradeChoice.Theirs], conflict.Choices);
    }

    [Fact]
    public void A_setting_that_is_gone_is_dropped_and_named()
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\nparameters: { hof: Bauhof }\nfees: { all: { demo: true } }\n")
            .Change("service.yaml", "  hof: { type: text, default: Musterhof, label: Hof }\n", "");
        var plan = catalogue.Plan();

        Assert.Equal(UpgradeOutcome.Dropped, Item(plan, "parameter:hof").Outcome);
        catalogue.Own(YamlWriter.Write(plan.Apply(new Dictionary<string, UpgradeChoice>(), "solingen/ausweis@2", out _)));
        Assert.Empty(catalogue.Faults());
    }

    [Fact]
    public void A_new_setting_without_default_is_to_be_entered()
    {
        using var catalogue = new TwoVersions().Change("service.yaml", "  hof:", "  ort: { type: text, label: Abgabeort }\n  hof:");

        Assert.Equal(UpgradeOutcome.ToSet, Item(catalogue.Plan(), "parameter:ort").Outcome);
    }

    [Fact]
    public void Own_wording_stays_unless_the_lead_changed_the_same_sentence()
    {
        const string own = "adopts: solingen/ausweis@1\noffice: amt\ntexts: { de: { questions: { kennzeichen: { hint: Unser Hinweis } }, pages: { eins: { title: Unser Titel } } } }\n";
        using var catalogue = new TwoVersions().Own(own).Change("form.yaml", "hint: Ihr Viertel", "hint: Ihre Parkzone");
        var plan = catalogue.Plan();

        Assert.Equal(UpgradeOutcome.Kept, Item(plan, "text:pages.eins.title:de").Outcome);
        var conflict = Assert.Single(plan.Conflicts);
        Assert.Equal(("Ihr Viertel", "Ihre Parkzone", "Unser Hinweis"), (conflict.Before, conflict.After, conflict.Ours));
        var root = plan.Apply(new Dictionary<string, UpgradeChoice> { [conflict.Key] = UpgradeChoice.Theirs }, "solingen/ausweis@2", out _);
        Assert.Equal("{ de: { pages: { eins: { title: Unser Titel } } } }", YamlWriter.OneLine(root.Value("texts")));
    }

    [Theory]
    [InlineData(UpgradeChoice.Ours, "[kennzeichen, elektro_eigene, elektro]")]
    [InlineData(UpgradeChoice.Theirs, "[kennzeichen, elektro]")]
    public void An_own_question_that_the_lead_now_asks_too_goes_or_gets_a_new_name(object choice, string expected)
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\nfees: { all: { demo: true } }\nquestions: { ende: [{ id: elektro, type: yesno, label: Fährt es mit Strom? }] }\n")
            .Change("form.yaml", "required: true }", "required: true, overlay_point: ende }\n      - { id: elektro, type: yesno, label: Elektroauto }")
            .Change("form.yaml", "    overlay_point: ende\n", "");
        var plan = catalogue.Plan();

        Assert.Equal("own-question:elektro", Assert.Single(plan.Conflicts).Key);
        catalogue.Own(YamlWriter.Write(plan.Apply(new Dictionary<string, UpgradeChoice> { ["own-question:elektro"] = (UpgradeChoice)choice }, "solingen/ausweis@2", out _)));
        Assert.Empty(catalogue.Faults());
        Assert.Equal(expected, $"[{string.Join(", ", catalogue.Load().Service("wuppertal", "ausweis")!.Form.Pages[0].Questions.Select(question => question.Id))}]");
    }

    [Fact]
    public void The_difference_reads_as_sentences()
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\nparameters: { betrag: 25.00 }\n")
            .Change("form.yaml", "questions:\n", "questions:\n      - { id: elektro, type: yesno, label: Elektroauto }\n");
        var plan = catalogue.Plan();
        var words = new ChangeWords(House.Texts.For(Language.German));

        Assert.Equal(
            ["neue Frage „Elektroauto“", "Ihre Angabe bleibt: Einstellung „Gebühr im Jahr“ „25,00\u00a0€“"],
            plan.Items.OrderBy(item => item.Outcome).Select(item => words.Of(item, plan)));
    }

    [Fact]
    public async Task The_command_shows_the_difference_and_writes_nothing_on_a_dry_run()
    {
        using var catalogue = new TwoVersions();
        var before = catalogue.Load().Parts.Files[TwoVersions.Overlay];

        var (code, output) = await catalogue.RunAsync(Upgrade, "ausweis", "--town", "wuppertal", "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("Parkausweis für Stadt Wuppertal: 1.0.0 → 2.0.0, keine Änderung", output, StringComparison.Ordinal);
        Assert.Contains("Gebühren und Tabellen unverändert", output, StringComparison.Ordinal);
        Assert.Equal(before, catalogue.Read(TwoVersions.Overlay));
    }

    [Fact]
    public async Task When_only_the_version_moves_the_towns_remarks_stay()
    {
        using var catalogue = new TwoVersions().Own("# Beschluss vom 3. Mai\nadopts: solingen/ausweis@1\noffice: amt   # Haus 4\nfees: { all: { demo: true } }\n");

        var (code, _) = await catalogue.RunAsync(Upgrade, "ausweis", "--town", "wuppertal");

        Assert.Equal(0, code);
        Assert.Equal("# Beschluss vom 3. Mai\nadopts: solingen/ausweis@2\noffice: amt   # Haus 4\nfees: { all: { demo: true } }\n", catalogue.Read(TwoVersions.Overlay));
    }

    [Fact]
    public async Task An_undecided_conflict_stops_the_command_and_a_decision_lets_it_go_on()
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1.0.0\noffice: amt\nparameters: { laufzeit: [6] }\nfees: { all: { demo: true } }\n")
            .Change("service.yaml", "default: [12]", "default: [12, 24]");

        var (refused, told) = await catalogue.RunAsync(Upgrade, "ausweis", "--town", "wuppertal");
        Assert.Equal(1, refused);
        Assert.Contains("Konflikt: Einstellung „Laufzeiten“ geändert: Vorgabe „[12]“ → „[12, 24]“; bei Ihnen „6 Monate“, neu „12, 24 Monate“ [parameter:laufzeit]", told, StringComparison.Ordinal);
        Assert.Contains("@1.0.0", catalogue.Read(TwoVersions.Overlay), StringComparison.Ordinal);

        var (written, _) = await catalogue.RunAsync(Upgrade, "ausweis", "--town", "wuppertal", "--decide", "parameter:laufzeit=theirs");
        Assert.Equal(0, written);
        Assert.Equal("adopts: solingen/ausweis@2.0.0\noffice: amt\nfees:\n  all: {demo: true}\n", catalogue.Read(TwoVersions.Overlay));
    }

    [Theory]
    [InlineData("kennzeichen: W-AB 123", 0)]
    [InlineData("kennzeichen: kein Kennzeichen", 1)]
    public async Task An_example_of_the_town_that_does_not_hold_stops_the_command(string answer, int expected)
    {
        using var catalogue = new TwoVersions().With(
            "municipalities/wuppertal/examples/ausweis/eigenes.yaml",
            $"title: Unser Fall\nsource: Satzung\ntown: wuppertal\ntoday: 2026-11-20\nanswers: {{ {answer} }}\nexpect: {{ total: 30.00 }}\n");

        var (code, output) = await catalogue.RunAsync(Upgrade, "ausweis", "--town", "wuppertal");
        Assert.Equal(expected, code);
        Assert.Contains(expected == 0 ? "Beispiele: 1 von 1 bestanden, davon eigene 1" : "Beispiele: 0 von 1 bestanden", output, StringComparison.Ordinal);
        var (accepted, _) = await catalogue.RunAsync(Upgrade, "ausweis", "--town", "wuppertal", "--accept-examples");
        Assert.Equal(0, accepted);
    }

    [Fact]
    public async Task Adopting_writes_the_overlay_and_names_what_is_missing()
    {
        using var catalogue = new TwoVersions()
            .Own("adopts: solingen/ausweis@1\noffice: amt\n").Change("service.yaml", "  hof:", "  ort: { type: text, label: Abgabeort }\n  hof:")
            .With("municipalities/remscheid/municipality.yaml", new SmallCatalogue().Files().Files["municipalities/wuppertal/municipality.yaml"]
                .Replace("wuppertal", "remscheid", StringComparison.Ordinal).Replace("number: 4", "number: 6", StringComparison.Ordinal)
                .Replace("code: W", "code: RS", StringComparison.Ordinal).Replace("05124000", "05120000", StringComparison.Ordinal));

        var (code, output) = await catalogue.RunAsync(Adopt, "solingen/ausweis", "--town", "remscheid");

        Assert.Equal(1, code);
        Assert.Contains("- noch einzutragen: Abgabeort", output, StringComparison.Ordinal);
        var file = catalogue.Read("municipalities/remscheid/services/ausweis.yaml");
        Assert.StartsWith("adopts: solingen/ausweis@2\noffice: amt\nsince: 2026-11-20\n", file, StringComparison.Ordinal);
        Assert.Contains("#   betrag: 30.00   # Gebühr im Jahr, 0.00 bis 500.00\n", file, StringComparison.Ordinal);
        Assert.Contains("#   ort:    # Abgabeort, muss gesetzt werden\n", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adopt takes one service, written as lead/service", "ausweis", "--town", "wuppertal")]
    [InlineData("there is no town nirgends", "solingen/ausweis", "--town", "nirgends")]
    [InlineData("there is no service solingen/nichts", "solingen/nichts", "--town", "wuppertal")]
    [InlineData("there is no version 7 of solingen/ausweis; known: 1.0.0, 2.0.0", "solingen/ausweis", "--town", "wuppertal", "--version", "7")]
    [InlineData("wuppertal has municipalities/wuppertal/services/ausweis.yaml already; ./rathaus upgrade changes its version", "solingen/ausweis", "--town", "wuppertal")]
    public async Task An_unusable_call_is_refused_in_one_line(string expected, params string[] words)
    {
        using var catalogue = new TwoVersions();

        var fault = await Assert.ThrowsAsync<Kernel.Commands.CommandLineException>(() => catalogue.RunAsync(Adopt, words));

        Assert.Equal(expected, fault.Message);
    }

    private static UpgradeItem Item(UpgradePlan plan, string key) => plan.Items.Single(item => item.Key == key);
}
