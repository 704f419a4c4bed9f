using System.Diagnostics;

namespace Rathaus.Benchmarks;

/// <summary>Durations of one run, kept per client and read once at the end.</summary>
internal sealed class Latencies(int clients)
{
    private readonly List<long>[] ticks = [.. Enumerable.Range(0, clients).Select(_ => new List<long>(8_192))];

    public void Add(int client, long began) => ticks[client].Add(Stopwatch.GetTimestamp() - began);

    public int Count => ticks.Sum(one => one.Count);

    /// <summary>Milliseconds below which the given share (0 to 1) of all requests stayed.</summary>
    public double Quantile(double share)
    {
        var all = ticks.SelectMany(one => one).Order().ToArray();
        if (all.Length == 0)
            return double.NaN;
        var index = Math.Min(all.Length - 1, (int)(all.Length * share));
        return all[index] * 1000.0 / Stopwatch.Frequency;
    }
}
