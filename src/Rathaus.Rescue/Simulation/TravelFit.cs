using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Simulation;

/// <summary>How drives with blue light compare with the road graph.</summary>
/// <param name="HourFactors">By hour of the day: median of driven over computed time of its part of the day.</param>
/// <param name="Sigma">Spread of the logarithm around it, by the median deviation.</param>
/// <param name="BlueLightAlways">Most emergencies that can wait are driven to with blue light.</param>
internal sealed record TravelFit(IReadOnlyList<double> HourFactors, double Sigma, bool BlueLightAlways, int Drives)
{
    private const int LeastDrives = 200;
    private const double LeastSeconds = 30;

    /// <summary>
    /// Only drives whose begin is known count: those of vehicles that were back at their station before the alarm. Null: too few of them.
    /// </summary>
    public static TravelFit? Of(RescueArea area, AreaTimes times, IReadOnlyDictionary<string, CallRecord> calls, IEnumerable<MissionRecord> missions, TimeZoneInfo zone)
    {
        var stations = area.Stations.Select((station, at) => (station.Id, at)).ToDictionary(pair => pair.Id, pair => pair.at);
        var homes = area.Vehicles.Where(vehicle => stations.ContainsKey(vehicle.Station)).ToDictionary(vehicle => vehicle.Id, vehicle => stations[vehicle.Station]);
        var cells = area.Cells.Select((cell, at) => (cell.Id, at)).ToDictionary(pair => pair.Id, pair => pair.at);
        var back = new Dictionary<string, DateTimeOffset>();
        var ratios = TimeBlocks.All.ToDictionary(block => block, _ => new List<double>());
        var (low, lowBlue) = (0, 0);
        foreach (var mission in missions.OrderBy(mission => mission.DispatchedAt))
        {
            var home = back.TryGetValue(mission.Vehicle, out var since) && since <= mission.DispatchedAt;
            back[mission.Vehicle] = mission.BackAt ?? DateTimeOffset.MaxValue;
            if (mission.Cancelled || !calls.TryGetValue(mission.Call, out var call) || call.Kind != CallKind.Emergency)
                continue;
            if (!call.HighPriority && mission.Type == VehicleType.Rtw)
                (low, lowBlue) = (low + 1, lowBlue + (mission.BlueLight ? 1 : 0));
            if (!home || !mission.BlueLight || mission is not { EnRouteAt: { } left, OnSceneAt: { } there } || call.Cell is null
                || !cells.TryGetValue(call.Cell, out var cell) || !homes.TryGetValue(mission.Vehicle, out var station))
                continue;
            double computed = times.Emergency[station, area.Stations.Count + area.Hospitals.Count + cell];
            var driven = (there - left).TotalSeconds;
            if (computed >= LeastSeconds && double.IsFinite(computed) && driven is >= LeastSeconds and <= 10_800)
                ratios[TimeBlocks.Of(TimeZoneInfo.ConvertTime(left, zone).Hour)].Add(Math.Log(driven / computed));
        }

        if (ratios.Values.Any(block => block.Count < LeastDrives))
            return null;
        var middles = ratios.ToDictionary(block => block.Key, block => Median(block.Value));
        var deviations = ratios.SelectMany(block => block.Value.Select(ratio => Math.Abs(ratio - middles[block.Key]))).ToList();
        return new TravelFit(
            [.. Enumerable.Range(0, 24).Select(hour => Math.Exp(middles[TimeBlocks.Of(hour)]))], Median(deviations) / 0.6745,
            low > 0 && lowBlue > low / 2, deviations.Count);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
