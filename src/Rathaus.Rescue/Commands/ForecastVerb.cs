using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue forecast</c>: the days ahead by hour, shift and day, and where calls come from.</summary>
internal sealed class ForecastVerb : IRescueVerb
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public string Name => "forecast";

    public string Usage =>
        """
        ./rathaus rescue forecast FILE.csv|FOLDER --days N [--series NAME] [--holidays none|nrw|us|FILE] [--shift-starts H,…] [--csv FILE] [--cells FILE] [--seed N]
            fan of every hour with what drives it, sums of days and shifts; of a folder the emergencies of calls.csv, with shares by cell
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--days", "--series", "--holidays", "--shift-starts", "--csv", "--cells", "--seed"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var path = Options.OneFile(words, "CSV file or folder of an area");
        var days = Options.Required(line.WholeNumber("--days", 1, 366), "--days");
        var folder = Directory.Exists(path);
        if (!folder && line.Option("--cells") is not null)
            throw new CommandLineException("--cells needs the folder of an area");
        var series = folder ? Hourly(path, ct) : Chosen(line, CallSeries.Read(path));
        var outlook = CallOutlook.Of(series, line.Option("--holidays"), days, Starts(line), line.WholeNumber("--seed", 0, int.MaxValue) ?? 1, ct);
        (RescueArea Area, SpatialShares Shares)? shares = folder ? Places(path, ct) : null;
        if (line.Option("--csv") is { } file)
            await WriteAsync(file, outlook);
        if (shares is { } found && line.Option("--cells") is { } cells)
            await WriteCellsAsync(cells, found.Area, found.Shares, outlook);
        return await line.PrintAsync(new
        {
            outlook.Series,
            outlook.Holidays,
            Origin = Hour(outlook.Origin),
            outlook.LevelVariance,
            outlook.Dispersion,
            CallOutlook.Levels,
            Days = outlook.Days.Select(Shown).ToArray(),
            Shifts = outlook.Shifts.Select(Shown).ToArray(),
            Hours = outlook.Hours.Select(hour => new
            {
                Hour = Hour(hour.Hour),
                hour.Mean,
                hour.Quantiles,
                hour.Usual,
                Drivers = hour.Drivers.ToDictionary(driver => CoverageFilesOut.Word(driver.Key), driver => Math.Round(driver.Value, 4)),
            }).ToArray(),
            Places = shares is { } spatial ? new { spatial.Shares.Kappa, spatial.Shares.Calls, spatial.Shares.LogScore, spatial.Shares.PriorLogScore } : null,
        });
    }

    /// <summary>Emergencies by local hour; the double hour in autumn is one row with both.</summary>
    public static CallSeries Hourly(string folder, CancellationToken ct)
    {
        var counts = new SortedDictionary<DateTime, double>();
        foreach (var call in AreaFolder.ReadCalls(folder).Where(call => call.Kind == CallKind.Emergency))
        {
            ct.ThrowIfCancellationRequested();
            var local = Local(call);
            var hour = local.Date.AddHours(local.Hour);
            counts[hour] = counts.GetValueOrDefault(hour) + 1;
        }

        if (counts.Count == 0)
            throw new RescueFileException("calls.csv: there is no emergency");
        var start = counts.Keys.First().Date;
        var length = (int)(counts.Keys.Last() - start).TotalHours + 1;
        if (length > 24 * 366 * 100)
            throw new RescueFileException("calls.csv: the calls span more than a hundred years");
        var series = new double[length];
        foreach (var (hour, count) in counts)
            series[(int)(hour - start).TotalHours] = count;

        // The hour that the clocks leave out in spring is unknown, not empty.
        for (var hour = 0; hour < length; hour++)
        {
            if (Berlin.IsInvalidTime(start.AddHours(hour)))
                series[hour] = double.NaN;
        }

        return new CallSeries("emergencies", start, series);
    }

    private static (RescueArea Area, SpatialShares Shares) Places(string folder, CancellationToken ct)
    {
        var area = AreaFolder.Read(folder);
        var number = area.Cells.Select((cell, at) => (cell.Id, at)).ToDictionary(cell => cell.Id, cell => cell.at, StringComparer.Ordinal);
        var calls = new List<(DateTime, int)>();
        foreach (var call in AreaFolder.ReadCalls(folder).Where(call => call.Kind == CallKind.Emergency && call.Cell is not null))
        {
            ct.ThrowIfCancellationRequested();
            if (number.TryGetValue(call.Cell!, out var cell))
                calls.Add((Local(call), cell));
        }

        return (area, SpatialShares.Fit(area.Cells, calls));
    }

    private static DateTime Local(CallRecord call) => TimeZoneInfo.ConvertTime(call.ReceivedAt, Berlin).DateTime;

    private static CallSeries Chosen(CommandLine line, IReadOnlyList<CallSeries> all)
    {
        var name = line.Option("--series");
        return name is null && all.Count == 1
            ? all[0]
            : all.FirstOrDefault(series => series.Name == name)
                ?? throw new CommandLineException($"--series takes one of {string.Join(", ", all.Select(series => series.Name))}");
    }

    private static List<int> Starts(CommandLine line) => line.Option("--shift-starts") is not { } text
        ? [7, 19]
        : [.. text.Split(',').Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour < 24
            ? hour
            : throw new CommandLineException($"--shift-starts takes hours from 0 to 23 with commas between, not '{text}'"))];

    private static object Shown(SumOutlook sum) => new { From = Hour(sum.From), sum.Hours, sum.Mean, sum.Quantiles };

    private static string Hour(DateTime hour) => hour.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static async Task WriteAsync(string file, CallOutlook outlook)
    {
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync($"hour,mean,{string.Join(',', CallOutlook.Levels.Select(level => string.Create(CultureInfo.InvariantCulture, $"q{level * 100:00}")))}");
        foreach (var hour in outlook.Hours)
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Hour(hour.Hour)},{hour.Mean:0.####},{string.Join(',', hour.Quantiles)}"));
    }

    // A cell with fewer than five calls to come is not told: with the town's other figures it might point at somebody.
    private static async Task WriteCellsAsync(string file, RescueArea area, SpatialShares shares, CallOutlook outlook)
    {
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync("cell,calls");
        var byBlock = outlook.Hours.GroupBy(hour => ShareBlocks.Of(hour.Hour)).ToDictionary(block => block.Key, block => block.Sum(hour => hour.Mean));
        for (var cell = 0; cell < area.Cells.Count; cell++)
        {
            var calls = byBlock.Sum(block => block.Value * shares.Shares[block.Key][cell]);
            await writer.WriteLineAsync($"{area.Cells[cell].Id},{(calls >= CoverageFilesOut.FewestCalls ? calls.ToString("0.#", CultureInfo.InvariantCulture) : "")}");
        }
    }
}
