using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Queueing;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue hypercube</c>: how busy vehicles are that help one another out.</summary>
internal sealed class HypercubeVerb : IRescueVerb
{
    public string Name => "hypercube";

    public string Usage =>
        """
        ./rathaus rescue hypercube FILE.json
            workloads and dispatch fractions, exactly (up to 12 vehicles) and by Larson's approximation (up to 60)
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = [];

    public Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var models = HypercubeFile.Read(Options.OneFile(words, "JSON file"));
        return line.PrintAsync(models.Select(model => new
        {
            model.Servers,
            Queue = model.Queues ? "infinite" : "loss",
            Exact = model.Servers <= HypercubeModel.MostExact ? Shown(ExactHypercube.Solve(model)) : null,
            Approximation = model.ServiceRates.Distinct().Count() == 1 ? Shown(LarsonApproximation.Solve(model)) : null,
        }).ToArray());
    }

    private static object Shown(HypercubeResult result) => new
    {
        result.Workloads,
        PEmpty = result.Empty,
        PAllBusyNoQueue = result.AllBusy,
        PQueueNonempty = result.Waiting,
        ImmediateDispatchFractionByClassAndServer = result.Immediate,
        Iterations = result.Rounds,
    };
}
