namespace Rathaus.Services.Tests.Benefits;

public sealed class BenefitFaultTests
{
    [Fact]
    public void A_sound_package_has_no_fault() => Assert.Empty(new BenefitProbe().Faults());

    [Theory]
    [InlineData("""{ id: s, value: "levl + 1", label: S }""", "rules.yaml:2: undeclared reference to 'levl'; expected ")]
    [InlineData("""{ id: s, value: "level + 'a'", label: S }""", "rules.yaml:2: found no matching overload for '_+_' applied to '(int, string)' at column 7 of: level + 'a'")]
    [InlineData("""{ id: s, value: "rent", type: bool, label: S }""", "rules.yaml:2: the expression is decimal; expected bool at column 1 of: rent")]
    [InlineData("""{ id: s, value: "s + 1", label: S }""", "rules.yaml:2: steps read each other in a circle: s -> s")]
    [InlineData("""{ id: s, value: "item.age", label: S }""", "rules.yaml:2: item is known in steps with each only")]
    [InlineData("""{ id: s, each: level, value: "1", label: S }""", "rules.yaml:2: each: there is no list input level")]
    [InlineData("""{ id: s, each: members, value: "item.hair", label: S }""", "rules.yaml:2: undefined field 'hair' of probe_members_entry")]
    [InlineData("""{ id: s, value: "today()", label: S }""", "rules.yaml:2: a benefit is computed for a reference date: on, not today()")]
    [InlineData("""{ id: level, value: "1", label: S }""", "rules.yaml:2: level is already the name of a input")]
    [InlineData("""{ id: on, value: "1", label: S }""", "rules.yaml:2: on is already the name of a name of the engine")]
    [InlineData("""{ id: s, value: "wealth + 1", label: S }""", "rules.yaml:2: found no matching overload for '_+_' applied to '(optional_type(decimal), int)' at column 8 of: wealth + 1")]
    [InlineData("""{ id: s, value: "1", round: up_cent, type: money, label: S }""", "rules.yaml:2: unknown rounding up_cent")]
    [InlineData("""{ id: s, value: "1", hint: no, label: S }""", "rules.yaml:2: unknown key hint")]
    public void A_wrong_step_is_named_with_its_line(string step, string fault) =>
        Assert.Contains(BenefitProbe.WithSteps("s", step).Faults(), found => found.StartsWith(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData("type: integer, range: [1, 7], label: Stufe", "type: number, label: Stufe", "benefit.yaml:9: unknown type number; known: integer, decimal, money, yesno, text, choice, date, list")]
    [InlineData("type: integer, range: [1, 7], label: Stufe", "type: integer", "benefit.yaml:9: label is missing")]
    [InlineData("default: 0, label: Miete", "default: viel, label: Miete", "benefit.yaml:10: the default does not fit: must be a number such as 12.34")]
    [InlineData("id: rent", "id: level", "benefit.yaml:10: input level is there twice")]
    [InlineData("total: summe", "total: sum", "benefit.yaml:1: result total: there is no step sum")]
    [InlineData("id: probe", "id: probst", "benefit.yaml:1: id probst is not the folder's name probe")]
    [InlineData("law: Probengesetz", "gesetz: P", "benefit.yaml:5: unknown key gesetz")]
    public void A_wrong_head_is_named_with_its_line(string old, string with, string fault) =>
        Assert.Contains(fault, new BenefitProbe().Replace("benefit.yaml", old, with).Faults());

    [Fact]
    public void A_file_of_another_name_belongs_to_nothing() => Assert.Contains(
        "notes.yaml:1: no file of this name belongs to a benefit", new BenefitProbe().File("notes.yaml", "a: 1").Faults());
}
