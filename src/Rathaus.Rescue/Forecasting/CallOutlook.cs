namespace Rathaus.Rescue.Forecasting;

/// <summary>An hour ahead with its fan.</summary>
/// <param name="Quantiles">At <see cref="CallOutlook.Levels"/>.</param>
internal sealed record HourOutlook(DateTime Hour, double Mean, IReadOnlyList<double> Quantiles, double Usual, IReadOnlyDictionary<CallDriver, double> Drivers);

/// <summary>A sum of hours: a day or a shift.</summary>
internal sealed record SumOutlook(DateTime From, int Hours, double Mean, IReadOnlyList<double> Quantiles);

/// <summary>
/// The days ahead: each hour with its quantiles and drivers, days and shifts as sums over simulated paths. All hours of a path
/// share one gamma factor of the level, so that sums are not too narrow.
/// </summary>
/// <param name="LevelVariance">Of that factor, from how far whole horizons missed before.</param>
internal sealed record CallOutlook(
    string Series, string Holidays, DateTime Origin, double LevelVariance, double Dispersion, IReadOnlyList<HourOutlook> Hours, IReadOnlyList<SumOutlook> Days,
    IReadOnlyList<SumOutlook> Shifts)
{
    public static readonly IReadOnlyList<double> Levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

    private const int Paths = 2_000;
    private const int MostOrigins = 13;

    /// <param name="shiftStarts">Hours of the day at which shifts begin.</param>
    public static CallOutlook Of(
        CallSeries series, string? holidays, int days, IReadOnlyList<int> shiftStarts, int seed, CancellationToken ct, IProgress<double>? progress = null)
    {
        // The forecast begins at the midnight after the last hour that is known.
        var known = Array.FindLastIndex(series.Counts, count => !double.IsNaN(count)) + 1;
        var origin = (known + 23) / 24 * 24;
        if (origin < 24 * 28)
            throw new RescueFileException($"{series.Name}: four weeks of hours are needed, there are {known} hours");
        var counts = series.Counts.AsSpan(0, Math.Min(origin, series.Counts.Length)).ToArray();
        if (counts.Length < origin)
            counts = [.. counts, .. Enumerable.Repeat(double.NaN, origin - counts.Length)];
        var (calendar, strength) = new Backtest(hourly: true, holidays, null, null).Choose(series, counts, origin);
        CallForecast Fit(int from) => CallForecast.Fit(
            new HourlyDesign(calendar, series.Start.Year, series.Start.AddHours(from).AddDays(days).Year, from >= CallDesign.HoursForSeasons), series.Start, counts, from, strength);
        var model = Fit(origin);
        progress?.Report(0.3);
        var variance = LevelVarianceOf(series, counts, origin, Math.Min(days, 28), Fit, ct);
        progress?.Report(0.8);
        var start = series.Start.AddHours(origin);
        var hours = Enumerable.Range(0, days * 24).Select(step => start.AddHours(step)).Select(hour =>
        {
            var counted = model.At(hour);
            var (usual, drivers) = model.Drivers(hour);
            return new HourOutlook(hour, counted.Mean, counted.Quantiles([.. Levels]), usual, drivers);
        }).ToList();
        var paths = Simulate(hours, model.Dispersion, variance, seed);
        var daySums = Enumerable.Range(0, days).Select(day => Sum(hours, paths, day * 24, 24)).ToList();
        progress?.Report(1);
        return new CallOutlook(series.Name, calendar.Name, start, variance, model.Dispersion, hours, daySums, Shift(hours, paths, shiftStarts));
    }

    /// <summary>How much whole horizons missed beyond what the spread of single hours explains.</summary>
    private static double LevelVarianceOf(CallSeries series, double[] counts, int origin, int days, Func<int, CallForecast> fit, CancellationToken ct)
    {
        var excess = new List<double>();
        for (var from = origin - (days * 24); from >= 24 * 7 * 56 && excess.Count < MostOrigins; from -= 28 * 24)
        {
            ct.ThrowIfCancellationRequested();
            var model = fit(from);
            var (seen, expected) = (0.0, 0.0);
            for (var step = from; step < from + (days * 24); step++)
            {
                if (double.IsNaN(counts[step]))
                    continue;
                seen += counts[step];
                expected += model.At(series.TimeOf(step)).Mean;
            }

            if (expected > 0)
                excess.Add((((seen / expected) - 1) * ((seen / expected) - 1)) - (model.Dispersion / expected));
        }

        // With too short a history five percent are taken.
        return excess.Count < 3 ? 0.0025 : Math.Max(1e-6, excess.Average());
    }

    private static int[][] Simulate(List<HourOutlook> hours, double dispersion, double variance, int seed)
    {
        var paths = new int[Paths][];
        Parallel.For(0, Paths, path =>
        {
            var random = new RandomStream(seed, path);
            var level = CallDraws.Gamma(random, 1 / variance) * variance;
            paths[path] = [.. hours.Select(hour => CallDraws.Count(random, new CountDistribution(hour.Mean * level, dispersion)))];
        });
        return paths;
    }

    private static List<SumOutlook> Shift(List<HourOutlook> hours, int[][] paths, IReadOnlyList<int> starts)
    {
        var sums = new List<SumOutlook>();
        var from = hours.FindIndex(hour => starts.Contains(hour.Hour.Hour));
        while (from >= 0 && from < hours.Count)
        {
            var next = hours.FindIndex(from + 1, hour => starts.Contains(hour.Hour.Hour));
            if (next < 0)
                break;
            sums.Add(Sum(hours, paths, from, next - from));
            from = next;
        }

        return sums;
    }

    private static SumOutlook Sum(List<HourOutlook> hours, int[][] paths, int from, int count)
    {
        var sums = paths.Select(path => (double)path.AsSpan(from, count).ToArray().Sum()).Order().ToArray();
        return new SumOutlook(
            hours[from].Hour, count, hours.GetRange(from, count).Sum(hour => hour.Mean), [.. Levels.Select(level => sums[(int)Math.Ceiling(level * sums.Length) - 1])]);
    }
}
