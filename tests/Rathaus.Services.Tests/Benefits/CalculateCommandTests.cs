using System.Text.Json.Nodes;
using Rathaus.Kernel.Commands;
using Rathaus.Services.Benefits;

namespace Rathaus.Services.Tests.Benefits;

public sealed class CalculateCommandTests
{
    [Fact]
    public async Task Lines_are_answered_in_order_and_a_bad_one_does_not_stop_the_others()
    {
        var (exit, lines) = await RunAsync(
            """{"id":"a","date":"2025-06-01","inputs":{"level":1,"rent":5}}""",
            "",
            "no json",
            """{"id":7,"date":"2025-06-01","inputs":{"level":"x"}}""",
            """{"id":"c","date":"2025-06-01","inputs":{"level":1}}""");

        Assert.Equal(2, exit);
        Assert.Equal(["a", null, "7", "c"], lines.Select(line => line["id"]?.ToString()));
        Assert.Equal("""{"total":5}""", lines[0]["result"]!.ToJsonString());
        Assert.Equal("line.json", lines[1]["error"]!["code"]!.GetValue<string>());
        Assert.Equal("input.integer", lines[2]["error"]!["code"]!.GetValue<string>());
        Assert.Equal("level", lines[2]["error"]!["faults"]![0]!["path"]!.GetValue<string>());
        Assert.Equal("""{"name":"summe","label":"Summe","value":5,"unit":null,"basis":"ProbG § 2","reads":{"netto":[],"rent":5}}""",
            lines[0]["steps"]!.AsArray()[^1]!.ToJsonString(CalculateCommand.JsonLines));
    }

    [Fact]
    public async Task Lines_without_fault_exit_with_nothing() =>
        Assert.Equal(0, (await RunAsync("""{"id":"a","date":"2025-06-01","inputs":{"level":1}}""")).Exit);

    [Theory]
    [InlineData("[]", "line.shape")]
    [InlineData("1", "line.shape")]
    [InlineData("{", "line.json")]
    [InlineData("""{"id":"a"}""", "line.inputs")]
    [InlineData("""{"id":"a","inputs":{"level":1}}""", "date.missing")]
    [InlineData("""{"id":"a","date":null,"inputs":{"level":1}}""", "date.missing")]
    [InlineData("""{"id":"a","date":20250101,"inputs":{"level":1}}""", "date.missing")]
    [InlineData("""{"id":"a","date":"1.1.2025","inputs":{"level":1}}""", "date.invalid")]
    [InlineData("""{"id":"a","date":"2025-02-30","inputs":{"level":1}}""", "date.invalid")]
    [InlineData("""{"id":"a","id":"b","date":"2025-01-01","inputs":{"level":1}}""", "line.json")]
    [InlineData("""{"id":"a","date":"2019-01-01","inputs":{"level":1,"members":[{"age":1,"works":true}]}}""", "benefit.no-law")]
    [InlineData("{\"id\":\"a\",\"date\":\"\\ud800\",\"inputs\":{}}", "date.missing")]
    public void A_line_that_cannot_be_computed_says_why(string line, string code) =>
        Assert.Equal(code, CalculateCommand.Answer(new BenefitProbe().Load(), line)["error"]!["code"]!.GetValue<string>());

    [Fact]
    public async Task A_huge_line_is_refused_without_being_kept()
    {
        var (exit, lines) = await RunAsync(new string(' ', BoundedLines.Longest + 5), """{"id":"a","date":"2025-06-01","inputs":{"level":1}}""");

        Assert.Equal(2, exit);
        Assert.Equal("line.too-long", lines[0]["error"]!["code"]!.GetValue<string>());
        Assert.NotNull(lines[1]["result"]);
    }

    [Theory]
    [InlineData("taschengeld", "there is no benefit taschengeld; known: probe")]
    [InlineData("", "calculate takes one benefit")]
    public async Task An_unknown_benefit_is_an_unusable_call(string benefit, string message)
    {
        var line = CommandLine.Parse(benefit.Length == 0 ? [] : [benefit], [], []);
        var fault = await Assert.ThrowsAsync<CommandLineException>(() => new CalculateCommand(new Loaded()).RunAsync(line, TestContext.Current.CancellationToken));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public async Task The_inputs_are_listed_on_demand()
    {
        using var output = new StringWriter();
        var line = CommandLine.Parse(["probe", "--inputs"], [], ["--inputs"]).WritingTo(output);

        Assert.Equal(0, await new CalculateCommand(new Loaded()).RunAsync(line, TestContext.Current.CancellationToken));
        Assert.Contains("rent: money, default \"0\"  (Miete)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("  age: integer  (Alter)", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Exit, IReadOnlyList<JsonNode> Lines)> RunAsync(params string[] lines)
    {
        using var output = new StringWriter();
        var parsed = CommandLine.Parse(["probe"], [], []);
        using var input = new StringReader(string.Join('\n', lines));
        var line = parsed.Reading(input).WritingTo(output);
        var exit = await new CalculateCommand(new Loaded()).RunAsync(line, TestContext.Current.CancellationToken);
        return (exit, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(answer => JsonNode.Parse(answer)!)]);
    }

    private sealed class Loaded : IBenefits
    {
        public IReadOnlyList<Benefit> All { get; } = [new BenefitProbe().Load()];

        public Benefit? Find(string id) => All.FirstOrDefault(benefit => benefit.Id == id);
    }
}
