using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>A small bad package for each analysis, and exactly what the check says about it.</summary>
public sealed class AnalysisTests
{
    private static string Form(string questions, string more = "") =>
        $"pages:\n  - id: eins\n    title: Titel\n    questions:\n{questions}{more}";

    private const string Art = "      - { id: art, type: choice, label: Art, required: true, options: [{ id: a, label: A }, { id: b, label: B }] }\n";
    private const string Zahl = "      - { id: zahl, type: integer, label: Zahl, required: true, range: [1, 5] }\n";
    private const string Ja = "      - { id: ja, type: yesno, label: Ja, required: true }\n";

    /// <summary>What the check says beside texts and coverage, which these packages do not bother about.</summary>
    private static async Task<IReadOnlyList<string>> CheckAsync(SmallCatalogue catalogue) =>
        [.. (await catalogue.CheckAsync())
            .Where(line => !line.Contains("no text in", StringComparison.Ordinal) && !line.Contains("no example", StringComparison.Ordinal)
                && !line.Contains("examples: ", StringComparison.Ordinal))
            .Select(line => line.Replace("services/wuppertal/probe/", "", StringComparison.Ordinal))];

    private static Task<IReadOnlyList<string>> FormAsync(string questions, string more = "") => CheckAsync(new SmallCatalogue().Form(Form(questions, more)));

    [Theory]
    [InlineData("zahl > 0", "form.yaml:6: question mehr is always visible: leave the condition out")]
    [InlineData("zahl > 5", "form.yaml:6: question mehr is never visible")]
    [InlineData("zahl in [1, 2, 3, 4, 5]", "form.yaml:6: question mehr is always visible: leave the condition out")]
    [InlineData("true", "form.yaml:6: question mehr is always visible: leave the condition out")]
    [InlineData("1 > 2", "form.yaml:6: question mehr is never visible")]
    public async Task Small_numbers_are_tried_one_by_one(string condition, string expected) =>
        Assert.Equal([expected], await FormAsync(Zahl + $"      - {{ id: mehr, type: text, label: Mehr, visible: \"{condition}\" }}\n"));

    [Theory]
    [InlineData("zahl > 4")]
    [InlineData("zahl > 1 && today() < date('2030-01-01')")]
    public async Task A_condition_that_depends_is_fine(string condition) =>
        Assert.Empty(await FormAsync(Zahl + $"      - {{ id: mehr, type: text, label: Mehr, visible: \"{condition}\" }}\n"));

    [Fact]
    public async Task Steps_are_followed() => Assert.Equal(
        ["form.yaml:6: question mehr is never visible"],
        await CheckAsync(new SmallCatalogue().Form(Form(Art + "      - { id: mehr, type: text, label: Mehr, visible: \"beides\" }\n"))
            .Service("rules.yaml", "steps:\n  - { id: beides, value: \"art == 'a' && art == 'b'\", type: bool, label: Beides }\n")));

    [Fact]
    public async Task Conditions_inside_groups_are_looked_at() => Assert.Equal(
        ["form.yaml:9: question dinge.mehr is never visible"],
        await FormAsync("      - id: dinge\n        type: repeating_group\n        label: Dinge\n        questions:\n          - { id: mehr, type: text, label: Mehr, visible: \"item.ja && !item.ja\" }\n          - { id: ja, type: yesno, label: Ja, required: true }\n"));

    [Fact]
    public async Task What_is_required_must_be_visible_once() => Assert.Equal(
        ["form.yaml:6: question mehr is required only while it is hidden"],
        await FormAsync(Art + "      - { id: mehr, type: text, label: Mehr, visible: \"art == 'b'\", required: \"art == 'a'\" }\n"));

    [Theory]
    [InlineData("    checks:\n      - { id: eins, unless: \"art == 'a'\", say: Eins. }\n      - { id: zwei, unless: \"art == 'b'\", say: Zwei. }\n", "form.yaml:8: checks eins and zwei contradict each other: no case passes both")]
    [InlineData("    checks:\n      - { id: eins, unless: \"art == 'c'\", say: Eins. }\n", "form.yaml:7: check eins stops in every case")]
    [InlineData("    checks:\n      - { id: eins, when: \"art == 'a' || art == 'b'\", say: Eins. }\n", "form.yaml:7: check eins stops in every case")]
    public async Task Checks_nobody_passes_are_found(string checks, string expected) => Assert.Equal([expected], await FormAsync(Art, checks));

    [Fact]
    public async Task Three_checks_that_leave_nothing_are_found() => Assert.Equal(
        ["form.yaml:9: checks a, b, c contradict each other: no case passes all"],
        await FormAsync(
            Zahl,
            "    checks:\n      - { id: a, when: \"zahl < 3\", say: A. }\n      - { id: b, when: \"zahl == 3\", say: B. }\n      - { id: c, when: \"zahl > 3\", say: C. }\n"));

    [Fact]
    public async Task A_check_of_what_is_hidden_then_contradicts_nothing() => Assert.Empty(await FormAsync(
        Art + "      - { id: dann, type: choice, label: Dann, required: true, visible: \"art == 'b'\", options: [{ id: x, label: X }, { id: y, label: Y }] }\n",
        "    checks:\n      - { id: eins, unless: \"art == 'a'\", say: Eins. }\n      - { id: zwei, unless: \"dann == 'z'\", say: Zwei. }\n"));

    [Fact]
    public async Task A_note_stops_nobody() => Assert.Empty(await FormAsync(Art, "    checks:\n      - { id: eins, when: \"art != 'c'\", say: Eins., level: note }\n"));

    [Fact]
    public async Task Rules_nobody_is_eligible_by_are_found() => Assert.Equal(
        ["rules.yaml:3: eligibility rules eins and zwei contradict each other: no case passes both"],
        await CheckAsync(new SmallCatalogue().Form(Form(Art + Ja)).Service(
            "rules.yaml", "eligible:\n  - { id: eins, holds: \"ja && art == 'a'\", say: Eins. }\n  - { id: zwei, holds: \"!ja\", say: Zwei. }\n")));

    [Fact]
    public async Task A_type_error_is_named_with_its_place() => Assert.Equal(
        ["rules.yaml:2: found no matching overload for '_+_' applied to '(string, int)' at column 5 of: art + 1"],
        await CheckAsync(new SmallCatalogue().Form(Form(Art)).Service("rules.yaml", "steps:\n  - { id: s, value: \"art + 1\" }\n")));

    [Fact]
    public async Task Steps_in_a_circle_are_named() => Assert.Contains(
        "rules.yaml:2: steps read each other in a circle: a -> b -> a",
        await CheckAsync(new SmallCatalogue().Form(Form(Art)).Service("rules.yaml", "steps:\n  - { id: a, value: \"b + 1\", type: int }\n  - { id: b, value: \"a + 1\", type: int }\n")));

    [Fact]
    public async Task A_later_answer_is_not_read() => Assert.Equal(
        ["form.yaml:5: reads the later answer ja"],
        await FormAsync("      - { id: erst, type: text, label: Erst, visible: \"ja\" }\n" + Ja));

    [Fact]
    public async Task A_gap_in_a_table_is_named() => Assert.Equal(
        ["tables/t.yaml:1: no row of t holds for art b"],
        await CheckAsync(new SmallCatalogue().Form(Form(Art)).Service(
            "tables/t.yaml", "id: t\nhit: unique\nkey: [{ name: art, type: text, of: [a, b] }]\nvalue: { type: money }\nsource: S\nfrom: 2025-01-01\nrows:\n  - { art: a, value: 1 }\n")));

    [Fact]
    public async Task Parts_no_example_comes_by_are_warned_of()
    {
        var catalogue = new SmallCatalogue().Form(Form(Art + Zahl))
            .Service("tables/t.yaml", "id: t\nhit: unique\nkey: [{ name: art, type: text, of: [a, b] }]\nvalue: { type: integer }\nsource: S\nfrom: 2025-01-01\nrows:\n  - { art: a, value: 1 }\n  - { art: b, value: 2 }\n")
            .Service("rules.yaml", "steps:\n  - { id: s, value: \"art == 'a' && zahl > 2 ? t(art, today()) : 0\", type: int, label: S }\n")
            .Service("examples/b.yaml", "title: B\ntown: wuppertal\ntoday: 2026-11-20\nsource: S\nanswers: { art: b, zahl: 3 }\nexpect: { chain: { s: 0 } }\n");

        var lines = (await catalogue.CheckAsync()).Where(line => line.Contains("no example reaches", StringComparison.Ordinal))
            .Select(line => line.Replace("services/wuppertal/probe/", "", StringComparison.Ordinal));

        Assert.Equal(
            [
                "rules.yaml:2: warning: no example reaches the operand after '&&': zahl > 2 ? t(art, today()) : 0",
                "rules.yaml:2: warning: no example reaches the value after '?': t(art, today()) : 0",
                "tables/t.yaml:8: warning: no example reaches this row of t",
                "tables/t.yaml:9: warning: no example reaches this row of t",
            ],
            lines);
    }

    [Fact]
    public async Task How_much_is_reached_is_counted()
    {
        var catalogue = new SmallCatalogue().Form(Form(Art))
            .Service("rules.yaml", "steps:\n  - { id: s, value: \"art == 'a' ? 1 : 0\", type: int, label: S }\n")
            .Service("examples/b.yaml", "title: B\ntown: wuppertal\ntoday: 2026-11-20\nsource: S\nanswers: { art: b }\nexpect: { chain: { s: 0 } }\n");

        var result = await new Checking.CatalogueCheck(House.Texts, SmallCatalogue.Today).RunAsync(
            catalogue.Files(), new Source.FaultList(), TestContext.Current.CancellationToken);

        Assert.Equal(["services/wuppertal/probe: 1 of 1 rules, 1 of 2 branches, 0 of 0 table rows"], result.Coverage.Select(package => package.ToString()));
    }
}
