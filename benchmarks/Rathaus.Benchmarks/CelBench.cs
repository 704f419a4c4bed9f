using System.Diagnostics;
using Rathaus.Cel;

namespace Rathaus.Benchmarks;

/// <summary>How fast the rule of a form is evaluated on one core, and how fast expressions are checked and compiled.</summary>
internal static class CelBench
{
    private const int Rounds = 5;

    private const string Rule =
        "x in ['w', 'ac', 'bot', 'ge', 're', 'rs', 'sg', 'so', 'bi', 'gt', 'hf', 'hx', 'lip', 'mi', 'pb', 'un', 'ham', 'do', 'bo', 'e'] " +
        "&& a >= 18 && b < 100 && children.exists(c, c.age < 6)";

    private static readonly CelEnvironment Form = CelEnvironment.Rathaus
        .WithVariable("x", CelType.String)
        .WithVariable("a", CelType.Int)
        .WithVariable("b", CelType.Int)
        .WithVariable("children", CelType.List(CelType.Record("Child", new Dictionary<string, CelType> { ["age"] = CelType.Int })));

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var program = Form.Compile(Rule).Program ?? throw new InvalidOperationException("The rule does not compile");
        var activation = Form.NewActivation()
            .Set("x", CelValue.Of("mi"))
            .Set("a", CelValue.Of(34L))
            .Set("b", CelValue.Of(12L))
            .Set("children", CelValue.List([Child(14), Child(9), Child(4)]));
        if (!program.Evaluate(activation).AsBool)
            throw new InvalidOperationException("The rule does not hold");

        var perSecond = Best(400_000, () => program.Evaluate(activation));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            program.Evaluate(activation);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;
        var peers = await PeerRule.MeasureAsync(ct);
        return
        [
            new BenchRow("rule with in, compare, exists, per core", perSecond, "1/s", 2_000_000, HigherIsBetter: true) { Against = Against(peers, "evaluate ") },
            new BenchRow("allocated per evaluation", bytes, "bytes", 0, HigherIsBetter: false),
            new BenchRow("the rule parsed and checked, per core", Best(2_000, () => Form.Check(Rule)), "1/s", null, HigherIsBetter: true) { Against = Against(peers, "check ") },
            new BenchRow("the rule parsed, checked, compiled, per core", Best(2_000, () => Form.Compile(Rule)), "1/s", null, HigherIsBetter: true),
        ];
    }

    private static IReadOnlyList<BenchPeer> Against(IReadOnlyDictionary<string, double> peers, string what) =>
        [.. peers.Where(peer => peer.Key.StartsWith(what, StringComparison.Ordinal)).Select(peer => new BenchPeer(peer.Key[what.Length..], peer.Value))];

    private static CelValue Child(long age) =>
        CelValue.Record(new Dictionary<string, CelValue> { ["age"] = CelValue.Of(age) });

    /// <summary>The best of some rounds: the rest is the machine's noise.</summary>
    private static double Best(int times, Action run)
    {
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < times; i++)
                run();
            best = Math.Max(best, times / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }
}
