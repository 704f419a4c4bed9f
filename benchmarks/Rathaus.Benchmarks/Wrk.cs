using System.Globalization;
using System.Text.RegularExpressions;

namespace Rathaus.Benchmarks;

/// <summary>What wrk saw.</summary>
internal readonly record struct WrkResult(double PerSecond, double P99, int Requests);

/// <summary>The load generator wrk, one thread on the same machine.</summary>
internal static partial class Wrk
{
    /// <exception cref="InvalidOperationException">An answer was no success.</exception>
    public static async Task<WrkResult> RunAsync(
        string address, int connections, string duration, IReadOnlyList<string> more, IReadOnlyList<string> words, CancellationToken ct)
    {
        List<string> call =
        [
            "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), "-d" + duration, "--latency", "--timeout", "10s",
            .. more, address, .. words.Count > 0 ? ["--", .. words] : (string[])[],
        ];
        var output = await Tool.RunAsync("wrk", call, ct);
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"{address} answered with faults:\n{output}");
        var rate = double.Parse(Rate().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
        var count = int.Parse(Count().Match(output).Groups["count"].Value, CultureInfo.InvariantCulture);
        var tail = P99().Match(output);
        var value = double.Parse(tail.Groups["value"].Value, CultureInfo.InvariantCulture);
        return new(rate, tail.Groups["unit"].Value switch { "us" => value / 1000, "s" => value * 1000, _ => value }, count);
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"(?<count>[0-9]+) requests in", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"99%\s+(?<value>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex P99();
}
