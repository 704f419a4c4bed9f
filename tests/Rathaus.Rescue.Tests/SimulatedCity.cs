using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Tests;

/// <summary>The synthetic city with a year of records, made once for all tests.</summary>
internal static class SimulatedCity
{
    private static readonly Lazy<(SimulationInputs, IReadOnlyList<CallRecord>, IReadOnlyList<MissionRecord>)> Made = new(() =>
    {
        var city = SyntheticCity.Make(new CityParameters(250_000, 1, 3, new DateOnly(2026, 1, 1)));
        var (calls, missions) = city.History();
        return (SimulationInputs.Of(city.Area, calls, missions), calls, missions);
    });

    public static SimulationInputs Inputs => Made.Value.Item1;

    public static IReadOnlyList<CallRecord> Calls => Made.Value.Item2;

    public static IReadOnlyList<MissionRecord> Missions => Made.Value.Item3;

    public static IReadOnlyList<DeadlineRule> Rules { get; } = DeadlineRules.Shipped;

    public static SimulationRun Run { get; } = new(new DateTime(2026, 1, 5), Weeks: 2, Replications: 6, Seed: 11);

    public static SimulationResult Simulate(RescueArea? area = null, SimulationSettings? settings = null, SimulationRun? run = null, ICallSource? source = null) => Simulator.Run(
        Inputs.Model(area ?? Inputs.Area, settings ?? Inputs.Usual(Rules), run ?? Run), source ?? new CallGenerator(Inputs.Demand, run ?? Run),
        ct: TestContext.Current.CancellationToken);
}
