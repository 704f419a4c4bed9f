using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;

namespace Rathaus.Rescue.Pages;

/// <summary>The time to each cell in five steps of the map: 1 the quickest, 5 the slowest, 0 what does not count.</summary>
internal static class CellSteps
{
    /// <summary>Between the steps, seconds after the rule's start.</summary>
    public static readonly IReadOnlyList<double> Edges = [300, 390, 480, 600];

    public static IReadOnlyList<int> Of(CoverageMap map, DeadlineRule rule)
    {
        // Seconds are from the alarm; the rule's clock may start a little earlier, with the call.
        var before = rule.Start is MissionEvent.CallReceived or MissionEvent.CallOpened ? new CoverageQuestion { Rule = rule }.DispatchSeconds : 0;
        return [.. map.Cells.Select(cell => cell.Verdict == CoverageVerdict.Excluded ? 0 : 1 + Edges.Count(edge => cell.Seconds + before > edge))];
    }
}
