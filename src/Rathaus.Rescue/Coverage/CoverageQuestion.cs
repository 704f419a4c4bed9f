using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Coverage;

/// <summary>What a coverage is asked for: rule, part of the day, vehicles, and how sure is sure.</summary>
internal sealed record CoverageQuestion
{
    public required DeadlineRule Rule { get; init; }

    public TimeBlock Block { get; init; } = TimeBlock.Day;

    public DayOfWeek Weekday { get; init; } = DayOfWeek.Wednesday;

    /// <summary>From the rule's start to the alarm, seconds; nothing when the rule starts with the alarm. A minute is a general value, to be measured.</summary>
    public double DispatchSeconds { get; init; } = 60;

    /// <summary>σ of the logarithm of driven over computed time; a town fits its own to its missions.</summary>
    public double Sigma { get; init; } = 0.2;

    /// <summary>From this chance on a cell counts as reached; one half: the median drive is in time.</summary>
    public double Needed { get; init; } = 0.5;

    /// <summary>Chance that a vehicle is busy, from 0 to below 1; then the next one comes.</summary>
    public double Busy { get; init; }

    /// <summary>Emergencies of a year that the rule counts; with it calls and standard errors are told.</summary>
    public double? CallsAYear { get; init; }

    /// <summary>Shares of the calls by cell in this part of the day; null: those of the cells.</summary>
    public IReadOnlyList<double>? Shares { get; init; }

    /// <summary>Vehicles by station id; null: those in service at the time.</summary>
    public IReadOnlyDictionary<string, int>? Plan { get; init; }

    /// <summary>Seconds that are left for turnout and drive; null: the area class does not count.</summary>
    public double? Budget(AreaClass area) =>
        area == AreaClass.Excluded || !Rule.Seconds.TryGetValue(area, out var seconds) ? null
        : Rule.Start is MissionEvent.CallReceived or MissionEvent.CallOpened ? seconds - DispatchSeconds
        : seconds;
}

/// <summary>A place vehicles start from, with its drive to every cell.</summary>
/// <param name="Vehicles">In service.</param>
/// <param name="TurnoutSeconds">Alarm to departure.</param>
/// <param name="Travel">Seconds by cell; infinite where no road leads.</param>
internal sealed record Base(string Station, int Vehicles, double TurnoutSeconds, float[] Travel)
{
    public static IReadOnlyList<Base> Of(RescueArea area, CoverageQuestion question)
    {
        var open = InService(area, question);
        var stations = area.Stations.Where(station => open.GetValueOrDefault(station.Id) > 0).ToList();
        var times = TravelMatrix.Of(
            TimeBlocks.Emergency(area.Roads, question.Block), [.. stations.Select(station => station.Node)], [.. area.Cells.Select(cell => cell.Node)]);
        return
        [
            .. stations.Select((station, row) => new Base(
                station.Id, open[station.Id], TimeBlocks.Turnout(station, question.Block),
                [.. Enumerable.Range(0, area.Cells.Count).Select(cell => times[row, cell])])),
        ];
    }

    /// <summary>Vehicles by station: the plan, or the fleet whose shifts cover the middle of the block.</summary>
    public static IReadOnlyDictionary<string, int> InService(RescueArea area, CoverageQuestion question)
    {
        if (question.Plan is { } plan)
            return plan;
        var time = TimeBlocks.Middle(question.Block);
        var shifts = area.Shifts.ToLookup(shift => shift.Vehicle, StringComparer.Ordinal);
        return area.Vehicles
            .Where(vehicle => question.Rule.Vehicles.Count == 0 || question.Rule.Vehicles.Contains(vehicle.Type))
            .Where(vehicle => !shifts[vehicle.Id].Any() || shifts[vehicle.Id].Any(shift => Covers(shift, question.Weekday, time)))
            .GroupBy(vehicle => vehicle.Station, StringComparer.Ordinal)
            .ToDictionary(home => home.Key, home => home.Count(), StringComparer.Ordinal);
    }

    private static bool Covers(VehicleShift shift, DayOfWeek day, TimeOnly time)
    {
        var overnight = shift.End <= shift.Start;
        var before = (DayOfWeek)(((int)day + 6) % 7);
        return (shift.Weekdays.Contains(day) && time >= shift.Start && (overnight || time < shift.End))
            || (overnight && shift.Weekdays.Contains(before) && time < shift.End);
    }
}
