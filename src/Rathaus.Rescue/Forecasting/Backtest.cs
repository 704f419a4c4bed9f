using System.Collections.Concurrent;

namespace Rathaus.Rescue.Forecasting;

/// <summary>How far a forecast was from what came, for one origin or as the mean of many.</summary>
/// <param name="Mae">Mean absolute error of the median.</param>
/// <param name="Mase">The same in units of the seasonal naive's error before the origin.</param>
/// <param name="Pinball">Pinball loss over seven levels in the same units.</param>
/// <param name="Cov50">Share of counts within the middle half.</param>
/// <param name="Cov90">Share of counts within the middle nine tenths.</param>
internal sealed record Score(double Mae, double Mase, double Pinball, double Cov50, double Cov90)
{
    public static Score MeanOf(IReadOnlyCollection<Score> scores) => new(
        scores.Average(score => score.Mae), scores.Average(score => score.Mase), scores.Average(score => score.Pinball),
        scores.Average(score => score.Cov50), scores.Average(score => score.Cov90));
}

/// <summary>The result of a series.</summary>
internal sealed record BacktestResult(
    string Name, string Holidays, IReadOnlyList<(DateTime Origin, Score Score)> Origins, IReadOnlyDictionary<string, Score> Beside)
{
    public Score Mean => Score.MeanOf([.. Origins.Select(origin => origin.Score)]);
}

/// <summary>
/// The fixed protocols of specs/rescue.md section 6.5: origins every 28 days at Monday 00:00, everything before is known,
/// nothing after. P1: 168 hours ahead. P2: 28 days ahead in sums of days.
/// </summary>
internal sealed class Backtest(bool hourly, string? holidays, DateTime? from, DateTime? to)
{
    private static readonly double[] Levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

    private int StepHours => hourly ? 1 : 24;

    private int Horizon => hourly ? 168 : 28;

    private int Season => hourly ? 168 : 7;

    private int ScaleSteps => hourly ? 8_736 : 364;

    public BacktestResult Run(CallSeries series, CancellationToken ct)
    {
        var counts = hourly ? series.Counts : series.Days();
        var origins = Origins(series, counts.Length);
        if (origins.Count == 0)
            throw new RescueFileException($"{series.Name}: no origin lies in the data with {ScaleSteps} steps before it and {Horizon} behind it");
        var (calendar, strength) = Choose(series, counts, origins[0]);
        var found = new ConcurrentDictionary<int, (Score Own, Dictionary<string, Score> Beside)>();
        Parallel.ForEach(origins, new ParallelOptions { CancellationToken = ct }, origin =>
        {
            var model = CallForecast.Fit(Design(series, origin, calendar), series.Start, counts, origin, strength);
            var scale = Scale(counts, origin);
            var beside = Baselines.All.ToDictionary(
                peer => peer.Key, peer => ScoreOf(counts, origin, scale, step => peer.Value(counts, origin, step, Season)));
            found[origin] = (ScoreOf(counts, origin, scale, step => model.At(TimeOf(series, step))), beside);
        });
        return new BacktestResult(
            series.Name, calendar.Name, [.. origins.Select(origin => (TimeOf(series, origin), found[origin].Own))],
            Baselines.All.Keys.ToDictionary(peer => peer, peer => Score.MeanOf([.. origins.Select(origin => found[origin].Beside[peer])])));
    }

    private DateTime TimeOf(CallSeries series, int step) => series.Start.AddHours((double)step * StepHours);

    /// <param name="origin">What is behind it must not shape the model: seasons need one and a half years before it.</param>
    private CallDesign Design(CallSeries series, int origin, HolidayCalendar calendar)
    {
        var (first, last) = (series.Start.Year, TimeOf(series, origin + Horizon).Year);
        var seasons = origin * StepHours >= CallDesign.HoursForSeasons;
        return hourly ? new HourlyDesign(calendar, first, last, seasons) : new DailyDesign(calendar, first, last, seasons);
    }

    /// <summary>Without a word about holidays the calendar that explains the training part best, then the ridge that does.</summary>
    public (HolidayCalendar Calendar, double Strength) Choose(CallSeries series, double[] counts, int origin)
    {
        CallForecast Fit(HolidayCalendar calendar, double ridge) =>
            CallForecast.Fit(Design(series, origin, calendar), series.Start, counts, origin, ridge);

        var calendars = (holidays is null ? HolidayCalendar.Known : [holidays]).Select(HolidayCalendar.Read).ToList();
        var common = Fit(calendars[0], 100).Dispersion;
        var calendar = calendars.Count == 1 ? calendars[0] : calendars.MinBy(known => Fit(known, 100).Criterion(common))!;
        return (calendar, CallForecast.Strengths.MinBy(ridge => Fit(calendar, ridge).Criterion(common)));
    }

    private List<int> Origins(CallSeries series, int steps)
    {
        // Without a first date three years of history, or half of it when there is less.
        var first = from ?? series.Start.AddHours(Math.Min(3 * 8_766.0, steps * (double)StepHours / 2));
        var monday = first.Date.AddDays(first.TimeOfDay > TimeSpan.Zero ? 1 : 0);
        while (monday.DayOfWeek != DayOfWeek.Monday)
            monday = monday.AddDays(1);
        var origins = new List<int>();
        for (var day = monday; to is null || day <= to; day = day.AddDays(28))
        {
            var origin = (int)((day - series.Start).TotalHours / StepHours);
            if (origin + Horizon > steps)
                break;
            if (origin >= ScaleSteps + Season)
                origins.Add(origin);
        }

        return origins;
    }

    /// <summary>Mean difference to the same step a week before, over a year before the origin; what is missing is filled from a week before and after.</summary>
    private double Scale(double[] counts, int origin)
    {
        var (sum, known) = (0.0, 0);
        for (var step = origin - ScaleSteps; step < origin; step++)
        {
            var before = Baselines.Filled(counts, step - Season, Season, origin);
            if (double.IsNaN(counts[step]) || double.IsNaN(before))
                continue;
            sum += Math.Abs(counts[step] - before);
            known++;
        }

        return sum / known;
    }

    private Score ScoreOf(double[] counts, int origin, double scale, Func<int, CountDistribution> forecast)
    {
        var (error, pinball, within50, within90, known) = (0.0, 0.0, 0, 0, 0);
        for (var step = origin; step < origin + Horizon; step++)
        {
            var count = counts[step];
            if (double.IsNaN(count))
                continue;
            known++;
            var quantiles = forecast(step).Quantiles(Levels);
            error += Math.Abs(count - quantiles[3]);
            for (var level = 0; level < Levels.Length; level++)
                pinball += (count >= quantiles[level] ? Levels[level] * (count - quantiles[level]) : (1 - Levels[level]) * (quantiles[level] - count)) / Levels.Length;
            within50 += count >= quantiles[2] && count <= quantiles[4] ? 1 : 0;
            within90 += count >= quantiles[0] && count <= quantiles[6] ? 1 : 0;
        }

        return new Score(error / known, error / known / scale, pinball / known / scale, (double)within50 / known, (double)within90 / known);
    }
}
