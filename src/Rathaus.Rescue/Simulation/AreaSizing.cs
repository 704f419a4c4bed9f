using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Queueing;

namespace Rathaus.Rescue.Simulation;

/// <summary>Load of one type of vehicle as its missions say.</summary>
/// <param name="CallsPerHour">Missions by hour of the week.</param>
/// <param name="Hours">Alarm to free, of each mission, rising.</param>
internal sealed record TypeLoad(VehicleType Type, IReadOnlyList<double> CallsPerHour, IReadOnlyList<double> Hours)
{
    public double MeanHours => Hours.Count == 0 ? 0 : Hours.Average();

    public double Variation => Hours.Count < 2 ? 1 : Hours.Sum(hours => (hours - MeanHours) * (hours - MeanHours)) / Hours.Count / (MeanHours * MeanHours);

    public SizingQuestion Question(double leastReturnShifts, double mostWaiting, double use) => new(
        CallsPerHour, MeanHours, LoadCurve.Survival(level => Hours[Math.Min(Hours.Count - 1, (int)(level * Hours.Count))]), Variation, leastReturnShifts, mostWaiting, use);

    /// <summary>Missions with both stamps; the time looked at is from the first to the last of them in whole weeks.</summary>
    public static IReadOnlyList<TypeLoad> Of(IEnumerable<MissionRecord> missions, TimeZoneInfo zone)
    {
        var known = missions.Where(mission => !mission.Cancelled && mission.FreeAt is { } free && free > mission.DispatchedAt && free - mission.DispatchedAt < TimeSpan.FromHours(12))
            .Select(mission => (mission.Type, At: TimeZoneInfo.ConvertTime(mission.DispatchedAt, zone).DateTime, Hours: (mission.FreeAt!.Value - mission.DispatchedAt).TotalHours)).ToList();
        if (known.Count == 0)
            throw new RescueFileException("missions.csv: no mission has the stamps dispatched_at and free_at, so nothing says how long vehicles are out");
        var first = known.Min(mission => mission.At).Date;
        var weeks = (int)((known.Max(mission => mission.At) - first).TotalDays / 7);
        if (weeks < 1)
            throw new RescueFileException("missions.csv: missions of less than a week say nothing about the hours of the week");
        return
        [
            .. known.Where(mission => mission.At < first.AddDays(7.0 * weeks)).GroupBy(mission => mission.Type).OrderBy(group => group.Key).Select(group =>
            {
                var counts = new double[168];
                foreach (var mission in group)
                    counts[SizingSimulation.HourOfWeek(mission.At)] += 1.0 / weeks;
                return new TypeLoad(group.Key, counts, [.. group.Select(mission => mission.Hours).Order()]);
            }),
        ];
    }
}

/// <summary>The hypercube as a sizing: vehicles at the stations where they are worth most, more and more of them.</summary>
internal static class HypercubeSizing
{
    /// <returns>Fewest vehicles for which few enough calls find all of them out.</returns>
    public static int Fewest(SimulationInputs inputs, SimulationSettings settings, double callsPerHour, double occupationHours, double mostWaiting)
    {
        var area = inputs.Area;
        var offset = area.Stations.Count + area.Hospitals.Count;
        var coverage = new CoverageGroups(
            [.. area.Cells.Select(cell => cell.Share)],
            (station, cell) => area.Stations[station].TurnoutDaySeconds + inputs.Times.Emergency[station, offset + cell] <= settings.CoverageSeconds,
            area.Stations.Count, settings.BusyShare);
        var order = coverage.Nested(HypercubeModel.Most, [.. area.Stations.Select(station => station.Candidate ? 0 : HypercubeModel.Most)]);
        for (var vehicles = (int)Math.Floor(callsPerHour * occupationHours) + 1; vehicles < order.Length; vehicles++)
        {
            CallClass[] classes =
            [
                .. area.Cells.Select((cell, at) => (cell.Share, Preference: string.Join(',', Enumerable.Range(0, vehicles)
                        .OrderBy(vehicle => area.Stations[order[vehicle]].TurnoutDaySeconds + inputs.Times.Emergency[order[vehicle], offset + at]).ThenBy(vehicle => vehicle))))
                    .GroupBy(cell => cell.Preference).Select(group => new CallClass(group.Sum(cell => cell.Share) * callsPerHour, [.. group.Key.Split(',').Select(int.Parse)])),
            ];
            var model = new HypercubeModel([.. Enumerable.Repeat(1 / occupationHours, vehicles)], queues: true, classes);
            var result = LarsonApproximation.Solve(model);
            if (result.AllBusy + result.Waiting <= mostWaiting)
                return vehicles;
        }

        return order.Length;
    }
}
