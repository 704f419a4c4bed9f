using System.Diagnostics;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Queueing;

namespace Rathaus.Rescue.Siting;

/// <param name="Plan">Its value is the share of calls reached in time at once.</param>
/// <param name="Workloads">Of each vehicle, in the order of the stations.</param>
/// <param name="Rounds">Solutions of MEXCLP until chance and plan agreed.</param>
internal sealed record LoadedPlan(AreaPlan Plan, IReadOnlyList<double> Workloads, int Rounds);

/// <summary>
/// Vehicles whose chance to be busy depends on where they stand: MEXCLP and Larson's hypercube in turn until plan and workload
/// agree, then single vehicles move as long as the hypercube's share in time grows.
/// </summary>
internal static class LoadedSites
{
    private const int MostRounds = 6;

    /// <param name="callsAnHour">Emergencies.</param>
    /// <param name="serviceMinutes">Alarm to free.</param>
    public static LoadedPlan Solve(
        AreaSites sites, int vehicles, double callsAnHour, double serviceMinutes, ILinearSolver solver, double seconds, int seed, CancellationToken ct)
    {
        if (vehicles is < 1 or > 60)
            throw new RescueFileException("the hypercube takes 1 to 60 vehicles");
        var watch = Stopwatch.StartNew();
        var load = callsAnHour * serviceMinutes / 60;
        var busy = Math.Min(0.95, load / vehicles);
        AreaPlan? plan = null;
        var rounds = 0;
        for (; rounds < MostRounds; rounds++)
        {
            var next = ExpectedModel.Solve(sites, new ExpectedQuestion { Vehicles = vehicles, Busy = busy }, solver, Math.Max(1, seconds / MostRounds), seed, ct);
            if (next.Vehicles.Count == 0)
                throw new RescueFileException("MEXCLP found no plan in the time given");
            var same = plan is not null && plan.Vehicles.SequenceEqual(next.Vehicles);
            plan = next;
            if (same)
                break;
            busy = Math.Min(0.95, Share(sites, plan.Vehicles, callsAnHour, serviceMinutes).Workloads.Average());
        }

        var placed = plan!.Vehicles.ToArray();
        var best = Share(sites, placed, callsAnHour, serviceMinutes);
        while (watch.Elapsed.TotalSeconds < seconds && Better(sites, placed, best.Within, callsAnHour, serviceMinutes, ct) is { } better)
            best = better;
        var bound = Enumerable.Range(0, sites.Cells).Sum(cell => sites.Weights[cell]
            * Enumerable.Range(0, sites.Stations).Where(station => sites.Area.Stations[station].Capacity > 0).Max(station => sites.Reliability(cell, station)));
        return new LoadedPlan(
            plan with
            {
                Model = "load", End = LinearEnd.Stopped, Value = best.Within, Bound = bound, Gap = best.Within > 0 ? (bound - best.Within) / best.Within : 0,
                Seconds = watch.Elapsed.TotalSeconds, Vehicles = placed, Binding = ["vehicles"],
            },
            best.Workloads, rounds);
    }

    /// <summary>Share of all calls that a free vehicle takes at once and reaches in time, and the workload of each vehicle.</summary>
    public static (double Within, IReadOnlyList<double> Workloads) Share(AreaSites sites, IReadOnlyList<int> placed, double callsAnHour, double serviceMinutes)
    {
        var homes = Enumerable.Range(0, sites.Stations).SelectMany(station => Enumerable.Repeat(station, placed[station])).ToArray();
        var servers = Enumerable.Range(0, homes.Length).ToArray();
        var classes = new List<CallClass>();
        for (var cell = 0; cell < sites.Cells; cell++)
        {
            var order = servers.OrderBy(server => sites.Seconds(cell, homes[server])).ThenBy(server => server).ToList();
            classes.Add(new CallClass(callsAnHour * sites.Weights[cell], order));
        }

        var rates = Enumerable.Repeat(60 / serviceMinutes, homes.Length).ToList();
        var result = LarsonApproximation.Solve(new HypercubeModel(rates, queues: false, classes));
        var within = 0.0;
        for (var cell = 0; cell < sites.Cells; cell++)
        {
            for (var server = 0; server < homes.Length; server++)
                within += sites.Weights[cell] * result.Immediate[cell][server] * sites.Reliability(cell, homes[server]);
        }

        return (within, result.Workloads);
    }

    private static (double Within, IReadOnlyList<double> Workloads)? Better(
        AreaSites sites, int[] placed, double value, double callsAnHour, double serviceMinutes, CancellationToken ct)
    {
        for (var from = 0; from < placed.Length; from++)
        {
            for (var to = 0; to < placed.Length && placed[from] > 0; to++)
            {
                if (to == from || placed[to] >= sites.Area.Stations[to].Capacity)
                    continue;
                ct.ThrowIfCancellationRequested();
                placed[from]--;
                placed[to]++;
                var tried = Share(sites, placed, callsAnHour, serviceMinutes);
                if (tried.Within > value + 1e-9)
                    return tried;
                placed[from]++;
                placed[to]--;
            }
        }

        return null;
    }
}
