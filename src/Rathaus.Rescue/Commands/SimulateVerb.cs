using System.Diagnostics;
using System.Globalization;
using System.Text;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue simulate</c>: what a plan would do, call by call, and what it changes against another.</summary>
internal sealed class SimulateVerb : IRescueVerb
{
    private const string Base = "base";

    public string Name => "simulate";

    public string Usage =>
        """
        ./rathaus rescue simulate FOLDER [--variant FILE.json] [--against FILE.json|base] [--calls drawn|recorded] [--from DATE] [--weeks N]
                         [--replications N] [--seed N] [--policy nearest|own-area|coverage] [--relocation none|table|dmexclp]
                         [--stop POINTS] [--threads N] [--out FILE.json] [--csv FILE]
            the service event by event, with 95 % intervals; --against: the same calls with another plan, and the differences
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } =
    [
        "--variant", "--against", "--calls", "--from", "--weeks", "--replications", "--seed", "--policy", "--relocation", "--stop", "--threads", "--out", "--csv",
    ];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var folder = Options.OneFile(words, "folder of an area");
        var watch = Stopwatch.StartNew();
        var recorded = line.Option("--calls") switch
        {
            null or "drawn" => false,
            "recorded" => true,
            var word => throw new CommandLineException($"--calls is drawn or recorded, not '{word}'"),
        };
        var area = AreaFolder.Read(folder);
        var inputs = SimulationInputs.Of(area, AreaFolder.ReadCalls(folder), Missions(folder), ct: ct);
        var run = new SimulationRun(
            From(line) ?? (recorded ? FirstMonday(folder) : inputs.NextMonday), line.WholeNumber("--weeks", 1, 520) ?? 4,
            line.WholeNumber("--replications", 1, 100_000) ?? 20, line.WholeNumber("--seed", 0, int.MaxValue) ?? 1,
            StopHalfWidth: line.Number("--stop", 0.001, 50) / 100, Threads: line.WholeNumber("--threads", 1, 1_024) ?? 0);
        var usual = inputs.Usual(DeadlineRules.Of(folder)) with
        {
            Dispatch = Word<DispatchPolicy>(line, "--policy") ?? DispatchPolicy.Nearest,
            Relocation = new RelocationSettings(Word<RelocationPolicy>(line, "--relocation") ?? RelocationPolicy.None),
        };

        var (warnings, replay) = (inputs.Warnings.ToList(), recorded ? RecordedCalls.Of(area, AreaFolder.ReadCalls(folder), Missions(folder), run, SimulationInputs.Zone) : null);
        if (replay is { Count: 0 })
            throw new RescueFileException($"calls.csv: there are no calls from {run.Begin:yyyy-MM-dd} on");
        if (replay is { Unplaced: > 0 })
            warnings.Add($"{replay.Unplaced} Aufträge liegen in keiner Zelle des Gebiets und fehlen.");
        SimulationResult Simulate(string? file)
        {
            var variant = file is null or Base ? new VariantFile() : VariantFile.Read(file);
            var (changed, settings) = variant.Apply(file ?? Base, area, usual);
            var source = (ICallSource?)replay ?? new CallGenerator([.. inputs.Demand.Select(demand => demand.Times(variant.DemandFactor))], run);
            return Simulator.Run(inputs.Model(changed, settings, run), source, ct: ct);
        }

        var result = Simulate(line.Option("--variant"));
        var other = line.Option("--against") is { } against ? Simulate(against) : null;
        if (line.Option("--csv") is { } table)
            await ResultFile.WriteAsync(table, Csv(result, other), ct);
        var answer = new
        {
            Area = area.Name,
            area.Synthetic,
            Variant = line.Option("--variant") ?? Base,
            Calls = recorded ? "recorded" : "drawn",
            Start = run.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            run.Weeks,
            run.WarmUpHours,
            run.Seed,
            result.Replications,
            Seconds = watch.Elapsed.TotalSeconds,
            Travel = inputs.Travel is { } travel ? new { travel.Drives, travel.Sigma, HourFactors = travel.HourFactors.Select(factor => Math.Round(factor, 4)).ToArray() } : null,
            Rules = result.Rules(),
            Metrics = result.Summary(),
            Register = recorded
                ? RegisterComparison.Of(area, AreaFolder.ReadCalls(folder), Missions(folder), usual.Rules, result, SimulationInputs.Zone)
                : null,
            Against = other is null ? null : new { Variant = line.Option("--against"), Rules = other.Rules(), Metrics = other.Summary(), Differences = result.Minus(other) },
            Warnings = warnings,
        };
        if (line.Option("--out") is not { } path)
            return await line.PrintAsync(answer);
        await ResultFile.WriteAsync(path, Options.Text(answer), ct);
        return 0;
    }

    private static string Csv(SimulationResult result, SimulationResult? other)
    {
        var text = new StringBuilder("metric,unit,rule,district,mean,low,high");
        text.Append(other is null ? "\n" : ",against_mean,difference,difference_low,difference_high\n");
        var (against, differences) = (other?.Summary(), other is null ? null : result.Minus(other));
        foreach (var row in result.Summary())
        {
            bool Same(MetricValue value) => (value.Name, value.Rule, value.District) == (row.Name, row.Rule, row.District);
            text.Append(CsvText.Line(row.Name, row.Unit, row.Rule, row.District, row.Mean, row.Low, row.High));
            if (other is not null)
            {
                var difference = differences!.FirstOrDefault(Same);
                text.Append(',').Append(CsvText.Line(against!.FirstOrDefault(Same)?.Mean, difference?.Mean, difference?.Low, difference?.High));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<MissionRecord> Missions(string folder) =>
        File.Exists(Path.Combine(folder, "missions.csv")) ? AreaFolder.ReadMissions(folder) : [];

    /// <summary>Behind the warm-up of a day.</summary>
    private static DateTime FirstMonday(string folder)
    {
        var day = TimeZoneInfo.ConvertTime(AreaFolder.ReadCalls(folder).Min(call => call.ReceivedAt), SimulationInputs.Zone).Date.AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Monday)
            day = day.AddDays(1);
        return day;
    }

    private static DateTime? From(CommandLine line) => line.Option("--from") is not { } text ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new CommandLineException($"--from takes a date such as 2026-01-05, not '{text}'");

    private static T? Word<T>(CommandLine line, string option)
        where T : struct, Enum
    {
        if (line.Option(option) is not { } word)
            return null;
        var words = Enum.GetValues<T>().ToDictionary(value => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
        return words.TryGetValue(word, out var found) ? found : throw new CommandLineException($"{option} is one of {string.Join(", ", words.Keys)}, not '{word}'");
    }
}
