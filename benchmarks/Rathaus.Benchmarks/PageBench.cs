using System.Globalization;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench page</c>: a service page from the output cache and rendered for each request, 64 connections of wrk on the
/// same machine. Peers of the same run: the smallest answer the server can give (<c>/health/live</c>).
/// </summary>
internal static class PageBench
{
    private const string Seconds = "10s";

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        await using var host = await RunningHost.StartAsync("--demo", "RateLimits__Login=0", "RateLimits__Submission=0",
            "RateLimits__Upload=0", "RateLimits__Api=0");
        var page = host.Address + "/wuppertal/sperrmuell";
        await WrkAsync(page, null, "3s", ct);
        var cached = await WrkAsync(page, null, Seconds, ct);

        // Choosing a language is answered fresh each time.
        var rendered = await WrkAsync(page + "?sprache=de", "Cookie: rathaus-sprache=de", Seconds, ct);
        var plain = await WrkAsync(host.Address + "/health/live", null, Seconds, ct);
        var memory = await MemoryAsync(host.ProcessId, ct);
        return
        [
            new("service page from the output cache", cached.PerSecond, "1/s", 30_000, true)
            {
                Against = [new("/health/live", plain.PerSecond)],
            },
            new("service page from the output cache, p99", cached.P99, "ms", 20, false),
            new("service page rendered each time", rendered.PerSecond, "1/s", 5_000, true)
            {
                Against = [new("/health/live", plain.PerSecond)],
            },
            new("service page rendered each time, p99", rendered.P99, "ms", 50, false),
            new("host memory after the load", memory, "MB", 700, false),
        ];
    }

    /// <summary>Resident memory of a process in MB.</summary>
    internal static async Task<double> MemoryAsync(int process, CancellationToken ct)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status", ct))
            .First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static Task<WrkResult> WrkAsync(string address, string? header, string duration, CancellationToken ct) =>
        Wrk.RunAsync(address, 64, duration, header is null ? [] : ["-H", header], [], ct);
}
