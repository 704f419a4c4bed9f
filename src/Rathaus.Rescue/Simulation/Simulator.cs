namespace Rathaus.Rescue.Simulation;

/// <summary>Runs the replications of a model; the result is the same for any number of threads.</summary>
internal static class Simulator
{
    /// <summary>Replications between two looks at whether it is enough; fixed, so that the answer does not depend on the threads.</summary>
    private const int Batch = 10;

    public static SimulationResult Run(SimulationModel model, ICallSource source, IProgress<double>? progress = null, CancellationToken ct = default)
    {
        var metrics = SimulationResult.Of(model);
        var run = model.Run;
        var values = new List<double[]>();
        var options = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = run.Threads > 0 ? run.Threads : Environment.ProcessorCount };
        var responses = new long[new Tally(0, 0).Responses.Length];
        var done = 0;
        while (values.Count < run.Replications)
        {
            var first = values.Count;
            var batch = new double[run.StopHalfWidth is null ? run.Replications : Math.Min(Batch, run.Replications - first)][];
            Parallel.For(0, batch.Length, options, () => new Replication(model, source), (at, _, replication) =>
            {
                var tally = replication.Run(first + at, ct);
                batch[at] = [.. metrics.Select(metric => metric.Read(tally))];
                Add(responses, tally.Responses);
                progress?.Report((double)Interlocked.Increment(ref done) / run.Replications);
                return replication;
            }, static _ => { });
            values.AddRange(batch);
            if (run.StopHalfWidth is { } enough && values.Count >= 2 * Batch && Estimate.Of(values.Select(row => row[0])).HalfWidth <= enough)
                break;
        }

        return new SimulationResult(model, [.. metrics.Select(metric => metric.Metric)], values, responses);
    }

    // Whole numbers: the order in which threads add them does not matter.
    private static void Add(long[] sums, ReadOnlySpan<int> counts)
    {
        for (var at = 0; at < counts.Length; at++)
        {
            if (counts[at] > 0)
                Interlocked.Add(ref sums[at], counts[at]);
        }
    }
}
