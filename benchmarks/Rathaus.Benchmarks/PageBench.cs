using System.Globalization;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench page</c>: a service page from the output cache and rendered for each request, 64 connections of wrk on the
/// same machine. Peers of the same run: the smallest answer the server can give (<c>/health/live</c>).
/// </summary>
internal static partial class PageBench
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

    private static async Task<(double PerSecond, double P99)> WrkAsync(
        string address, string? header, string seconds, CancellationToken ct)
    {
        List<string> words = ["-t1", "-c64", "-d" + seconds, "--latency"];
        if (header is not null)
            words.AddRange(["-H", header]);
        words.Add(address);
        var output = await Tool.RunAsync("wrk", words, ct);
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"{address} answered with faults:\n{output}");
        var rate = double.Parse(Rate().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
        var tail = P99().Match(output);
        var value = double.Parse(tail.Groups["value"].Value, CultureInfo.InvariantCulture);
        return (rate, tail.Groups["unit"].Value switch { "us" => value / 1000, "s" => value * 1000, _ => value });
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+(?<value>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex P99();
}
