using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Shifts;

/// <summary>
/// How many vehicles each site needs in each period: for the demand of the period the fewest vehicles whose expected coverage
/// (MEXCLP) reaches the target, and where they stand. Periods of nearly equal demand share one solution.
/// </summary>
/// <param name="BySite">Vehicles by site and period.</param>
/// <param name="Missed">Periods whose target is not reached with the most vehicles allowed.</param>
internal sealed record VehicleNeed(int[][] BySite, IReadOnlyList<double> Share, IReadOnlyList<int> Missed)
{
    private const int Levels = 12;

    /// <param name="calls">By period, an hour each.</param>
    /// <param name="serviceHours">Alarm to free.</param>
    /// <param name="target">Share of calls, 0 to 1.</param>
    public static VehicleNeed Of(
        AreaSites sites, IReadOnlyList<double> calls, double serviceHours, double target, int mostVehicles, int? mostMoves, ILinearSolver solver, double seconds, int seed,
        CancellationToken ct, IProgress<double>? progress = null)
    {
        var levels = LevelsOf(calls);
        var need = Enumerable.Range(0, sites.Stations).Select(_ => new int[calls.Count]).ToArray();
        var shares = new double[calls.Count];
        var missed = new List<int>();
        int[]? before = null;
        var vehicles = 1;
        for (var level = 0; level < levels.Count; level++)
        {
            AreaPlan? plan = null;
            for (; vehicles <= mostVehicles; vehicles++)
            {
                var busy = Math.Min(0.95, levels[level] * serviceHours / vehicles);
                var question = new ExpectedQuestion { Vehicles = vehicles, Busy = busy, Near = mostMoves is null ? null : before, MostMoves = mostMoves ?? 0 };
                plan = ExpectedModel.Solve(sites, question, solver, Math.Max(0.5, seconds / (Levels + mostVehicles)), seed, ct);
                if (plan.Vehicles.Count > 0 && plan.Value >= target - 1e-9)
                    break;
            }

            vehicles = Math.Min(vehicles, mostVehicles);
            if (plan is null || plan.Vehicles.Count == 0)
                throw new RescueFileException("no plan for the vehicles was found in the time given");
            before = [.. plan.Vehicles];
            var low = level == 0 ? -1 : levels[level - 1];
            for (var period = 0; period < calls.Count; period++)
            {
                if (calls[period] <= low || calls[period] > levels[level])
                    continue;
                for (var site = 0; site < sites.Stations; site++)
                    need[site][period] = plan.Vehicles[site];
                shares[period] = plan.Value;
                if (plan.Value < target - 1e-9)
                    missed.Add(period);
            }

            progress?.Report((level + 1.0) / levels.Count);
        }

        return new VehicleNeed(need, shares, missed);
    }

    /// <summary>Upper ends of bands of demand, rising; every period lies in one.</summary>
    private static List<double> LevelsOf(IReadOnlyList<double> calls)
    {
        var (least, most) = (calls.Min(), calls.Max());
        var levels = Enumerable.Range(1, Levels).Select(level => least + ((most - least) * level / Levels)).ToList();
        levels[^1] = most;
        return [.. levels.Select((level, at) => calls.Where(call => call <= level && (at == 0 || call > levels[at - 1])).DefaultIfEmpty(double.NaN).Max())
            .Where(double.IsFinite).Distinct()];
    }
}
