using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Features;

/// <summary>A forecast hour or day: levels of 5, 25, 50, 75 and 95 percent.</summary>
internal sealed record FanPoint(DateTime At, double Mean, double[] Levels);

/// <summary>Where and when emergencies come.</summary>
/// <param name="ByCell">Emergencies of the year by cell, in the order of the area's cells.</param>
/// <param name="WithoutCell">Emergencies whose place is not known.</param>
/// <param name="Week">Mean emergencies an hour, Monday first, 7 × 24.</param>
/// <param name="Days">Emergencies by day of the year.</param>
/// <param name="Fan">The 168 hours after the data; empty when there is too little history.</param>
/// <param name="FanDays">The same in sums of days.</param>
internal sealed record DemandFigures(
    PlanningPeriod Period, IReadOnlyList<long> ByCell, long WithoutCell, double[][] Week, IReadOnlyList<(DateOnly Day, int Calls)> Days, IReadOnlyList<FanPoint> Fan,
    IReadOnlyList<FanPoint> FanDays, double Dispersion, double Level)
{
    private const int LeastDays = 90;
    private const double Ridge = 100;

    private static readonly double[] Levels = [0.05, 0.25, 0.5, 0.75, 0.95];

    public long Total => ByCell.Sum() + WithoutCell;

    public static DemandFigures Of(RescueArea area, PlanningPeriod period, IReadOnlyList<CellCalls> cells, IReadOnlyList<HourCalls> hours)
    {
        var emergencies = cells.Where(row => row.Kind == nameof(CallKind.Emergency)).ToList();
        var byCell = emergencies.Where(row => row.Cell is not null).ToDictionary(row => row.Cell!, row => row.Calls, StringComparer.Ordinal);
        var start = hours[0].Hour.Date;
        var end = period.Until.ToDateTime(TimeOnly.MinValue);
        var counts = new double[(int)(end - start).TotalHours];
        foreach (var hour in hours)
            counts[(int)(hour.Hour - start).TotalHours] = hour.Calls;
        var (fan, days, dispersion, level) = Forecast(start, counts, end);
        return new DemandFigures(
            period, [.. area.Cells.Select(cell => byCell.GetValueOrDefault(cell.Id))], emergencies.Sum(row => row.Calls) - area.Cells.Sum(cell => byCell.GetValueOrDefault(cell.Id)),
            WeekOf(start, counts, period), DaysOf(start, counts, period), fan, days, dispersion, level);
    }

    private static (List<FanPoint> Fan, List<FanPoint> Days, double Dispersion, double Level) Forecast(DateTime start, double[] counts, DateTime origin)
    {
        if (counts.Length < 24 * LeastDays)
            return ([], [], 1, 1);
        var design = new HourlyDesign(HolidayCalendar.Read("nrw"), start.Year, origin.Year + 1, seasons: counts.Length >= 13_140);
        var model = CallForecast.Fit(design, start, counts, counts.Length, Ridge);
        var fan = Enumerable.Range(0, 168).Select(step => origin.AddHours(step)).Select(at =>
        {
            var there = model.At(at);
            return new FanPoint(at, there.Mean, there.Quantiles(Levels));
        }).ToList();
        var days = fan.Chunk(24).Select(day =>
        {
            var sum = new CountDistribution(day.Sum(hour => hour.Mean), model.Dispersion);
            return new FanPoint(day[0].At, sum.Mean, sum.Quantiles(Levels));
        }).ToList();
        return (fan, days, model.Dispersion, model.Level);
    }

    private static double[][] WeekOf(DateTime start, double[] counts, PlanningPeriod period)
    {
        var sums = Enumerable.Range(0, 7).Select(_ => new double[24]).ToArray();
        var seen = Enumerable.Range(0, 7).Select(_ => new double[24]).ToArray();
        for (var step = Math.Max(0, counts.Length - (24 * period.Days)); step < counts.Length; step++)
        {
            var at = start.AddHours(step);
            var day = ((int)at.DayOfWeek + 6) % 7;
            sums[day][at.Hour] += counts[step];
            seen[day][at.Hour]++;
        }

        return [.. sums.Select((day, at) => day.Select((sum, hour) => seen[at][hour] > 0 ? sum / seen[at][hour] : 0).ToArray())];
    }

    private static List<(DateOnly, int)> DaysOf(DateTime start, double[] counts, PlanningPeriod period)
    {
        var days = new List<(DateOnly, int)>();
        for (var step = Math.Max(0, counts.Length - (24 * period.Days)); step + 24 <= counts.Length; step += 24)
            days.Add((DateOnly.FromDateTime(start.AddHours(step)), (int)counts.AsSpan(step, 24).ToArray().Sum()));
        return days;
    }
}
