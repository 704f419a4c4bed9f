using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Roads;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Tests;

/// <summary>Small services for tests: stations, then hospitals, then cells, with a table of seconds between them.</summary>
internal sealed class SimulatedService
{
    public static readonly CallType Emergency = new("emergency", 1, CallKind.Emergency, HighPriority: true, PatientClass: 5, Transported: 0);

    public required float[][] Seconds { get; init; }

    public required int Stations { get; init; }

    public int Hospitals { get; init; }

    /// <summary>Stations of RTW, one each.</summary>
    public required int[] Ambulances { get; init; }

    public IReadOnlyList<Vehicle> More { get; init; } = [];

    public IReadOnlyList<VehicleShift> Shifts { get; init; } = [];

    public IReadOnlyList<double>? Shares { get; init; }

    public double CallsPerHour { get; init; } = 1;

    public IReadOnlyList<CallType> Types { get; init; } = [Emergency];

    public SimulationSettings Settings { get; init; } = Plain;

    public Dictionary<DurationKey, DurationLaw> Laws { get; init; } = new() { [MissionDurations.All(MissionPhase.Attending)] = new ExponentialDuration(600) };

    public double TurnoutSeconds { get; init; }

    public static DateTime Monday { get; } = new(2026, 1, 5);

    /// <summary>Nothing is left to chance but the calls and their stays.</summary>
    public static SimulationSettings Plain { get; } = new() { TravelSigma = 0, TurnoutSigma = 0, HandoverSigma = 0, BreakMinutes = (0, 0) };

    public RescueArea Area
    {
        get
        {
            var cells = Seconds.Length - Stations - Hospitals;
            return new RescueArea(
                "Test", true, new RoadGraph([1], new Dictionary<string, ArcTable>()), [new GeoPoint(6, 50)],
                [.. Enumerable.Range(0, cells).Select(cell => new DemandCell($"c{cell}", new GeoPoint(6, 50), 0, $"d{cell % 2}", AreaClass.Urban, Shares?[cell] ?? 1.0 / cells, 100, 20))],
                [.. Enumerable.Range(0, Stations).Select(station => new Station($"s{station}", $"S{station}", new GeoPoint(6, 50), 0, 60, TurnoutSeconds, TurnoutSeconds, false, null))],
                [.. Enumerable.Range(0, Hospitals).Select(hospital => new Hospital($"h{hospital}", $"H{hospital}", new GeoPoint(6, 50), 0, [], 20))],
                [.. Ambulances.Select((station, at) => new Vehicle($"r{at}", VehicleType.Rtw, $"s{station}", false)), .. More], Shifts);
        }
    }

    public AreaTimes Times => new(PlaceTimes.Of(Seconds, Stations + Hospitals), PlaceTimes.Of(Seconds, Stations + Hospitals));

    public CallDemand Demand => new(_ => CallsPerHour, 1, Types, [Shares ?? [.. Area.Cells.Select(cell => cell.Share)]]);

    public SimulationModel Model(SimulationRun run) => new(Area, Times, new MissionDurations(Laws), Types, Settings, run);

    public SimulationResult Run(SimulationRun run) => Simulator.Run(Model(run), new CallGenerator(Demand, run), ct: TestContext.Current.CancellationToken);

    /// <summary>All at one place.</summary>
    public static float[][] Nowhere(int places) => Table(places, (_, _) => 0);

    public static float[][] Table(int places, Func<int, int, double> seconds) =>
        [.. Enumerable.Range(0, places).Select(from => Enumerable.Range(0, places).Select(to => (float)seconds(from, to)).ToArray())];
}
