namespace Rathaus.Rescue.Queueing;

/// <summary>
/// Vehicles that would be out if there were always enough: the load of an M_t/G/∞ system, m(t) = ∫ λ(t-u) P(S &gt; u) du. It runs behind the
/// calls by about a mission's length and has lower peaks; at each moment the number out is Poisson with this mean (Eick, Massey,
/// Whitt 1993).
/// </summary>
internal static class LoadCurve
{
    public const int StepsAnHour = 4;
    private const double LongestHours = 12;

    /// <param name="callsPerHour">By hour of the week, 168 of them; the week repeats.</param>
    /// <param name="longer">P(S &gt; u) for u in hours.</param>
    /// <returns>Load by quarter of an hour of the week.</returns>
    public static double[] OfWeek(IReadOnlyList<double> callsPerHour, Func<double, double> longer)
    {
        var load = new double[callsPerHour.Count * StepsAnHour];
        var steps = (int)(LongestHours * StepsAnHour);
        for (var back = 0; back < steps; back++)
        {
            // Mean of P(S > u) over the step by Simpson.
            var from = (double)back / StepsAnHour;
            const double step = 1.0 / StepsAnHour;
            var share = (longer(from) + (4 * longer(from + (step / 2))) + longer(from + step)) / 6 * step;
            if (share < 1e-12)
                break;
            for (var at = 0; at < load.Length; at++)
                load[at] += callsPerHour[((at - back + load.Length) % load.Length) / StepsAnHour] * share;
        }

        return load;
    }

    /// <summary>P(S &gt; u) of a law known by its quantile function: by a thousand equally likely durations.</summary>
    public static Func<double, double> Survival(Func<double, double> hoursAtLevel)
    {
        double[] hours = [.. Enumerable.Range(0, 1_000).Select(part => hoursAtLevel((part + 0.5) / 1_000)).Order()];
        return at =>
        {
            var place = Array.BinarySearch(hours, at);
            return 1 - ((place < 0 ? ~place : place) / 1_000.0);
        };
    }

    public static Func<double, double> Exponential(double meanHours) => at => Math.Exp(-at / meanHours);
}
