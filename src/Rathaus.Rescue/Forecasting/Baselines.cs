namespace Rathaus.Rescue.Forecasting;

/// <summary>The simple methods a forecast has to beat, as counts around their mean (Poisson).</summary>
internal static class Baselines
{
    public static readonly IReadOnlyDictionary<string, Func<double[], int, int, int, CountDistribution>> All =
        new Dictionary<string, Func<double[], int, int, int, CountDistribution>>(StringComparer.Ordinal)
        {
            ["seasonal_naive"] = static (counts, origin, step, season) => new(Average(counts, Weeks(origin, step, season, 1), season, origin), 1),
            ["average_8_weeks"] = static (counts, origin, step, season) => new(Average(counts, Weeks(origin, step, season, 8), season, origin), 1),
            ["medic"] = static (counts, origin, step, season) => new(Average(counts, Medic(origin, step, season), season, origin), 1),
        };

    /// <summary>The count of a step; a missing one is the mean of a season before and after, as far as that lies before the origin.</summary>
    public static double Filled(double[] counts, int step, int season, int origin)
    {
        if (step < 0 || step >= origin)
            return double.NaN;
        if (!double.IsNaN(counts[step]))
            return counts[step];
        var before = step >= season ? counts[step - season] : double.NaN;
        var after = step + season < origin ? counts[step + season] : double.NaN;
        return double.IsNaN(before) ? after : double.IsNaN(after) ? before : (before + after) / 2;
    }

    private static double Average(double[] counts, IEnumerable<int> steps, int season, int origin)
    {
        var (sum, known) = (0.0, 0);
        foreach (var step in steps)
        {
            var count = Filled(counts, step, season, origin);
            if (double.IsNaN(count))
                continue;
            sum += count;
            known++;
        }

        return known == 0 ? 0 : sum / known;
    }

    /// <summary>The same step of the last weeks that are known.</summary>
    private static IEnumerable<int> Weeks(int origin, int step, int season, int count)
    {
        var back = ((step - origin) / season) + 1;
        return Enumerable.Range(back, count).Select(week => step - (week * season));
    }

    /// <summary>MEDIC: the same step in four weeks, in this year and the four before; twenty values.</summary>
    private static IEnumerable<int> Medic(int origin, int step, int season)
    {
        var last = Weeks(origin, step, season, 4);
        return Enumerable.Range(0, 5).SelectMany(year => last.Select(week => week - (year * 52 * season)));
    }
}
