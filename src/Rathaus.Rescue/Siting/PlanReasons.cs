using Rathaus.Rescue.Optimisation;

namespace Rathaus.Rescue.Siting;

/// <summary>A station of the plan beside today.</summary>
/// <param name="Worth">Expected coverage that would be lost without it, everything else staying.</param>
/// <param name="CallsAYear">The same in calls; null: calls were not asked for.</param>
internal sealed record StationReason(string Station, string Name, int Today, int Planned, double Worth, double? CallsAYear);

/// <summary>What a site costs when it is forced into the plan.</summary>
/// <param name="Loss">Expected coverage; null: the plan has no answer then, or none in time.</param>
internal sealed record WhyNot(string Station, string Name, double? Loss, double? CallsAYear);

/// <summary>
/// Reasons for a plan: what each station is worth, which cells are gained and lost against today, what a site left out would cost
/// if it were forced, and what one more vehicle is worth.
/// </summary>
/// <param name="NextVehicle">Expected coverage by one vehicle more; null: not found in time.</param>
/// <param name="CallsPerVehicleHour">Calls in time for each further hour of a vehicle in service.</param>
internal sealed record PlanReasons(
    IReadOnlyList<StationReason> Stations, IReadOnlyList<string> CellsGained, IReadOnlyList<string> CellsLost, double? CallsGained,
    IReadOnlyList<WhyNot> WhyNot, double? NextVehicle, double? CallsPerVehicleHour, IReadOnlyList<string> Binding, IReadOnlyList<string> Warnings)
{
    private const double HoursOfAYear = 8_766;

    /// <summary>Fewer calls of a year than this in a district make its share a matter of chance.</summary>
    private const double ThinCalls = 100;

    /// <param name="seconds">For each of the further solutions.</param>
    public static PlanReasons Of(
        AreaSites sites, ExpectedQuestion question, AreaPlan plan, ILinearSolver solver, double seconds, CancellationToken ct, IProgress<double>? progress = null)
    {
        var calls = sites.Question.CallsAYear;
        var today = sites.Today;
        double Value(IReadOnlyList<int> vehicles) => ExpectedModel.Shares(sites, vehicles, question.Busy)[""];
        var value = Value(plan.Vehicles);
        var stations = new List<StationReason>();
        for (var station = 0; station < sites.Stations; station++)
        {
            if (plan.Vehicles[station] == 0 && today[station] == 0)
                continue;
            var without = plan.Vehicles.ToArray();
            without[station] = 0;
            var worth = value - Value(without);
            stations.Add(new StationReason(sites.Area.Stations[station].Id, sites.Area.Stations[station].Name, today[station], plan.Vehicles[station], worth, calls * worth));
        }

        var why = new List<WhyNot>();
        var left = Enumerable.Range(0, sites.Stations).Where(station => plan.Vehicles[station] == 0 && sites.Area.Stations[station].Capacity > 0).ToList();
        foreach (var (station, number) in left.Select((station, number) => (station, number)))
        {
            var least = question.AtLeast?.ToArray() ?? new int[sites.Stations];
            least[station] = 1;
            var forced = ExpectedModel.Solve(sites, question with { AtLeast = least }, solver, seconds, plan.Seed, ct);
            double? loss = forced.Vehicles.Count > 0 ? Math.Max(0, plan.Value - forced.Value) : null;
            why.Add(new WhyNot(sites.Area.Stations[station].Id, sites.Area.Stations[station].Name, loss, calls * loss));
            progress?.Report((number + 1.0) / (left.Count + 1));
        }

        var more = ExpectedModel.Solve(sites, question with { Vehicles = question.Vehicles + 1 }, solver, seconds, plan.Seed, ct);
        double? next = more.Vehicles.Count > 0 ? Math.Max(0, more.Value - plan.Value) : null;
        progress?.Report(1);
        var (gained, lost) = Cells(sites, today, plan.Vehicles);
        return new PlanReasons(
            stations, gained, lost, calls * (value - Value(today)), [.. why.OrderBy(site => site.Loss ?? double.MaxValue)], next, calls * next / HoursOfAYear,
            plan.Binding, WarningsOf(sites, calls));
    }

    private static (List<string> Gained, List<string> Lost) Cells(AreaSites sites, int[] before, IReadOnlyList<int> after)
    {
        var (gained, lost) = (new List<string>(), new List<string>());
        for (var cell = 0; cell < sites.Cells; cell++)
        {
            var (had, has) = (Reached(before, cell), Reached(after, cell));
            if (has && !had)
                gained.Add(sites.CellName(cell));
            else if (had && !has)
                lost.Add(sites.CellName(cell));
        }

        return (gained, lost);

        bool Reached(IReadOnlyList<int> vehicles, int cell) =>
            Enumerable.Range(0, sites.Stations).Any(station => vehicles[station] > 0 && sites.Covers(cell, station));
    }

    private static List<string> WarningsOf(AreaSites sites, double? calls)
    {
        var warnings = new List<string>();
        if (sites.Question.Rule.ToBeConfirmed is { } open)
            warnings.Add($"rule {sites.Question.Rule.Id}: {open}");
        if (calls is null)
            return warnings;
        foreach (var district in sites.Districts.Zip(sites.Weights).GroupBy(cell => cell.First, StringComparer.Ordinal))
        {
            if (calls * district.Sum(cell => cell.Second) < ThinCalls)
                warnings.Add($"{district.Key}: fewer than {ThinCalls:0} calls a year, its share is uncertain");
        }

        return warnings;
    }
}
