using System.Diagnostics;
using Rathaus.Cel;

namespace Rathaus.Benchmarks;

/// <summary>A measured figure with the bar it must reach; null where none is set.</summary>
internal sealed record CelRow(string What, double Value, string Unit, double? Bar);

/// <summary>How fast the rule of a form is evaluated, on one core.</summary>
internal static class CelBench
{
    private const int Rounds = 5;

    private const string Rule =
        "x in ['w', 'ac', 'bot', 'ge', 're', 'rs', 'sg', 'so', 'bi', 'gt', 'hf', 'hx', 'lip', 'mi', 'pb', 'un', 'ham', 'do', 'bo', 'e'] " +
        "&& a >= 18 && b < 100 && children.exists(c, c.age < 6)";

    private static readonly CelEnvironment Environment = CelEnvironment.Rathaus
        .WithVariable("x", CelType.String)
        .WithVariable("a", CelType.Int)
        .WithVariable("b", CelType.Int)
        .WithVariable("children", CelType.List(CelType.Record("Child", new Dictionary<string, CelType> { ["age"] = CelType.Int })));

    public static IReadOnlyList<CelRow> Measure()
    {
        var program = Environment.Compile(Rule).Program ?? throw new InvalidOperationException("The rule does not compile");
        var activation = Environment.NewActivation()
            .Set("x", CelValue.Of("mi"))
            .Set("a", CelValue.Of(34L))
            .Set("b", CelValue.Of(12L))
            .Set("children", CelValue.List([Child(14), Child(9), Child(4)]));
        if (!program.Evaluate(activation).AsBool)
            throw new InvalidOperationException("The rule does not hold");

        var perSecond = Best(200_000, () => program.Evaluate(activation));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            program.Evaluate(activation);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;
        var compiled = Best(1_000, () => Environment.Compile(Rule));
        return
        [
            new CelRow("cel: rule with in, compare, exists", perSecond, "evaluations/s per core", 2_000_000),
            new CelRow("cel: allocated per evaluation", bytes, "bytes", null),
            new CelRow("cel: the rule compiled", compiled, "compilations/s per core", null),
        ];
    }

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
