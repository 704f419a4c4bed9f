using System.Globalization;

namespace Rathaus.Rescue.Forecasting;

/// <summary>Counts by local clock hour without gaps in time: a missing hour is <see cref="double.NaN"/>.</summary>
/// <param name="Start">The first hour; a midnight.</param>
internal sealed record CallSeries(string Name, DateTime Start, double[] Counts)
{
    public int Hours => Counts.Length;

    public DateTime TimeOf(int hour) => Start.AddHours(hour);

    public int HourOf(DateTime time) => (int)(time - Start).TotalHours;

    /// <summary>Sums of whole days; a day with missing hours is scaled up when at least 20 are there, else missing.</summary>
    public double[] Days()
    {
        var days = new double[Counts.Length / 24];
        for (var day = 0; day < days.Length; day++)
        {
            var (sum, known) = (0.0, 0);
            foreach (var count in Counts.AsSpan(day * 24, 24))
            {
                if (double.IsNaN(count))
                    continue;
                sum += count;
                known++;
            }

            days[day] = known switch
            {
                >= 23 => sum,
                >= 20 => sum * 24 / known,
                _ => double.NaN,
            };
        }

        return days;
    }

    /// <summary>
    /// Reads a file whose first column is the local hour (<c>2017-01-02T00:00</c>) and whose others are one series each. An hour
    /// that stands there twice (end of summer time) is summed.
    /// </summary>
    public static IReadOnlyList<CallSeries> Read(string path)
    {
        using var table = CsvTable.Open(path);
        if (table.Header.Count < 2)
            throw table.Fault("there is no series; the columns are the hour and one for each series");
        var rows = new List<(DateTime Time, double[] Counts)>();
        while (table.Next())
        {
            if (!DateTime.TryParseExact(
                table.Text(0), ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"],
                CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time.Minute != 0 || time.Second != 0)
                throw table.Fault($"{table.Header[0]}: '{table.Text(0)}' is no local hour such as 2017-01-02T00:00");
            if (rows.Count > 0 && time < rows[^1].Time)
                throw table.Fault("the hours do not rise");
            var counts = new double[table.Header.Count - 1];
            for (var series = 0; series < counts.Length; series++)
            {
                counts[series] = table.Text(series + 1).Length == 0 ? double.NaN : table.Number(series + 1);
                if (counts[series] < 0)
                    throw table.Fault($"{table.Header[series + 1]}: a count is not negative");
            }

            rows.Add((time, counts));
        }

        if (rows.Count == 0)
            throw table.Fault("there is no row");
        var start = rows[0].Time.Date;
        var length = (int)(rows[^1].Time.Date.AddDays(1) - start).TotalHours;
        if (length > 24 * 366 * 100)
            throw table.Fault("the hours span more than a hundred years");
        return [.. table.Header.Skip(1).Select((name, series) => new CallSeries(name, start, Spread(rows, series, start, length)))];
    }

    private static double[] Spread(List<(DateTime Time, double[] Counts)> rows, int series, DateTime start, int length)
    {
        var counts = new double[length];
        Array.Fill(counts, double.NaN);
        foreach (var (time, values) in rows)
        {
            ref var count = ref counts[(int)(time - start).TotalHours];
            count = double.IsNaN(count) ? values[series] : double.IsNaN(values[series]) ? count : count + values[series];
        }

        return counts;
    }
}
