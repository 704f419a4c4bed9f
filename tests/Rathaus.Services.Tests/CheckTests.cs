using Rathaus.Kernel.Commands;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Services.Tests;

public sealed class CheckTests
{
    private const string Texts =
        """
        service: { name: N, summary: S }
        pages: { eins: { title: T }, zwei: { title: T } }
        questions: { art: { label: L, options: { a: A, b: B } }, mehr: { label: L } }
        """;

    private static SmallCatalogue Sound() => new SmallCatalogue()
        .Form(
            """
            pages:
              - id: eins
                title: Welche Art?
                questions:
                  - { id: art, type: choice, label: Art, required: true, options: [{ id: a, label: A }, { id: b, label: B }] }
              - id: zwei
                title: Mehr?
                visible: "art == 'b'"
                questions:
                  - { id: mehr, type: text, label: Mehr }
            """)
        .Service("texts/en.yaml", Texts).Service("texts/de-einfach.yaml", Texts)
        .Service("examples/a.yaml", "title: A\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { art: a }\nexpect: { pages: [eins] }\n")
        .Service("examples/leer.yaml", "title: Leer\ntown: wuppertal\ntoday: 2026-11-20\nanswers: {}\nexpect: { faults: { art: required } }\n")
        .Service("examples/b.yaml", "title: B\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { art: b }\nexpect: { pages: [eins, zwei] }\n");

    [Fact]
    public async Task A_sound_catalogue_has_nothing_to_report() => Assert.Empty(await Sound().CheckAsync());

    [Theory]
    [InlineData("art == 'a' || art == 'b'", "services/wuppertal/probe/form.yaml:8: page zwei is always visible: leave the condition out")]
    [InlineData("art == 'a' && art == 'b'", "services/wuppertal/probe/form.yaml:8: page zwei is never visible")]
    public async Task A_condition_that_says_nothing_is_found(string condition, string expected)
    {
        var form = Sound().Files().Files["services/wuppertal/probe/form.yaml"].Replace("art == 'b'", condition, StringComparison.Ordinal);

        Assert.Contains(expected, await Sound().Service("form.yaml", form).CheckAsync());
    }

    [Fact]
    public async Task What_is_required_only_while_hidden_is_found()
    {
        var form = Sound().Files().Files["services/wuppertal/probe/form.yaml"].Replace("label: Mehr }", "label: Mehr, required: \"art == 'a'\" }", StringComparison.Ordinal);

        Assert.Contains(
            "services/wuppertal/probe/form.yaml:10: question mehr is required only while it is hidden", await Sound().Service("form.yaml", form).CheckAsync());
    }

    [Fact]
    public async Task The_table_of_childcare_places_is_looked_at()
    {
        var faults = await Sound().With("municipalities/wuppertal/childcare.yaml",
            """
            source: erfunden
            centres:
              - { id: sonne, name: Kita Sonne, places: { u3: -1, alt: 2 } }
              - { id: sonne, name: "" }
            criteria:
              - { id: arbeit, label: Arbeit }
            plaetze: 3
            """).CheckAsync();
        foreach (var expected in (string[])
            [
                "3: u3 must be a whole number from 0 to 1000, not -1", "3: alt is no group of places: u3, ue3, ogs", "4: centre sonne is there twice", "4: name is missing",
                "4: places are missing", "6: points are missing", "7: unknown key plaetze",
            ])
            Assert.Contains("municipalities/wuppertal/childcare.yaml:" + expected, faults);
        Assert.Contains(faults, fault => fault.Contains("no form of the town offers sonne", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_no_example_reaches_is_a_fault() => Assert.Contains(
        "services/wuppertal/probe/form.yaml:8: no example of probe reaches: page zwei visible",
        await Sound().Service("examples/b.yaml", "title: A\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { art: a }\nexpect: {}\n").CheckAsync());

    [Fact]
    public async Task An_option_a_rule_tells_apart_wants_an_example()
    {
        var faults = await Sound().Service("examples/a.yaml", "title: A\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { art: b }\nexpect: {}\n")
            .Service("form.yaml", Sound().Files().Files["services/wuppertal/probe/form.yaml"].Replace("art == 'b'", "art != 'a'", StringComparison.Ordinal)).CheckAsync();

        Assert.Contains("services/wuppertal/probe/form.yaml:5: warning: no example chooses a for art", faults);
        Assert.DoesNotContain(faults, fault => fault.Contains("chooses b", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_package_shows_who_is_taken_and_who_is_turned_away()
    {
        var faults = await Sound()
            .Without("services/wuppertal/probe/examples/leer.yaml").Without("services/wuppertal/probe/examples/a.yaml").CheckAsync();

        Assert.Equal(
            ["services/wuppertal/probe/service.yaml:1: warning: examples: 1, at least 3 are needed", "services/wuppertal/probe/service.yaml:1: warning: no example shows an application that is turned away"],
            faults);
    }

    [Fact]
    public async Task An_example_may_set_what_no_town_has_set()
    {
        const string Service =
            """
            id: probe
            version: 1.0.0
            name: N
            summary: S
            authority: { kind: meldebehoerde, where: main_residence }
            applicants: [person]
            trust: { level: none }
            retention: { months: 12 }
            parameters:
              immer: { type: yesno, default: false, label: Immer fragen }
            """;
        var catalogue = Sound().Service("service.yaml", Service)
            .Service("form.yaml", Sound().Files().Files["services/wuppertal/probe/form.yaml"].Replace("art == 'b'", "art == 'b' || immer", StringComparison.Ordinal));
        const string Example = "title: A\ntown: wuppertal\ntoday: 2026-11-20\nparameters: { WAS }\nanswers: { art: a }\nexpect: { pages: [eins, zwei] }\n";

        Assert.Empty(await catalogue.Service("examples/a.yaml", Example.Replace("WAS", "immer: true", StringComparison.Ordinal)).CheckAsync());
        Assert.Contains("services/wuppertal/probe/examples/a.yaml:4: the package declares no parameter nie",
            await catalogue.Service("examples/a.yaml", Example.Replace("WAS", "nie: true", StringComparison.Ordinal)).CheckAsync());
    }

    [Fact]
    public async Task A_missing_translation_is_named_by_its_key() => Assert.Contains(
        "services/wuppertal/probe/form.yaml:10: no text in en for questions.mehr.label",
        await Sound().Service("texts/en.yaml", Texts.Replace(", mehr: { label: L }", "", StringComparison.Ordinal)).CheckAsync());

    [Fact]
    public async Task A_translation_of_nothing_is_a_fault() => Assert.Contains(
        "services/wuppertal/probe/texts/en.yaml:4: no text of the package has the key checks.neu",
        await Sound().Service("texts/en.yaml", Texts + "\nchecks: { neu: N }\n").CheckAsync());

    [Fact]
    public async Task Amounts_need_a_source() => Assert.Contains(
        "services/wuppertal/probe/examples/b.yaml:1: an example with amounts names its source",
        await Sound().Service("examples/b.yaml", "title: B\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { art: b }\nexpect: { fees: [] }\n").CheckAsync());

    [Fact]
    public async Task An_example_that_differs_says_where_and_what()
    {
        var faults = await Sound().Service(
            "examples/b.yaml", "title: B\ntown: wuppertal\ntoday: 2026-11-20\nanswers: { art: c }\nexpect:\n  hidden: [art]\n  decision: granted\n").CheckAsync();

        Assert.Contains("services/wuppertal/probe/examples/b.yaml:6: art is visible", faults);
        Assert.Contains("services/wuppertal/probe/examples/b.yaml:7: decision is clerk, expected granted", faults);
        Assert.Contains(
            "services/wuppertal/probe/examples/b.yaml:6: unexpected fault at art: option (Diese Auswahl gibt es nicht. Wählen Sie etwas aus der Liste.)", faults);
    }

    [Fact]
    public async Task A_town_colour_must_be_readable()
    {
        var town = Sound().Files().Files["municipalities/wuppertal/municipality.yaml"].Replace("#045a5c", "#88cccc", StringComparison.Ordinal);

        Assert.Contains(
            await Sound().With("municipalities/wuppertal/municipality.yaml", town).CheckAsync(),
            fault => fault.StartsWith("municipalities/wuppertal/municipality.yaml:1: theme: white on colour has 1.8:1, needs 7.0:1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Sie müssen das Formular, das wir Ihnen geschickt haben, ganz ausfüllen.", "sentence of 11 words, at most 10")]
    [InlineData("Kommen Sie gemäß Termin.", "hard word gemäß")]
    [InlineData("Der Antrag wird von uns geprüft.", "passive: name who acts")]
    [InlineData("Das ist der Anfang des Weges.", "genitive: say \"von dem\"")]
    [InlineData("Das könnte helfen.", "subjunctive könnte")]
    [InlineData("Sie brauchen die Meldebescheinigung.", "long word Meldebescheinigung")]
    public void Plain_German_is_read_by_rule(string text, string expected) =>
        Assert.Contains(PlainGerman.Plain(text), remark => remark.Message.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("Bringen Sie z. B. ein Foto mit.", "abbreviation z. B.: write it out")]
    [InlineData("Kommen Sie bald!", "exclamation mark")]
    [InlineData("Die Eingabe ist ungültig.", "says \"ungültig\": say what is the matter and what to do")]
    public void Everyday_German_has_rules_too(string text, string expected) =>
        Assert.Contains((expected, false), PlainGerman.Usual(text));

    [Fact]
    public void Words_of_others_are_not_ours_to_shorten()
    {
        const string Oath = "„Ich erkläre feierlich, dass ich das Grundgesetz und die Gesetze der Bundesrepublik Deutschland achten und alles unterlassen werde, was ihr schaden könnte.“ Das gilt für alle ab 16 Jahren.";

        Assert.Empty(PlainGerman.Usual("Vor der Übergabe sprechen Sie: " + Oath));
        Assert.Single(PlainGerman.Usual("Vor der Übergabe sprechen Sie: " + Oath.Replace("„", "", StringComparison.Ordinal).Replace("“", "", StringComparison.Ordinal).Replace("könnte.", "könnte und gilt", StringComparison.Ordinal)));
        Assert.Empty(PlainGerman.Plain("Das Geld geht an **{{ tagespflegeperson }}**."));
    }

    [Theory]
    [InlineData("Sie brauchen einen Ausweis. Wir geben Ihnen den Ausweis. Er gilt 1 Jahr.")]
    [InlineData("Der Ausweis gilt ab dem 1. Dezember 2026.")]
    public void Short_sentences_pass(string text) => Assert.Empty(PlainGerman.Plain(text).Concat(PlainGerman.Usual(text)));

    [Fact]
    public async Task The_command_ends_with_a_count_and_exits_1_on_faults()
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-check-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "seltsam.yaml"), "a: 1\n", TestContext.Current.CancellationToken);
            using var output = new StringWriter();

            var exit = await new CheckCommand(new CatalogueLocation("nirgends"), House.Texts, new FrozenTime()).RunAsync(
                CommandLine.Parse([folder.FullName], [], []).WritingTo(output), TestContext.Current.CancellationToken);

            Assert.Equal(1, exit);
            Assert.Equal(
                "seltsam.yaml:1: this file belongs to nothing\n0 packages, 0 services in 0 towns, 0 benefits, 0 examples: 1 faults, 0 warnings\n",
                output.ToString().ReplaceLineEndings("\n"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_unknown_folder_is_an_unusable_call() => await Assert.ThrowsAsync<CommandLineException>(
        () => new CheckCommand(new CatalogueLocation("nirgends"), House.Texts, new FrozenTime()).RunAsync(
            CommandLine.Parse(["/gibt/es/nicht"], [], []), TestContext.Current.CancellationToken));
}
