using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Tests.Benefits;

public sealed class BenefitEngineTests
{
    private const string Family = """{ "level": 1, "rent": 300, "members": [{ "age": 40, "income": 1000.50, "works": true }, { "age": 4 }] }""";

    [Fact]
    public void A_step_per_entry_reads_its_siblings_and_is_summed_outside()
    {
        // 1000.50 - 20 % of it = 800.40; the child has nothing; rent 300.
        var result = new BenefitProbe().Calculate(Family).Value!;

        Assert.Equal("""{"total":1100.4}""", result.Result.ToJsonString());
        Assert.Equal(["abzug", "netto", "summe"], result.Steps.Select(step => step.Id));
        Assert.Equal("[200.1,0]", result.Steps[0].Value!.ToJsonString());
        Assert.Equal("[800.4,0]", result.Steps[1].Value!.ToJsonString());
    }

    [Theory]
    [InlineData("2024-12-31", "1200.45")]
    [InlineData("2025-01-01", "1100.4")]
    public void The_date_says_which_law_holds(string on, string total) =>
        Assert.Equal(total, new BenefitProbe().Calculate(Family, on).Value!.Result["total"]!.ToJsonString());

    [Fact]
    public void A_step_names_what_it_read_with_values()
    {
        var steps = new BenefitProbe().Calculate(Family).Value!.Steps;

        Assert.Equal(
            ["item.income=[1000.5,0]", "item.works=[true,false]", "level=1", "satz(1)=0.2"],
            steps[0].Reads.Select(read => $"{read.Name}={read.Value!.ToJsonString()}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["abzug=[200.1,0]", "item.income=[1000.5,0]"],
            steps[1].Reads.Select(read => $"{read.Name}={read.Value!.ToJsonString()}").Order(StringComparer.Ordinal));
        Assert.Equal("800,4\u00a0EUR/Jahr; 0\u00a0EUR/Jahr", steps[1].Display(Language.German));
        Assert.Equal("1.100,40\u00a0€", steps[2].Display(Language.German));
        Assert.Equal("€1,100.40", steps[2].Display(Language.English));
        Assert.Equal(("ProbG § 2", "Summe"), (steps[2].Basis, steps[2].Label.German));
    }

    [Fact]
    public void No_entries_are_a_sum_of_nothing() =>
        Assert.Equal("0", new BenefitProbe().Calculate("""{ "level": 1 }""").Value!.Result["total"]!.ToJsonString());

    [Fact]
    public void A_literal_with_a_point_is_a_decimal() => Assert.Equal(
        "0.3", BenefitProbe.WithSteps("s", """{ id: s, value: "0.1 + 0.2", label: S }""").Calculate("""{ "level": 1 }""").Value!.Result["total"]!.ToJsonString());

    [Theory]
    [InlineData("half_up_euro", "2.5", "3")]
    [InlineData("half_up_cent", "1.005", "1.01")]
    [InlineData("down_euro", "2.99", "2")]
    [InlineData("up_euro", "2.01", "3")]
    [InlineData("half_up_4", "0.00005", "0.0001")]
    public void A_step_is_rounded_as_the_law_words_it(string round, string value, string expected) => Assert.Equal(
        expected,
        BenefitProbe.WithSteps("s", $$"""{ id: s, type: decimal, round: {{round}}, value: "{{value}}", label: S }""").Calculate("""{ "level": 1 }""").Value!.Result["total"]!.ToJsonString());

    [Fact]
    public void A_step_that_does_not_apply_is_left_out_and_so_is_what_reads_it()
    {
        var probe = BenefitProbe.WithSteps("s",
            """{ id: s, value: "w * 2", type: money, label: S }""",
            """{ id: w, value: "wealth.value()", when: "wealth.hasValue()", type: money, label: W }""");

        Assert.Equal("{}", probe.Calculate("""{ "level": 1 }""").Value!.Result.ToJsonString());
        Assert.Empty(probe.Calculate("""{ "level": 1, "wealth": null }""").Value!.Steps);
        Assert.Equal("""{"total":7}""", probe.Calculate("""{ "level": 1, "wealth": "3.50" }""").Value!.Result.ToJsonString());
    }

    [Fact]
    public void Entries_a_step_does_not_apply_to_are_null_in_the_chain_and_absent_in_sums()
    {
        var result = BenefitProbe.WithSteps("s",
            """{ id: s, value: "a.size() * 100 + sum(a)", type: int, label: S }""",
            """{ id: a, each: members, value: "item.age", when: "item.age < 18", type: int, label: A }""")
            .Calculate("""{ "level": 1, "members": [{ "age": 40 }, { "age": 4 }, { "age": 7 }] }""").Value!;

        Assert.Equal("211", result.Result["total"]!.ToJsonString());
        Assert.Equal("[null,4,7]", result.Steps[0].Value!.ToJsonString());
    }

    [Fact]
    public void The_number_of_an_entry_is_known_while_it_is_computed() => Assert.Equal(
        "[0,1,1]",
        BenefitProbe.WithSteps("s", """{ id: s, each: members, value: "members.slice(0, index).filter(m, m.age > item.age).size()", type: int, label: S }""")
            .Calculate("""{ "level": 1, "members": [{ "age": 9 }, { "age": 4 }, { "age": 7 }] }""").Value!.Result["total"]!.ToJsonString());

    [Fact]
    public void A_key_nobody_asked_for_is_ignored_and_named()
    {
        var warnings = new BenefitProbe().Calculate("""{ "level": 1, "dog": 1, "cat": null, "members": [{ "age": 1, "hair": "red" }] }""").Value!.Warnings;

        Assert.Equal(["ignored", "ignored"], warnings.Select(warning => warning.Code));
        Assert.Equal(
            ["members[0].hair is no input of this computation and is ignored.", "dog is no input of this computation and is ignored."],
            warnings.Select(warning => warning.Text.In(Language.English)));
    }

    [Fact]
    public void Order_of_entries_does_not_change_the_sum()
    {
        var one = new BenefitProbe().Calculate("""{ "level": 1, "members": [{ "age": 1, "income": 5, "works": true }, { "age": 2, "income": 7 }] }""");
        var other = new BenefitProbe().Calculate("""{ "level": 1, "members": [{ "age": 2, "income": 7 }, { "age": 1, "income": 5, "works": true }] }""");

        Assert.Equal(one.Value!.Result.ToJsonString(), other.Value!.Result.ToJsonString());
    }
}
