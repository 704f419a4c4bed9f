using System.Text;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class LoaderFaultTests
{
    [Fact]
    public void The_small_catalogue_is_sound() => Assert.Empty(new SmallCatalogue().Faults());

    [Fact]
    public void An_unknown_key_is_named_with_its_line()
    {
        var faults = new SmallCatalogue().Form(
            """
            pages:
              - id: eins
                title: Wie heißen Sie?
                questions:
                  - id: name
                    type: text
                    label: Name
                    labl: Name
            """).Faults();

        Assert.Equal(["form.yaml:8: unknown key labl"], faults);
    }

    [Fact]
    public void A_doubled_key_is_a_fault() => Assert.Contains(
        "form.yaml:4: key title is there twice",
        new SmallCatalogue().Form("pages:\n  - id: eins\n    title: A\n    title: B\n    questions:\n      - { id: name, type: text, label: Name }\n").Faults());

    [Fact]
    public void An_unknown_question_type_lists_the_known_ones()
    {
        var fault = Assert.Single(new SmallCatalogue().Form(
            "pages:\n  - id: eins\n    title: A\n    questions:\n      - { id: q, type: string, label: Q }\n      - { id: name, type: text, label: Name }\n").Faults());

        Assert.StartsWith("form.yaml:5: unknown type string; known: text, long_text, yesno, integer", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x\n", "probe.yaml:1: anchors (&) are not used here")]
    [InlineData("a: !!binary AAAA\n", "probe.yaml:1: tags (!) are not used here")]
    [InlineData("a: 1\n---\nb: 2\n", "probe.yaml:2: a file holds one document")]
    [InlineData("a:\t1\n", "probe.yaml:1: control character or tab")]
    [InlineData("a: \u0007\n", "probe.yaml:1: control character or tab")]
    [InlineData("", "probe.yaml:1: file is empty")]
    public void Hostile_or_exotic_yaml_is_refused(string text, string expected)
    {
        var faults = new FaultList();
        YamlReader.Read("probe.yaml", text, faults);

        Assert.Equal(expected, Assert.Single(faults.All).ToString());
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_at_its_first_anchor()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        var faults = new FaultList();

        Assert.Null(YamlReader.Read("bomb.yaml", bomb.ToString(), faults));
        Assert.Equal("bomb.yaml:1: anchors (&) are not used here", Assert.Single(faults.All).ToString());
    }

    [Fact]
    public void Ten_megabytes_are_refused_before_they_are_read()
    {
        var faults = new FaultList();

        Assert.Null(YamlReader.Read("big.yaml", new string('a', 10 * 1024 * 1024), faults));
        Assert.Equal("big.yaml:1: file is larger than 1 MiB", Assert.Single(faults.All).ToString());
    }

    [Fact]
    public void Ten_thousand_brackets_end_in_a_fault_and_not_in_a_crash()
    {
        var faults = new FaultList();

        Assert.Null(YamlReader.Read("deep.yaml", new string('[', 10_000), faults));
        Assert.Single(faults.All);
    }

    [Fact]
    public void A_type_error_stands_at_its_line_with_the_expression()
    {
        var faults = new SmallCatalogue().Service("rules.yaml",
            """
            steps:
              - id: laenge
                value: "name + 1"
                type: int
            """).Faults();

        var fault = Assert.Single(faults);
        Assert.StartsWith("rules.yaml:3: ", fault, StringComparison.Ordinal);
        Assert.EndsWith("of: name + 1", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_in_a_circle_are_named()
    {
        var faults = new SmallCatalogue().Service("rules.yaml",
            """
            steps:
              - { id: a, value: "b + 1", type: int }
              - { id: b, value: "c + 1", type: int }
              - { id: c, value: "a + 1", type: int }
            """).Faults();

        Assert.Contains("rules.yaml:2: steps read each other in a circle: a -> b -> c -> a", faults);
    }

    [Fact]
    public void Reading_a_later_answer_is_a_fault_also_through_a_step()
    {
        const string Form =
            """
            pages:
              - id: eins
                title: Eins?
                visible: "spaeter"
                questions:
                  - { id: a, type: yesno, label: A, required: true }
                  - { id: b, type: text, label: B, visible: "doppelt" }
              - id: zwei
                title: Zwei?
                questions:
                  - { id: spaeter, type: yesno, label: Später, required: true }
            """;

        var faults = new SmallCatalogue().Form(Form)
            .Service("rules.yaml", "steps:\n  - { id: doppelt, value: \"spaeter && a\", type: bool }\n").Faults();

        Assert.Equal(
            ["form.yaml:4: reads the later answer spaeter", "form.yaml:7: reads step doppelt, which reads a later answer"],
            faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("konto", "municipalities/konto/municipality.yaml:1: konto is a reserved first path segment")]
    [InlineData("api", "municipalities/api/municipality.yaml:1: api is a reserved first path segment")]
    public void A_town_must_not_take_a_path_of_the_house(string id, string expected)
    {
        var text = new SmallCatalogue().Files().Files["municipalities/wuppertal/municipality.yaml"]
            .Replace("id: wuppertal", $"id: {id}", StringComparison.Ordinal)
            .Replace("number: 4", "number: 5", StringComparison.Ordinal)
            .Replace("code: W", "code: X", StringComparison.Ordinal)
            .Replace("05124000", "05122000", StringComparison.Ordinal)
            .Replace("051240000000", "051220000000", StringComparison.Ordinal);

        Assert.Contains(expected, new SmallCatalogue().With($"municipalities/{id}/municipality.yaml", text).Faults());
    }

    [Fact]
    public void Number_code_and_key_of_a_town_are_unique()
    {
        var text = new SmallCatalogue().Files().Files["municipalities/wuppertal/municipality.yaml"].Replace("id: wuppertal", "id: zweite", StringComparison.Ordinal);

        Assert.Equal(
            [
                "municipalities/zweite/municipality.yaml:1: number 4 belongs to wuppertal already",
                "municipalities/zweite/municipality.yaml:1: code W belongs to wuppertal already",
                "municipalities/zweite/municipality.yaml:1: ags 05124000 belongs to wuppertal already",
            ],
            new SmallCatalogue().With("municipalities/zweite/municipality.yaml", text).Faults());
    }

    [Fact]
    public void A_regular_expression_that_could_stall_is_refused() => Assert.Contains(
        "form.yaml:5: pattern is no regular expression that runs in linear time",
        new SmallCatalogue().Form(
            "pages:\n  - id: eins\n    title: A\n    questions:\n      - { id: q, type: text, label: Q, pattern: \"(a)\\\\1\" }\n").Faults());

    [Theory]
    [InlineData("type: text, format: hausnummer", "only a text has a format; known: business_id, document_number, evb, latin, name, post_code, tax_id, vat_id")]
    [InlineData("type: integer, format: tax_id", "only a text has a format; known: business_id, document_number, evb, latin, name, post_code, tax_id, vat_id")]
    [InlineData("type: text, format: tax_id, pattern: \"[0-9]+\"", "a text has a format or a pattern")]
    public void A_format_is_known_and_stands_alone_with_a_text(string keys, string message) => Assert.Contains(
        "form.yaml:5: " + message,
        new SmallCatalogue().Form($"pages:\n  - id: eins\n    title: A\n    questions:\n      - {{ id: q, label: Q, {keys} }}\n").Faults());

    [Fact]
    public void A_block_comes_with_its_translations_and_faults_stand_in_its_file()
    {
        var catalogue = new SmallCatalogue()
            .With("blocks/farbe.yaml", "type: text\nlabel: Farbe\nfarbton: rot\ntexts: { en: { label: Colour } }\n")
            .Form("pages:\n  - id: eins\n    title: A\n    questions:\n      - { id: farbe, use: farbe, required: true }\n");

        Assert.Equal(["blocks/farbe.yaml:3: unknown key farbton"], catalogue.Faults());
        var sound = catalogue.With("blocks/farbe.yaml", "type: text\nlabel: Farbe\ntexts: { en: { label: Colour } }\n").Effective();
        Assert.Equal("Colour", sound.Form.FindQuestion("farbe")!.Label.In(Kernel.Languages.Language.English));
    }
}
