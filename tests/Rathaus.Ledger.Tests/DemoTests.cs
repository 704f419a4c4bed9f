using Rathaus.Ledger.Commands;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>The demonstration with real processes. It takes long because whole houses start; three are enough for a quorum of two.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Separate_houses_witness_one_another()
    {
        var (code, output, errors) = await RunningHost.RunAsync(["govchain", "demo", "--towns", "3", "--once"]);
        Assert.True(code == 0, output + errors);
        Assert.Equal(3, output.Split('\n').Count(line => line.EndsWith("2 cosignatures  quorum", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(7, 4)]
    [InlineData(10, 6)]
    [InlineData(16, 10)]
    public void The_quorum_outvotes_a_third_that_lies(int towns, int quorum) => Assert.Equal(quorum, DemoRegion.QuorumOf(towns));

    [Theory]
    [InlineData("govchain")]
    [InlineData("govchain", "demo", "--towns", "1")]
    [InlineData("govchain", "demo", "--towns", "x")]
    [InlineData("govchain", "other")]
    public async Task An_unusable_call_is_one_line_and_exit_code_two(params string[] words)
    {
        var (code, _, errors) = await RunningHost.RunAsync(words);
        Assert.Equal(2, code);
        Assert.Single(errors.Trim().Split('\n'));
    }
}
