namespace Rathaus.Services.Tests.Benefits;

public sealed class BenefitInputTests
{
    [Theory]
    [InlineData("{}", "level: required")]
    [InlineData("""{ "level": null }""", "level: required")]
    [InlineData("""{ "level": "x" }""", "level: integer")]
    [InlineData("""{ "level": 1.5 }""", "level: integer")]
    [InlineData("""{ "level": true }""", "level: integer")]
    [InlineData("""{ "level": [1] }""", "level: integer")]
    [InlineData("""{ "level": 1e300 }""", "level: integer")]
    [InlineData("""{ "level": 0 }""", "level: range.low")]
    [InlineData("""{ "level": 8 }""", "level: range.high")]
    [InlineData("""{ "level": 1, "rent": "12,50" }""", "rent: decimal")]
    [InlineData("""{ "level": 1, "rent": {} }""", "rent: decimal")]
    [InlineData("""{ "level": 1, "rent": 10000000000000 }""", "rent: decimal")]
    [InlineData("""{ "level": 1, "members": {} }""", "members: type")]
    [InlineData("""{ "level": 1, "members": [1] }""", "members[0]: type")]
    [InlineData("""{ "level": 1, "members": [null] }""", "members[0]: type")]
    [InlineData("""{ "level": 1, "members": [{}] }""", "members[0].age: required")]
    [InlineData("""{ "level": 1, "members": [{ "age": 1 }, { "age": 2, "works": "yes" }] }""", "members[1].works: type")]
    public void A_wrong_input_is_named_by_its_path(string inputs, string fault)
    {
        var refusal = new BenefitProbe().Calculate(inputs).Refusal!;

        Assert.Contains(fault, refusal.Faults.Select(found => $"{found.Path}: {found.Code}"));
        Assert.Equal("benefit.inputs", refusal.Code);
    }

    [Fact]
    public void All_wrong_inputs_are_named_at_once() => Assert.Equal(
        ["level: required", "rent: decimal", "members[0].age: required"],
        new BenefitProbe().Calculate("""{ "rent": "a", "members": [{}] }""").Refusal!.Faults.Select(fault => $"{fault.Path}: {fault.Code}"));

    [Theory]
    [InlineData("1", "300")]
    [InlineData("\"1\"", "\"300.00\"")]
    [InlineData("1.0", "3e2")]
    public void Numbers_come_as_numbers_or_texts(string level, string rent) => Assert.Equal(
        "300", new BenefitProbe().Calculate($$"""{ "level": {{level}}, "rent": {{rent}} }""").Value!.Result["total"]!.ToJsonString());

    [Fact]
    public void The_only_entry_of_a_flat_list_may_stand_without_the_list()
    {
        var probe = new BenefitProbe().Replace("benefit.yaml", "    optional: true\n    label: Mitglieder", "    optional: true\n    flat: true\n    label: Mitglieder");

        var flat = probe.Calculate("""{ "level": 1, "age": 40, "income": 1000.50, "works": true }""").Value!;
        var listed = probe.Calculate("""{ "level": 1, "age": 99, "members": [{ "age": 40, "income": 1000.50, "works": true }] }""").Value!;

        Assert.Equal(listed.Result.ToJsonString(), flat.Result.ToJsonString());
        Assert.Empty(flat.Warnings);
        Assert.Equal("age is no input of this computation and is ignored.", Assert.Single(listed.Warnings).Text.In(Kernel.Languages.Language.English));
        Assert.Equal("members[0].age", Assert.Single(probe.Calculate("""{ "level": 1, "income": 5 }""").Refusal!.Faults).Path);
    }

    [Fact]
    public void A_text_may_be_written_as_a_number() => Assert.Equal(
        "7", BenefitProbe.WithSteps("s", """{ id: s, value: "int(place)", type: int, label: S }""")
            .Replace("benefit.yaml", "inputs:", "inputs:\n  - { id: place, type: text, label: Ort }")
            .Calculate("""{ "level": 1, "place": 7 }""").Value!.Result["total"]!.ToJsonString());

    [Fact]
    public void A_list_has_an_upper_bound()
    {
        var members = string.Join(",", Enumerable.Repeat("""{"age":1}""", 101));

        Assert.Equal("entries.max", Assert.Single(new BenefitProbe().Calculate($$"""{ "level": 1, "members": [{{members}}] }""").Refusal!.Faults).Code);
    }

    [Fact]
    public void A_date_before_the_first_row_is_said_so()
    {
        var refusal = new BenefitProbe().Calculate("""{ "level": 1, "members": [{ "age": 1, "works": true }] }""", "2019-12-31").Refusal!;

        Assert.Equal(("benefit.no-law", "satz holds from 2020-01-01; there is no law for 2019-12-31"), (refusal.Code, refusal.Faults[0].Message));
    }

    [Fact]
    public void A_key_no_row_has_is_said_so() => Assert.Equal(
        "benefit.no-row", new BenefitProbe().Calculate("""{ "level": 2, "members": [{ "age": 1, "works": true }] }""").Refusal!.Code);

    [Fact]
    public void A_step_that_fails_names_itself() => Assert.Equal(
        ("benefit.step-failed", "step s cannot be computed: divide by zero"),
        (BenefitProbe.WithSteps("s", """{ id: s, value: "rent / (level - 1)", type: decimal, label: S }""").Calculate("""{ "level": 1 }""").Refusal is { } refusal
            ? (refusal.Code, refusal.Faults[0].Message) : default));

    [Fact]
    public void A_check_refuses_or_remarks_in_words_of_the_package()
    {
        var probe = new BenefitProbe().Replace("rules.yaml", "steps:",
            """
            checks:
              - { id: reich, when: "wealth.orValue(0) > 60000", say: Das Vermögen ist zu hoch., on: wealth }
              - { id: pruefen, when: "summe > 1000", say: Bitte nachrechnen., level: note }
            steps:
            """);

        var refusal = probe.Calculate("""{ "level": 1, "wealth": 60001 }""").Refusal!;
        Assert.Equal(("benefit.check", "wealth", "check.reich"), (refusal.Code, refusal.Faults[0].Path, refusal.Faults[0].Code));
        Assert.Equal("check.pruefen", Assert.Single(probe.Calculate("""{ "level": 1, "rent": 1001 }""").Value!.Warnings).Code);
        Assert.Empty(probe.Calculate("""{ "level": 1, "rent": 1000 }""").Value!.Warnings);
    }
}
