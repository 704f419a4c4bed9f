using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>./rathaus bench [NAME]</c>: runs one bench or all, prints a table, writes <c>artifacts/bench/NAME.json</c>.
/// Exit 0 when every row holds, 1 when one does not, 2 for an unknown name.
/// </summary>
internal static class BenchRunner
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly SortedDictionary<string, Func<CancellationToken, Task<IReadOnlyList<BenchRow>>>> Benches =
        new(StringComparer.Ordinal)
        {
            ["benefits"] = _ => Task.FromResult(BenefitsBench.Measure()),
            ["cel"] = CelBench.MeasureAsync,
            ["form"] = FormBench.MeasureAsync,
            ["govchain"] = GovchainBench.MeasureAsync,
            ["identity"] = IdentityBench.MeasureAsync,
            ["page"] = PageBench.MeasureAsync,
            ["rescue"] = RescueBench.MeasureAsync,
            ["search"] = SearchBench.MeasureAsync,
            ["start"] = StartBench.MeasureAsync,
            ["submit"] = SubmitBench.MeasureAsync,
            ["worklist"] = WorklistBench.MeasureAsync,
        };

    public static async Task<int> RunAsync(string[] args)
    {
        var chosen = args.Length == 0 ? [.. Benches.Keys] : args;
        foreach (var name in chosen)
        {
            if (!Benches.ContainsKey(name))
            {
                await Console.Error.WriteLineAsync($"rathaus bench: unknown bench '{name}'; known: {string.Join(", ", Benches.Keys)}");
                return 2;
            }
        }

        var held = true;
        foreach (var name in chosen)
        {
            Console.WriteLine($"bench {name}");
            var rows = await Benches[name](CancellationToken.None);
            Print(rows);
            await WriteAsync(name, rows);
            held &= rows.All(row => row.Holds);
        }

        return held ? 0 : 1;
    }

    private static void Print(IReadOnlyList<BenchRow> rows)
    {
        foreach (var row in rows)
        {
            var bar = row.Bar is { } limit
                ? $"{(row.HigherIsBetter ? ">=" : "<=")} {Number(limit)} {(row.Holds ? "holds" : "MISSED")}"
                : string.Empty;
            Console.WriteLine($"  {row.What,-52} {Number(row.Value),14} {row.Unit,-8} {bar}");
            foreach (var peer in row.Against)
                Console.WriteLine($"    {"beside " + peer.Name,-50} {Number(peer.Value),14} {row.Unit}");
        }
    }

    private static async Task WriteAsync(string name, IReadOnlyList<BenchRow> rows)
    {
        var folder = Path.Combine(Checkout.Folder, "artifacts", "bench");
        Directory.CreateDirectory(folder);
        var report = new
        {
            name,
            commit = Git("rev-parse HEAD"),
            machine = new
            {
                cores = Environment.ProcessorCount,
                memory_gib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30),
                os = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            rows = rows.Select(row => new { row.What, row.Value, row.Unit, row.Bar, row.Holds, row.Against }),
        };
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(report, Json));
    }

    private static string Git(string arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Checkout.Folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var git = Process.Start(start);
        return git?.StandardOutput.ReadToEnd().Trim() ?? string.Empty;
    }

    private static string Number(double value) =>
        value.ToString(value >= 100 ? "#,##0" : "0.###", CultureInfo.InvariantCulture);
}
