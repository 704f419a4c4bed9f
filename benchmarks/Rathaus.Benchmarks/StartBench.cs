using System.Diagnostics;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary><c>bench start</c>: from the start of the process to ready on an existing database, and the memory of an idle host.</summary>
internal static class StartBench
{
    private const int Starts = 5;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var fresh = Stopwatch.StartNew();
        await using var host = await RunningHost.StartAsync("--demo");
        var first = fresh.Elapsed.TotalSeconds;
        var seconds = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await host.StopAsync();
            var watch = Stopwatch.StartNew();
            await host.StartAgainAsync();
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        await host.KillAsync();
        var killed = Stopwatch.StartNew();
        await host.StartAgainAsync();
        var afterKill = killed.Elapsed.TotalSeconds;
        await Task.Delay(Rest, ct);
        return
        [
            new("start to ready, existing database, median of five", seconds.Order().ElementAt(Starts / 2), "s", 5, false),
            new("start to ready after kill -9", afterKill, "s", 5, false),
            new("start to ready, new database", first, "s", null, false),
            new("host memory at idle", await PageBench.MemoryAsync(host.ProcessId, ct), "MB", 300, false),
        ];
    }
}
