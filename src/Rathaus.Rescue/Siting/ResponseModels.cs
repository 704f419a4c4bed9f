using Rathaus.Rescue.Optimisation;

namespace Rathaus.Rescue.Siting;

/// <summary>How the chance to survive falls with time: 1 / (1 + exp(constant + slope · minutes)).</summary>
/// <param name="Constant">The default is quoted from De Maio 2003 and has to be confirmed by the doctor in charge.</param>
internal sealed record SurvivalCurve(double Constant = 0.679, double PerMinute = 0.262)
{
    public double At(double seconds) => double.IsFinite(seconds) ? 1 / (1 + Math.Exp(Constant + (PerMinute * seconds / 60))) : 0;
}

/// <summary>A point of the front: what a plan is worth by both measures.</summary>
/// <param name="Weight">Of the mean response; the rest is coverage.</param>
internal sealed record FrontPoint(double Weight, double MeanSeconds, double ShareWithin, AreaPlan Plan);

/// <summary>
/// Models where the nearest open site answers: mean response (p-median), survival (Erkut, Ingolfsson and Erdoğan 2008), coverage,
/// and the front between mean response and coverage.
/// </summary>
internal static class ResponseModels
{
    /// <summary>A cell that no site reaches counts as this long.</summary>
    private const double Never = 7_200;

    /// <param name="keep">Stations that stay; others are opened up to <paramref name="open"/> in all.</param>
    public static AreaPlan Mean(AreaSites sites, int open, IReadOnlySet<int> keep, double seconds, int seed, CancellationToken ct) =>
        Least("mean", sites, open, keep, (cell, station) => Math.Min(Never, sites.Seconds(cell, station)), seconds, seed, ct);

    /// <summary>Value and bound are shares of survivors.</summary>
    public static AreaPlan Survival(AreaSites sites, int open, IReadOnlySet<int> keep, SurvivalCurve curve, double seconds, int seed, CancellationToken ct)
    {
        var plan = Least("survival", sites, open, keep, (cell, station) => 1 - curve.At(sites.Question.DispatchSeconds + sites.Seconds(cell, station)), seconds, seed, ct);
        var (value, bound) = (1 - plan.Value, 1 - plan.Bound);
        return plan with { Value = value, Bound = bound, Gap = value > 0 ? Math.Abs(bound - value) / value : 0 };
    }

    /// <summary>Plans from "coverage only" to "mean response only"; those that another beats in both are left out.</summary>
    /// <param name="points">At least two.</param>
    public static IReadOnlyList<FrontPoint> Front(AreaSites sites, int open, IReadOnlySet<int> keep, int points, double seconds, int seed, CancellationToken ct, IProgress<double>? progress = null)
    {
        var scale = Math.Max(1, Enumerable.Range(0, sites.Cells).Sum(cell =>
            sites.Weights[cell] * Enumerable.Range(0, sites.Stations).Min(station => Math.Min(Never, sites.Seconds(cell, station)))));
        var found = new List<FrontPoint>();
        for (var point = 0; point < points; point++)
        {
            // The ends keep a trace of the other measure, so that of equal plans the better one is taken.
            var weight = Math.Clamp((double)point / (points - 1), 1e-4, 1 - 1e-4);
            var plan = Least(
                "front", sites, open, keep,
                (cell, station) => (weight * Math.Min(Never, sites.Seconds(cell, station)) / scale) + ((1 - weight) * (1 - sites.Reliability(cell, station))),
                seconds / points, seed, ct);
            var (mean, share) = Worth(sites, plan.Vehicles);
            found.Add(new FrontPoint(weight, mean, share, plan));
            progress?.Report((point + 1.0) / points);
        }

        return
        [
            .. found.Where(point => !found.Any(other => other.MeanSeconds <= point.MeanSeconds + 1e-9 && other.ShareWithin >= point.ShareWithin - 1e-12
                    && (other.MeanSeconds < point.MeanSeconds - 1e-9 || other.ShareWithin > point.ShareWithin + 1e-12)))
                .DistinctBy(point => string.Join(',', point.Plan.Vehicles)).OrderBy(point => point.MeanSeconds),
        ];
    }

    /// <summary>Mean seconds from the alarm and share in time when the nearest open site answers.</summary>
    public static (double MeanSeconds, double ShareWithin) Worth(AreaSites sites, IReadOnlyList<int> vehicles)
    {
        var (mean, share) = (0.0, 0.0);
        for (var cell = 0; cell < sites.Cells; cell++)
        {
            var best = Enumerable.Range(0, sites.Stations).Where(station => vehicles[station] > 0).MinBy(station => sites.Seconds(cell, station));
            mean += sites.Weights[cell] * Math.Min(Never, sites.Seconds(cell, best));
            share += sites.Weights[cell] * sites.Reliability(cell, best);
        }

        return (mean, share);
    }

    /// <summary>
    /// The open sites with the least sum of weight times cost. Sites that stay are taken into every cell's cost, so that the
    /// solver chooses among the others only.
    /// </summary>
    private static AreaPlan Least(
        string name, AreaSites sites, int open, IReadOnlySet<int> keep, Func<int, int, double> cost, double seconds, int seed, CancellationToken ct)
    {
        if (open < Math.Max(1, keep.Count) || open > sites.Stations)
            throw new RescueFileException($"{open} sites: between {Math.Max(1, keep.Count)} and {sites.Stations} can be open");
        var choice = Enumerable.Range(0, sites.Stations).Where(station => !keep.Contains(station)).ToArray();
        var rows = new double[sites.Cells][];
        for (var cell = 0; cell < rows.Length; cell++)
        {
            var near = keep.Count == 0 ? double.PositiveInfinity : keep.Min(station => cost(cell, station));
            rows[cell] = [.. choice.Select(station => sites.Weights[cell] * Math.Min(near, cost(cell, station)))];
            if (open == keep.Count)
                rows[cell] = [sites.Weights[cell] * near];
        }

        var placed = new int[sites.Stations];
        foreach (var station in keep)
            placed[station] = 1;
        SitingResult result;
        if (open == keep.Count)
        {
            var sum = rows.Sum(row => row[0]);
            result = new SitingResult(sum, sum, [], 0, seed);
        }
        else
        {
            result = PMedianSolver.Solve(new PMedianProblem(rows, open - keep.Count), seconds, seed, ct);
        }

        for (var at = 0; at < result.Placed.Count; at++)
            placed[choice[at]] += result.Placed[at];
        return new AreaPlan(
            name, result.Gap <= 1e-9 ? LinearEnd.Proven : LinearEnd.Stopped, result.Value, result.Bound, result.Gap, result.Seconds, seed, BranchAndBound.Name,
            placed, [], [$"{open} sites"], []);
    }
}
