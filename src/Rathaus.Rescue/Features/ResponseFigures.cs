using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Features;

/// <summary>What a year's missions say about a rule, in a district or in all.</summary>
/// <param name="Calls">Emergencies the rule counts.</param>
/// <param name="InTime">Of them in time.</param>
/// <param name="NinetySeconds">Nine of ten were reached within.</param>
internal sealed record Reached(string District, int Calls, int InTime, double MeanSeconds, double NinetySeconds)
{
    public double Share => Calls > 0 ? (double)InTime / Calls : 0;

    /// <summary>Half the width of a 95 % interval of the share.</summary>
    public double HalfWidth => Calls > 0 ? 1.96 * Math.Sqrt(Share * (1 - Share) / Calls) : 0;
}

/// <summary>The measured Erreichungsgrad of a rule.</summary>
internal sealed record ResponseFigures(DeadlineRule Rule, Reached All, IReadOnlyList<Reached> Districts)
{
    /// <summary>Below the alarm share of the rule: sites and vehicles have to be examined again.</summary>
    public bool Alarm => Rule.AlarmShare is { } alarm && All.Calls > 0 && All.Share < alarm;

    public static ResponseFigures Of(RescueArea area, DeadlineRule rule, IEnumerable<FirstArrival> arrivals)
    {
        var cells = area.Cells.ToDictionary(cell => cell.Id, StringComparer.Ordinal);
        var counted = new List<(string District, double Seconds, bool InTime)>();
        foreach (var arrival in arrivals)
        {
            if (arrival.Cell is null || !cells.TryGetValue(arrival.Cell, out var cell) || !rule.Seconds.TryGetValue(cell.Class, out var limit))
                continue;
            if (rule.PatientClasses.Count > 0 && !(arrival.PatientClass is { } level && rule.PatientClasses.Contains(level)))
                continue;
            var start = rule.Start switch
            {
                MissionEvent.CallReceived => 0,
                MissionEvent.CallOpened => arrival.OpenedS,
                _ => arrival.DispatchS,
            };
            if (start is { } from)
                counted.Add((cell.District, arrival.ArriveS - from, arrival.ArriveS - from <= limit));
        }

        return new ResponseFigures(
            rule, Sum("", counted),
            [.. counted.GroupBy(call => call.District, StringComparer.Ordinal).OrderBy(district => district.Key, StringComparer.Ordinal).Select(district => Sum(district.Key, [.. district]))]);
    }

    private static Reached Sum(string district, List<(string District, double Seconds, bool InTime)> calls)
    {
        if (calls.Count == 0)
            return new Reached(district, 0, 0, 0, 0);
        var sorted = calls.Select(call => call.Seconds).Order().ToList();
        return new Reached(district, calls.Count, calls.Count(call => call.InTime), sorted.Average(), sorted[(int)Math.Ceiling(0.9 * sorted.Count) - 1]);
    }
}
