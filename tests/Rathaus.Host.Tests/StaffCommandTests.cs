using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>How an operator lets an administrator in: the code at start, and a new one from beside the running host.</summary>
public sealed partial class StaffCommandTests
{
    [Fact]
    public async Task A_house_without_staff_prints_a_code_and_the_command_makes_a_new_one_while_it_runs()
    {
        await using var host = await RunningHost.StartAsync("--no-demo");
        var first = Code().Match(host.Log).Value;
        Assert.NotEmpty(first);
        Assert.DoesNotContain(
            host.Log.Split('\n').Where(line => line.StartsWith('{')), line => line.Contains(first, StringComparison.Ordinal));

        var (code, output, errors) = await RunningHost.RunAsync(["staff", "invite", "--town", "wuppertal", "--data", host.DataFolder]);
        Assert.True(code == 0, errors);
        Assert.Matches(@"^([0-9A-Z]{4}-){4}[0-9A-Z]{4}  for /amt/einladung, once, until \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$", output);
        Assert.NotEqual(first, Code().Match(output).Value);

        // A second start prints a new code; the earlier one is nowhere to be read.
        await host.StopAsync();
        await host.StartAgainAsync();
        Assert.Equal(2, Code().Matches(host.Log).Select(match => match.Value).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("staff: takes the word 'invite'", "staff")]
    [InlineData("staff: takes the word 'invite'", "staff", "remove")]
    [InlineData("staff: --town: the catalogue has no town 'atlantis'", "staff", "invite", "--town", "atlantis")]
    public async Task A_wrong_call_is_one_line(string line, params string[] words)
    {
        var (code, output, errors) = await RunningHost.RunAsync(words);
        Assert.Equal((2, "", $"rathaus {line}\n"), (code, output, errors));
    }

    [GeneratedRegex("([0-9A-Z]{4}-){4}[0-9A-Z]{4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
