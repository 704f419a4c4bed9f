using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Queueing;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Simulation;

/// <summary>
/// The fewest ambulances for which few enough emergencies find nobody free, by simulation: more and more of them are placed where
/// they are worth most, and each number is tried on the same calls.
/// </summary>
internal sealed class SizingSimulation
{
    private const int Most = 60;

    private readonly Func<int, IReadOnlyList<double>> sharesByHour;
    private readonly Dictionary<int, IReadOnlyList<double>> known = [];

    private SizingSimulation(Func<int, IReadOnlyList<double>> sharesByHour) => this.sharesByHour = sharesByHour;

    /// <param name="vehicles">Of a shift class.</param>
    /// <returns>Upper end of the 95 % interval of the share that waits, so that the answer holds.</returns>
    private double Waiting(ShiftClass shift, int vehicles)
    {
        if (!known.TryGetValue(vehicles, out var shares))
            known[vehicles] = shares = sharesByHour(vehicles);
        return shares[ShiftClass.Usual.ToList().IndexOf(shift)];
    }

    public int Fewest(ShiftClass shift, double load, double mostWaiting)
    {
        for (var vehicles = Math.Max(1, (int)Math.Floor(load)); vehicles < Most; vehicles++)
        {
            if (Waiting(shift, vehicles) <= mostWaiting)
                return vehicles;
        }

        return Most;
    }

    /// <summary>In an area, emergencies only, with its roads, laws and demand.</summary>
    public static SizingSimulation Of(SimulationInputs inputs, SimulationSettings settings, SimulationRun run, CancellationToken ct)
    {
        var area = inputs.Area;
        var coverage = new CoverageGroups(
            [.. area.Cells.Select(cell => cell.Share)],
            (station, cell) => area.Stations[station].TurnoutDaySeconds + inputs.Times.Emergency[station, area.Stations.Count + area.Hospitals.Count + cell] <= settings.CoverageSeconds,
            area.Stations.Count, settings.BusyShare);
        var order = coverage.Nested(Most, [.. area.Stations.Select(station => station.Candidate ? 0 : Most)]);
        var emergencies = inputs.Demand.Where(demand => demand.Types.All(type => type.Kind == CallKind.Emergency))
            .Select(demand => new CallDemand(demand.Rate, demand.Dispersion, [.. demand.Types.Select(type => type with { Doctor = 0 })], demand.Shares)).ToList();
        return new SizingSimulation(vehicles =>
        {
            var plan = area with
            {
                Stations = [.. area.Stations.Select(station => station with { Capacity = Most })],
                Vehicles = [.. order.Take(vehicles).Select((station, at) => new Vehicle($"{at}", VehicleType.Rtw, area.Stations[station].Id, false))],
                Shifts = [],
            };
            var model = new SimulationModel(plan, inputs.Times, inputs.Durations, [.. emergencies.SelectMany(demand => demand.Types)], settings, run);
            return Run(model, new CallGenerator(emergencies, run), run, ct);
        });
    }

    /// <summary>Without places: all vehicles at one station, ways are part of the occupation.</summary>
    public static SizingSimulation Of(SizingQuestion question, DurationLaw occupation, SimulationRun run, CancellationToken ct) => new(vehicles =>
    {
        var point = new GeoPoint(0, 0);
        var area = new RescueArea(
            "", true, new RoadGraph([0], new Dictionary<string, ArcTable>()), [point], [new DemandCell("0", point, 0, "", AreaClass.Urban, 1, 0, 0)],
            [new Station("0", "", point, 0, Most, 0, 0, false, null)], [], [.. Enumerable.Range(0, vehicles).Select(at => new Vehicle($"{at}", VehicleType.Rtw, "0", false))], []);
        var nowhere = PlaceTimes.Of([[0, 0], [0, 0]], 1);
        var law = new MissionDurations(new Dictionary<DurationKey, DurationLaw> { [MissionDurations.All(MissionPhase.Attending)] = occupation });
        var demand = new CallDemand(hour => question.CallsPerHour[HourOfWeek(hour)], 1, [new CallType("emergency", 1, CallKind.Emergency, true, null, 0)], [[1.0]]);
        var model = new SimulationModel(area, new AreaTimes(nowhere, nowhere), law, demand.Types, new SimulationSettings { TravelSigma = 0, TurnoutSigma = 0 }, run);
        return Run(model, new CallGenerator(demand, run), run, ct);
    });

    public static int HourOfWeek(DateTime hour) => ((((int)hour.DayOfWeek + 6) % 7) * 24) + hour.Hour;

    private static double[] Run(SimulationModel model, ICallSource source, SimulationRun run, CancellationToken ct)
    {
        var shares = new double[run.Replications][];
        Parallel.For(0, run.Replications, new ParallelOptions { CancellationToken = ct }, () => new Replication(model, source), (number, _, replication) =>
        {
            var tally = replication.Run(number, ct);
            shares[number] = [.. ShiftClass.Usual.Select(shift => (double)shift.Hours.Sum(hour => tally.WaitedByHour[hour]) / Math.Max(1, shift.Hours.Sum(hour => tally.EmergenciesByHour[hour])))];
            return replication;
        }, static _ => { });
        return [.. Enumerable.Range(0, ShiftClass.Usual.Count).Select(shift => Estimate.Of(shares.Select(row => row[shift])).High)];
    }
}
