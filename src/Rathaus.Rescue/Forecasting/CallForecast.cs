namespace Rathaus.Rescue.Forecasting;

/// <summary>
/// The model fitted to the history before an origin: regression, dispersion by Pearson, and the level of the last six weeks,
/// weighted towards the present.
/// </summary>
internal sealed class CallForecast
{
    /// <summary>Ridges that are tried.</summary>
    public static readonly IReadOnlyList<double> Strengths = [3, 10, 30, 100, 300, 1_000];

    private readonly CallDesign design;
    private readonly PoissonRegression regression;
    private readonly DateTime origin;

    private CallForecast(CallDesign design, PoissonRegression regression, DateTime origin, double dispersion, double level)
    {
        this.design = design;
        this.regression = regression;
        this.origin = origin;
        Dispersion = dispersion;
        Level = level;
    }

    /// <summary>φ: variance over mean.</summary>
    public double Dispersion { get; }

    /// <summary>How much more there was lately than the regression says.</summary>
    public double Level { get; }

    /// <summary>Deviance with its price in parameters (quasi-AIC); the less the better on the same rows.</summary>
    /// <param name="dispersion">The same for all that are compared.</param>
    public double Criterion(double dispersion) => (regression.Deviance / dispersion) + (2 * regression.Freedom);

    /// <param name="counts">From <paramref name="start"/> on, one each step; not a number where nothing is known.</param>
    /// <param name="origin">Step from which on nothing is known.</param>
    public static CallForecast Fit(CallDesign design, DateTime start, ReadOnlySpan<double> counts, int origin, double strength)
    {
        var hours = 24 / design.StepsADay;
        var now = start.AddHours((double)origin * hours);
        var rows = new List<SparseRow>();
        var known = new List<double>();
        var times = new List<int>();
        for (var step = Math.Max(0, origin - design.Window); step < origin; step++)
        {
            if (double.IsNaN(counts[step]))
                continue;
            var time = start.AddHours((double)step * hours);
            rows.Add(design.Row(time, (time - now).TotalDays / 365.25));
            known.Add(counts[step]);
            times.Add(step);
        }

        if (known.Count == 0)
            throw new RescueFileException($"there is nothing known before {now:yyyy-MM-dd}");
        var regression = PoissonRegression.Fit(rows, known, null, design.Penalty(strength));
        var means = rows.ConvertAll(regression.Mean);
        var level = LevelBefore(design, times, known, means, rows.Count, origin);

        // What was fitted to its own counts misses less than it will: by the parameters spent, twice (Akaike). Counts of hours are so small
        // that whole quantiles cover more than they say anyway.
        var spread = Spread(design, times, known, means, origin) * (design.StepsADay > 1 ? 1 : 1 + (2 * regression.Freedom / rows.Count));
        return new CallForecast(design, regression, now, spread, level);
    }

    /// <summary>Weighted ratio of what was seen to what was expected in the weeks before a step.</summary>
    private static double LevelBefore(CallDesign design, List<int> times, List<double> known, List<double> means, int row, int step)
    {
        var (seen, expected) = (0.0, 0.0);
        for (var at = row - 1; at >= 0 && step - times[at] <= design.Level.Steps; at--)
        {
            var weight = Math.Pow(0.5, (step - times[at]) / design.Level.HalfLife);
            seen += weight * known[at];
            expected += weight * means[at];
        }

        return expected > 0 && seen > 0 ? seen / expected : 1;
    }

    /// <summary>
    /// Pearson's dispersion as a forecast meets it: over the last year, each stretch of a forecast's length against the level known before it. Over the
    /// whole window, when that is shorter, a drifting level would count as noise.
    /// </summary>
    private static double Spread(CallDesign design, List<int> times, List<double> known, List<double> means, int origin)
    {
        var (sum, count) = (0.0, 0);
        var row = times.FindIndex(time => time >= Math.Max(origin - (364 * design.StepsADay), times[0] + design.Level.Steps));
        while (row >= 0 && row < times.Count)
        {
            var end = times[row] + design.Horizon;
            var level = LevelBefore(design, times, known, means, row, times[row]);
            for (; row < times.Count && times[row] < end; row++)
            {
                var mean = means[row] * level;
                sum += (known[row] - mean) * (known[row] - mean) / mean;
                count++;
            }
        }

        return count == 0 ? 1 : Math.Max(1, sum / count);
    }

    /// <summary>
    /// Why so many: the mean of the usual week, and the factors by which weekday and hour, season, trend, special day and the level of the last
    /// weeks change it. Their product is the mean of <see cref="At"/>.
    /// </summary>
    public (double Usual, IReadOnlyDictionary<CallDriver, double> Factors) Drivers(DateTime time)
    {
        var logs = Logs(time);
        var monday = time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7));
        var hours = 24 / design.StepsADay;
        var week = Enumerable.Range(0, 7 * design.StepsADay).Average(step => Math.Exp(Logs(monday.AddHours((double)step * hours))[CallDriver.WeekHour]));
        var factors = logs.ToDictionary(part => part.Key, part => Math.Exp(part.Value));
        factors[CallDriver.WeekHour] /= week;
        factors[CallDriver.Level] = Level;
        return (Math.Exp(regression.Coefficients[0]) * week, factors);
    }

    private Dictionary<CallDriver, double> Logs(DateTime time)
    {
        var row = design.Row(time, (time - origin).TotalDays / 365.25);
        var logs = design.Parts.ToDictionary(part => part.Driver, _ => 0.0);
        for (var at = 0; at < row.Columns.Length; at++)
        {
            if (row.Columns[at] > 0)
                logs[design.Parts.Last(part => part.First <= row.Columns[at]).Driver] += row.Values[at] * regression.Coefficients[row.Columns[at]];
        }

        return logs;
    }

    public CountDistribution At(DateTime time) =>
        new(regression.Mean(design.Row(time, (time - origin).TotalDays / 365.25)) * Level, Dispersion);
}
