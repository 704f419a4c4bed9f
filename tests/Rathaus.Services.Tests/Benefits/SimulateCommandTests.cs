using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Commands;
using Rathaus.Services.Benefits;
using Rathaus.Services.Benefits.Bulk;

namespace Rathaus.Services.Tests.Benefits;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rathaus-simulate-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // The official examples' figures: 1 person, level I, pension 1,300 a month, health and care insurance, rent 335: 110 EUR in 2025.
    private const string Pensioner = "a,1,335,,75,1300,true\n";

    private const string Header = "household,rent_level,gross_cold_rent_month,heating_month,members.age,members.pension_receipts_month,members.pays_health_care_insurance\n";

    [Fact]
    public async Task Households_are_counted_summed_and_compared_with_other_tables()
    {
        var table = Write("mindestbetrag.yaml",
            """
            id: mindestbetrag
            value: { type: money, unit: EUR }
            basis: "WoGG § 21 Nr. 1"
            source: Probe
            rows:
              - { value: 111, from: 2016-01-01 }
            """);
        var (exit, output, errors) = await RunAsync(
            Header + Pensioner + "b,7,1,,75,5000,true\n", "--simulate", "-", "--date", "2025-01-01", "--what-if", table, "--json");

        Assert.Equal((0, ""), (exit, errors));
        var report = JsonNode.Parse(output)!;
        Assert.Equal(2, report["law"]!["households"]!.GetValue<long>());
        Assert.Equal(1, report["law"]!["recipients"]!.GetValue<long>());
        Assert.Equal(110m, report["law"]!["sum"]!.GetValue<decimal>());
        Assert.Equal(0m, report["what_if"]!["sum"]!.GetValue<decimal>());
        Assert.Equal(1, report["no_longer"]!["households"]!.GetValue<long>());
        Assert.Equal(110, report["law"]!["deciles"]![8]!.GetValue<int>());
    }

    [Fact]
    public async Task Announced_law_can_be_tried_before_it_is_enacted()
    {
        var (exit, output, _) = await RunAsync(
            Header + Pensioner, "--simulate", "-", "--date", "2027-01-01", "--what-if", "draft:wogg-2027");

        Assert.Equal(0, exit);
        Assert.Contains("draft:wogg-2027", output, StringComparison.Ordinal);
        Assert.Contains("difference", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_at_fault_is_named_and_the_others_go_on()
    {
        var (exit, output, errors) = await RunAsync(
            Header + "x,9,335,,75,1300,true\n" + Pensioner + "y,1,335,,75\n" + "c,1,zwölf,,75,1300,true\nc,,,,70,900,ja\nc,2,,,70,900,ja\n\"d,1\n",
            "--simulate", "-", "--date", "2025-01-01", "--json");

        Assert.Equal(2, exit);
        var report = JsonNode.Parse(output)!;
        Assert.Equal((4, 1), (report["left_out"]!.GetValue<long>(), report["law"]!["households"]!.GetValue<long>()));
        Assert.Contains("line 2: rent_level: must be at most 7", errors, StringComparison.Ordinal);
        Assert.Contains("line 4: the line has no household, or not as many cells", errors, StringComparison.Ordinal);
        Assert.Contains("line 5: gross_cold_rent_month: must be a number", errors, StringComparison.Ordinal);
        Assert.Contains("line 7: household c: has other values", errors, StringComparison.Ordinal);
        Assert.Contains("line 8: a quote is not closed", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("rent_level\n1\n", "lacks the column household")]
    [InlineData("household,rent_level,rent_level\n", "is there twice")]
    [InlineData("household,miete\n", "wohngeld has no input miete")]
    public async Task A_header_that_does_not_fit_ends_the_run(string csv, string message)
    {
        var fault = await Assert.ThrowsAsync<CommandLineException>(() => RunAsync(csv, "--simulate", "-", "--date", "2025-01-01"));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A household of which something needed is never said must not be computed as if it were nothing.</summary>
    [Theory]
    [InlineData("household,wealth_total\na,0\n", "lacks columns for children_countable_income_month")]
    [InlineData("household,children_countable_income_month\na,0\n", null)]
    public async Task A_header_without_what_the_benefit_needs_ends_the_run(string csv, string? message)
    {
        var run = () => RunAsync(csv, HouseBenefits.Find("kinderzuschlag"), "--simulate", "-", "--date", "2026-03-01", "--json");
        if (message is null)
        {
            Assert.Equal(0, (await run()).Exit);
            return;
        }

        var fault = await Assert.ThrowsAsync<CommandLineException>(run);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--date is missing", "--simulate", "-")]
    [InlineData("--simulate FILE", "--date", "2025-01-01")]
    [InlineData("cannot read", "--simulate", "nowhere.csv", "--date", "2025-01-01")]
    [InlineData("no amount of that name", "--simulate", "-", "--date", "2025-01-01", "--result", "x")]
    [InlineData("Entwurf nie", "--simulate", "-", "--date", "2025-01-01", "--what-if", "draft:nie")]
    [InlineData("cannot read", "--simulate", "-", "--date", "2025-01-01", "--what-if", "nowhere.yaml")]
    [InlineData("--sample takes", "--sample", "0")]
    [InlineData("--seed takes", "--sample", "1", "--seed", "-1")]
    public async Task A_call_that_cannot_be_used_says_why(string message, params string[] options)
    {
        var fault = await Assert.ThrowsAsync<CommandLineException>(() => RunAsync(Header, options));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invented_households_are_the_same_for_a_seed_and_can_all_be_computed()
    {
        var (_, sample, _) = await RunAsync("", "--sample", "3000", "--seed", "7");
        var (_, again, _) = await RunAsync("", "--sample", "3000", "--seed", "7");
        var (_, other, _) = await RunAsync("", "--sample", "3000", "--seed", "8");
        Assert.Equal(sample, again);
        Assert.NotEqual(sample, other);

        var (exit, output, errors) = await RunAsync(sample, "--simulate", "-", "--date", "2026-01-01", "--json");

        Assert.Equal((0, ""), (exit, errors));
        var report = JsonNode.Parse(output)!;
        Assert.Equal(3000, report["law"]!["households"]!.GetValue<long>());
        Assert.InRange(report["law"]!["recipients"]!.GetValue<long>(), 300, 2_900);
        Assert.Equal(report["law"]!["recipients"]!.GetValue<long>(), report["law"]!["bands"]!.AsArray().Sum(band => band!["households"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_simulated_household_gets_what_computing_it_alone_gives()
    {
        var (_, sample, _) = await RunAsync("", "--sample", "40", "--seed", "3");
        var lines = sample.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToList();
        var sum = 0m;
        foreach (var household in lines.Skip(1).GroupBy(line => line.Split(',')[0]))
            sum += Alone(lines[0].Split(','), [.. household.Select(line => line.Split(','))]);

        var (_, output, _) = await RunAsync(sample, "--simulate", "-", "--date", "2025-01-01", "--json");

        Assert.Equal(sum, JsonNode.Parse(output)!["law"]!["sum"]!.GetValue<decimal>());
    }

    private static decimal Alone(string[] header, List<string[]> lines)
    {
        var inputs = new JsonObject();
        var members = new JsonArray();
        foreach (var line in lines)
        {
            var member = new JsonObject();
            for (var i = 1; i < header.Length; i++)
            {
                if (line[i].Length == 0)
                    continue;
                JsonNode value = line[i] is "true" or "false" ? line[i] == "true" : line[i];
                if (header[i].StartsWith("members.", StringComparison.Ordinal))
                    member[header[i][8..]] = value;
                else
                    inputs[header[i]] = value;
            }

            members.Add((JsonNode)member);
        }

        inputs["members"] = members;
        return decimal.Parse(HouseBenefits.Result("wohngeld", "2025-01-01", inputs)["wohngeld_month"]!.ToString(), CultureInfo.InvariantCulture);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string input, params string[] options) =>
        await RunAsync(input, HouseBenefits.Find("wohngeld"), options);

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string input, Benefit benefit, params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var line = CommandLine.Parse(options, SimulateCommand.Options, SimulateCommand.Flags).Reading(new StringReader(input)).With(output, errors);
        var exit = await SimulateCommand.RunAsync(benefit, line, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
