using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Coverage;

/// <summary>What is true of a cell.</summary>
internal enum CoverageVerdict
{
    /// <summary>The rule does not count it.</summary>
    Excluded,

    /// <summary>Nobody is there in time often enough.</summary>
    Gap,

    /// <summary>One vehicle is.</summary>
    Reached,

    /// <summary>A second one is too.</summary>
    ReachedTwice,
}

/// <summary>A cell: who comes, when, and how surely in time. Seconds are from the alarm: turnout and median drive.</summary>
/// <param name="Station">Null: no road leads here from any.</param>
/// <param name="Reliability">Chance that the best vehicle is in time.</param>
/// <param name="Expected">The same over vehicles that may be busy.</param>
internal sealed record CellCoverage(
    string Cell, string District, AreaClass Class, double Share, string? Station, double Seconds, string? SecondStation, double SecondSeconds,
    double Reliability, double Expected, CoverageVerdict Verdict);

/// <summary>A district or, without a name, all of the area; only cells that count are in it.</summary>
/// <param name="CallsAYear">Null: not asked for.</param>
/// <param name="MeanSeconds">Alarm to arrival of the best vehicle, over the calls that can be reached; not a number without any.</param>
/// <param name="ShareWithin">Share of the calls reached in time.</param>
/// <param name="StandardError">Of that share as one year's calls would show it; null: calls were not asked for.</param>
/// <param name="PopulationReached">Share of the people in cells that are reached.</param>
/// <param name="GapCells">Cells nobody reaches in time.</param>
internal sealed record DistrictCoverage(
    string District, double Share, double? CallsAYear, double MeanSeconds, double ShareWithin, double? StandardError, double PopulationReached, int GapCells);

/// <summary>
/// The coverage of an area under a deadline rule in a part of the day (specs/rescue.md section 8): by cell, by district, in
/// all, with the districts below the target and the alarm of the rule.
/// </summary>
/// <param name="Alarm">The rule demands that sites and vehicles are examined again.</param>
internal sealed record CoverageMap(
    string Rule, TimeBlock Block, IReadOnlyList<CellCoverage> Cells, IReadOnlyList<DistrictCoverage> Districts, DistrictCoverage Total,
    double TargetShare, bool Alarm)
{
    /// <summary>Districts below the target, the one that misses most calls first.</summary>
    public IReadOnlyList<DistrictCoverage> Gaps =>
    [
        .. Districts.Where(district => district.ShareWithin < TargetShare).OrderByDescending(district => district.Share * (1 - district.ShareWithin))
            .ThenBy(district => district.District, StringComparer.Ordinal),
    ];

    public static CoverageMap Of(RescueArea area, CoverageQuestion question) => Of(area, question, Base.Of(area, question));

    /// <param name="bases">Where vehicles start; with travel times to all cells of the area.</param>
    public static CoverageMap Of(RescueArea area, CoverageQuestion question, IReadOnlyList<Base> bases)
    {
        if (question.Busy is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(question), "busy is from 0 to below 1");
        if (question.Shares is { } given && given.Count != area.Cells.Count)
            throw new ArgumentException("a share for each cell", nameof(question));
        var cells = new CellCoverage[area.Cells.Count];
        Parallel.For(0, cells.Length, at => cells[at] = Cell(area.Cells[at], question.Shares?[at] ?? area.Cells[at].Share, at, question, bases));
        var counted = Enumerable.Range(0, cells.Length).Where(at => cells[at].Verdict != CoverageVerdict.Excluded).ToList();
        var all = counted.Sum(at => cells[at].Share);
        var total = Sum("", counted, cells, area, question, all);
        return new CoverageMap(
            question.Rule.Id, question.Block, cells,
            [
                .. counted.GroupBy(at => cells[at].District, StringComparer.Ordinal).OrderBy(district => district.Key, StringComparer.Ordinal)
                    .Select(district => Sum(district.Key, [.. district], cells, area, question, all)),
            ],
            total, question.Rule.TargetShare, question.Rule.AlarmShare is { } alarm && total.ShareWithin < alarm);
    }

    private static CellCoverage Cell(DemandCell cell, double share, int at, CoverageQuestion question, IReadOnlyList<Base> bases)
    {
        // Each vehicle by itself: two at one station are a first and a second.
        var first = Nearest(bases, at, null);
        var second = first is { Vehicles: > 1 } ? first : first is null ? null : Nearest(bases, at, first);
        var budget = question.Budget(cell.Class);
        double InTime(Base? home) => home is null || budget is not { } limit
            ? 0
            : NormalCurve.InTime(home.Travel[at], limit - home.TurnoutSeconds, question.Sigma);
        var reliability = InTime(first);
        var expected = question.Busy <= 0 ? reliability : 0;
        var left = 1.0;
        var helpers = question.Busy > 0 ? bases.Where(home => Comes(home, at)).ToList() : [];
        foreach (var home in helpers.OrderBy(home => Seconds(home, at)).ThenBy(home => home.Station, StringComparer.Ordinal))
        {
            var free = 1 - Math.Pow(question.Busy, home.Vehicles);
            expected += left * free * InTime(home);
            left *= 1 - free;
        }

        var verdict = budget is null ? CoverageVerdict.Excluded
            : reliability < question.Needed || first is null ? CoverageVerdict.Gap
            : InTime(second) < question.Needed || second is null ? CoverageVerdict.Reached
            : CoverageVerdict.ReachedTwice;
        return new CellCoverage(
            cell.Id, cell.District, cell.Class, share, first?.Station, Seconds(first, at), second?.Station, Seconds(second, at), reliability, expected, verdict);
    }

    private static bool Comes(Base home, int at) => float.IsFinite(home.Travel[at]) && home.Vehicles > 0;

    private static Base? Nearest(IReadOnlyList<Base> bases, int at, Base? without)
    {
        Base? best = null;
        foreach (var home in bases)
        {
            if (ReferenceEquals(home, without) || !Comes(home, at))
                continue;
            var sooner = best is null ? -1 : Seconds(home, at).CompareTo(Seconds(best, at));
            if (sooner < 0 || (sooner == 0 && string.CompareOrdinal(home.Station, best!.Station) < 0))
                best = home;
        }

        return best;
    }

    private static double Seconds(Base? home, int at) => home is null ? double.PositiveInfinity : home.TurnoutSeconds + home.Travel[at];

    private static DistrictCoverage Sum(
        string name, List<int> members, CellCoverage[] cells, RescueArea area, CoverageQuestion question, double all)
    {
        var (share, within, reachable, seconds, people, reached) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var at in members)
        {
            var cell = cells[at];
            share += cell.Share;
            within += cell.Share * cell.Expected;
            people += area.Cells[at].Population;
            if (cell.Verdict != CoverageVerdict.Gap)
                reached += area.Cells[at].Population;
            if (cell.Station is null)
                continue;
            reachable += cell.Share;
            seconds += cell.Share * cell.Seconds;
        }

        var calls = all > 0 ? question.CallsAYear * share / all : null;
        var rate = share > 0 ? within / share : 1;
        return new DistrictCoverage(
            name, all > 0 ? share / all : 0, calls, reachable > 0 ? seconds / reachable : double.NaN, rate,
            calls is > 0 ? Math.Sqrt(rate * (1 - rate) / calls.Value) : null, people > 0 ? reached / people : 1,
            members.Count(at => cells[at].Verdict == CoverageVerdict.Gap));
    }
}
