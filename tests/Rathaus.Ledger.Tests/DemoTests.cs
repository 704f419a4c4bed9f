using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Commands;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>The demonstration with real processes. It takes long because whole houses start: two are enough.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Separate_houses_witness_one_another()
    {
        var (code, output, errors) = await RunningHost.RunAsync(["govchain", "demo", "--towns", "2", "--once"]);
        Assert.True(code == 0, output + errors);
        Assert.Equal(2, output.Split('\n').Count(line => line.EndsWith("1 cosignatures  quorum", StringComparison.Ordinal)));
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
    public async Task An_unusable_call_is_refused_in_one_line(params string[] words)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var command = new GovchainCommand(new NoTowns(), services);
        var refused = await Assert.ThrowsAsync<CommandLineException>(() =>
            command.RunAsync(CommandLine.Parse(words[1..], command.ValuedOptions, command.Flags), TestContext.Current.CancellationToken));
        Assert.DoesNotContain('\n', refused.Message);
    }

    private sealed class NoTowns : ITownOffices
    {
        public IReadOnlyList<TownEntry> All => [];

        public TownEntry? Find(short number) => null;

        public TownEntry? Find(string? id) => null;
    }
}
