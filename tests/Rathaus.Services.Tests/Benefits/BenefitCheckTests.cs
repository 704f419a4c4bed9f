namespace Rathaus.Services.Tests.Benefits;

public sealed class BenefitCheckTests
{
    private const string English =
        """
        benefit: { name: Probe, summary: A probe., law: Probe Act }
        inputs: { level: { label: Level }, rent: { label: Rent }, wealth: { label: Wealth },
          members: { label: Members, fields: { age: { label: Age }, income: { label: Income }, works: { label: works } } } }
        """;

    private const string Example =
        """
        title: Zwei Mitglieder
        source: ProbG Anlage 1
        on: 2025-06-01
        inputs: { level: 1, rent: 300, members: [{ age: 40, income: 1000.50, works: true }, { age: 4 }] }
        expect: { total: 1100.40, netto: [800.40, 0], abzug: [200.10, 0] }
        """;

    private static BenefitProbe Sound(string example = Example) => new BenefitProbe()
        .File("texts/en.yaml", English).File("texts/de-einfach.yaml", English.Replace("A probe.", "Eine Probe.", StringComparison.Ordinal))
        .File("examples/zwei.yaml", example);

    [Fact]
    public async Task A_sound_benefit_has_nothing_to_report() => Assert.Empty(await Sound().CheckAsync());

    [Theory]
    [InlineData("total: 1100.40", "total: 1100.41", "examples/zwei.yaml:5: total is 1100.4, expected 1100.41")]
    [InlineData("[800.40, 0]", "[800.40]", "examples/zwei.yaml:5: netto is [800.4,0], expected [800.40]")]
    [InlineData("total: 1100.40", "summme: 1100.40", "examples/zwei.yaml:5: there is no result or step summme")]
    [InlineData("total: 1100.40", "total: null", "examples/zwei.yaml:5: total is 1100.4, expected no value")]
    [InlineData("level: 1", "level: 9", "examples/zwei.yaml:4: cannot be computed: input.range.high level must be at most 7, not 9")]
    [InlineData("source: ProbG Anlage 1", "warnings: [check.x]", "examples/zwei.yaml:1: source is missing")]
    [InlineData("on: 2025-06-01", "", "examples/zwei.yaml:1: on is missing: the reference date")]
    [InlineData("expect:", "error: input.required\n#", "examples/zwei.yaml:5: is computed, expected input.required")]
    [InlineData("title:", "titel:", "examples/zwei.yaml:1: unknown key titel")]
    public async Task What_differs_is_named_at_its_line(string old, string with, string fault) =>
        Assert.Contains(fault, await Sound(Example.Replace(old, with, StringComparison.Ordinal)).CheckAsync());

    [Fact]
    public async Task A_tolerance_bounds_the_difference()
    {
        Assert.Empty(await Sound(Example.Replace("total: 1100.40", "total: 1100.41", StringComparison.Ordinal) + "\ntolerance: 0.01\n").CheckAsync());
        Assert.Single(await Sound(Example.Replace("total: 1100.40", "total: 1100.42", StringComparison.Ordinal) + "\ntolerance: 0.01\n").CheckAsync());
    }

    [Fact]
    public async Task An_expected_refusal_is_an_example_too() => Assert.Empty(
        (await Sound().File("examples/ohne.yaml", "title: Ohne Stufe\nsource: ProbG\non: 2025-06-01\ninputs: { rent: 1 }\nerror: input.required\n").CheckAsync()));

    [Fact]
    public async Task A_step_no_example_reaches_is_a_fault() => Assert.Contains(
        "rules.yaml:3: no example of probe reaches: step netto", await Sound(Example[..Example.IndexOf("inputs", StringComparison.Ordinal)] + "inputs: { level: 1 }\nexpect: { total: 0 }\n").CheckAsync());

    [Fact]
    public async Task A_missing_text_is_a_fault()
    {
        var faults = await Sound().Replace("texts/en.yaml", "level: { label: Level }, ", "").CheckAsync();

        Assert.Equal(["benefit.yaml:9: no text in en for inputs.level.label"], faults);
    }

    [Fact]
    public async Task A_text_of_nothing_is_a_fault() => Assert.Contains(
        "texts/en.yaml:1: no text of the package has the key benefit.titel", await Sound().Replace("texts/en.yaml", "{ name: Probe", "{ titel: T, name: Probe").CheckAsync());
}
