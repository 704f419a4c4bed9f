using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>A rule's share in the simulated and in the real year.</summary>
/// <param name="Points">Simulated minus recorded, in percentage points.</param>
internal sealed record RegisterRule(string Rule, double Recorded, double Simulated, double Points, int Calls);

/// <summary>How near a replay of history comes to what was recorded.</summary>
/// <param name="Distance">Largest difference of the distributions of response times (Kolmogorov and Smirnov).</param>
internal sealed record RegisterComparison(IReadOnlyList<RegisterRule> Rules, double MeanRecorded, double MeanSimulated, double Distance, int Calls)
{
    public static RegisterComparison Of(
        RescueArea area, IEnumerable<CallRecord> calls, IEnumerable<MissionRecord> missions, IReadOnlyList<DeadlineRule> rules, SimulationResult simulated, TimeZoneInfo zone)
    {
        var run = simulated.Run;
        var classes = area.Cells.ToDictionary(cell => cell.Id, cell => cell.Class, StringComparer.Ordinal);
        var known = calls.Where(call => call.Kind == CallKind.Emergency && call.Cell is not null && classes.ContainsKey(call.Cell)
            && (TimeZoneInfo.ConvertTime(call.ReceivedAt, zone).DateTime - run.Start).TotalDays is var day && day >= 0 && day < run.Weeks * 7)
            .ToDictionary(call => call.Id, StringComparer.Ordinal);
        var first = new Dictionary<(string Call, VehicleType Type), MissionRecord>();
        foreach (var mission in missions.Where(mission => !mission.Cancelled && mission.OnSceneAt is not null && known.ContainsKey(mission.Call)))
        {
            if (!first.TryGetValue((mission.Call, mission.Type), out var earlier) || mission.OnSceneAt < earlier.OnSceneAt)
                first[(mission.Call, mission.Type)] = mission;
        }

        MissionRecord? Earliest(string call, IEnumerable<VehicleType> types) =>
            types.Select(type => first.GetValueOrDefault((call, type))).Where(mission => mission is not null).MinBy(mission => mission!.OnSceneAt);
        var shares = rules.Select(rule => Compare(rule, known.Values, classes, call => Earliest(call, rule.Vehicles), simulated)).ToList();
        var responses = known.Values.Select(call => (Call: call, First: Earliest(call.Id, Enum.GetValues<VehicleType>()))).Where(pair => pair.First is not null)
            .Select(pair => (pair.First!.OnSceneAt!.Value - pair.Call.ReceivedAt).TotalSeconds).Where(seconds => seconds is >= 0 and <= 14_400).Order().ToArray();
        return new RegisterComparison(
            shares, responses.Length == 0 ? double.NaN : responses.Average(), simulated["response_mean"].Mean, Furthest(responses, simulated.Responses), responses.Length);
    }

    private static RegisterRule Compare(
        DeadlineRule rule, IEnumerable<CallRecord> calls, Dictionary<string, AreaClass> classes, Func<string, MissionRecord?> earliest, SimulationResult simulated)
    {
        var doctor = rule.Vehicles.All(type => type is VehicleType.Nef or VehicleType.Tna or VehicleType.Rth);
        var (within, counting) = (0, 0);
        foreach (var call in calls)
        {
            if (!rule.Seconds.TryGetValue(classes[call.Cell!], out var limit) || (rule.PatientClasses.Count > 0 && !(call.PatientClass is { } level && rule.PatientClasses.Contains(level))))
                continue;
            var mission = earliest(call.Id);
            if (mission is null && doctor)
                continue;
            counting++;
            if (mission is not null && Moment(rule.Stop, call, mission) - Moment(rule.Start, call, mission) is { } took && took.TotalSeconds <= limit)
                within++;
        }

        var (recorded, found) = (counting == 0 ? double.NaN : (double)within / counting, simulated.Share(rule.Id).Mean);
        return new RegisterRule(rule.Id, recorded, found, (found - recorded) * 100, counting);
    }

    private static DateTimeOffset? Moment(MissionEvent what, CallRecord call, MissionRecord mission) => what switch
    {
        MissionEvent.CallReceived => call.ReceivedAt,
        MissionEvent.CallOpened => call.OpenedAt ?? call.ReceivedAt,
        MissionEvent.Dispatched => mission.DispatchedAt,
        MissionEvent.EnRoute => mission.EnRouteAt,
        MissionEvent.OnScene => mission.OnSceneAt,
        MissionEvent.AtPatient => mission.AtPatientAt,
        _ => throw new InvalidOperationException($"Unknown event {what}"),
    };

    private static double Furthest(double[] recorded, IReadOnlyList<long> simulated)
    {
        double total = simulated.Sum();
        var (distance, below, at) = (0.0, 0L, 0);
        for (var second = 0; second < simulated.Count && recorded.Length > 0; second++)
        {
            below += simulated[second];
            while (at < recorded.Length && recorded[at] < second + 1)
                at++;
            distance = Math.Max(distance, Math.Abs((below / total) - ((double)at / recorded.Length)));
        }

        return distance;
    }
}
