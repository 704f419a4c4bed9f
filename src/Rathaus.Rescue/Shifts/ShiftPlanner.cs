using System.Diagnostics;
using System.Globalization;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Shifts;

/// <summary>What a shift plan is asked for.</summary>
/// <param name="Calls">By hour of the week, Monday 0 h first.</param>
/// <param name="ServiceHours">Alarm to free.</param>
/// <param name="Target">Share of the calls to be reached in time.</param>
internal sealed record ShiftQuestion(IReadOnlyList<double> Calls, double ServiceHours, double Target, int MostVehicles, ShiftRules Rules);

/// <summary>Vehicles on a line of duty.</summary>
/// <param name="Start">Hour of the day.</param>
/// <param name="Weekdays">On which it begins, Monday is 0.</param>
internal sealed record PlannedShift(string Station, int Start, int Length, IReadOnlyList<int> Weekdays, int Vehicles);

/// <summary>
/// A week of shifts. Bound and gap are those of covering the need of every hour; the joint search keeps only the target of the week,
/// so its cost may lie below that bound and has none of its own.
/// </summary>
/// <param name="CostAWeek">Euro.</param>
/// <param name="CoverCost">Of the covering before the joint search.</param>
/// <param name="People">Vehicle hours of a year times crew over net hours of a person.</param>
/// <param name="MostMoves">Vehicles that change the station between two hours, at most.</param>
/// <param name="Conflict">What cannot be kept together; then there is no plan.</param>
internal sealed record ShiftPlan(
    IReadOnlyList<PlannedShift> Shifts, double CostAWeek, double CoverCost, double CoverBound, double CoverGap, double VehicleHours, double People, double ShareWithin,
    IReadOnlyList<int[]> Staffed, IReadOnlyList<int[]> Need, int MostMoves, IReadOnlyList<string> Missed, double Seconds, int Seed, string Solver,
    IReadOnlyList<string> Conflict);

/// <summary>
/// Multi-period planning with shifts (specs/rescue.md section 9): need by period from MEXCLP, lines of duty by set covering, joint
/// local search, people and cost.
/// </summary>
internal static class ShiftPlanner
{
    private const double WeeksOfAYear = 52.18;

    public static ShiftPlan Plan(
        AreaSites sites, ShiftQuestion question, ILinearSolver solver, double seconds, int seed, CancellationToken ct, IProgress<double>? progress = null)
    {
        if (question.Calls.Count != ShiftRules.HoursOfWeek || question.Calls.Any(calls => !(calls >= 0) || !double.IsFinite(calls)))
            throw new RescueFileException("calls are told for each of the 168 hours of the week");
        var watch = Stopwatch.StartNew();
        var rules = question.Rules;
        var need = VehicleNeed.Of(
            sites, question.Calls, question.ServiceHours, question.Target, question.MostVehicles, rules.MostMoves, solver, seconds / 3, seed, ct,
            progress is null ? null : new Part(progress, 0, 0.4));
        var bySite = need.BySite;
        if (rules.AlwaysOne)
            bySite = [.. bySite.Select(site => site.Any(vehicles => vehicles > 0) ? site.Select(vehicles => Math.Max(1, vehicles)).ToArray() : site)];
        var problem = new ShiftProblem(rules.Columns(sites.Stations), bySite, [.. sites.Area.Stations.Select(station => station.Capacity)], rules.CrewHours, rules.MostTypes);
        var (cover, conflict) = ShiftCover.Solve(problem, solver, seconds / 3, ct);
        progress?.Report(0.6);
        if (!cover.Has)
            return new ShiftPlan([], double.NaN, double.NaN, cover.Bound, double.NaN, 0, 0, 0, [], bySite, 0, Named(need.Missed), watch.Elapsed.TotalSeconds, seed, cover.Solver, conflict);

        int[] chosen = [.. cover.Values.Select(count => (int)Math.Round(count))];
        var worth = new ShiftWorth(sites.Rows(byDistrict: false), question.Calls, question.ServiceHours);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(TimeSpan.FromSeconds(seconds / 3));
        var improved = new ShiftSearch(problem, worth, question.Target, rules.AlwaysOne).Improve(chosen, time.Token);
        ct.ThrowIfCancellationRequested();
        progress?.Report(1);
        var staffed = problem.Staffed(improved);
        var hours = improved.Select((count, column) => count * problem.Columns[column].Periods.Length).Sum();
        return new ShiftPlan(
            Shown(sites, problem, rules, improved), problem.Cost(improved), cover.Value, cover.Bound, cover.Gap, hours, hours * WeeksOfAYear * rules.Crew / rules.NetHoursPerPerson,
            worth.Share(staffed), staffed, bySite, Moves(staffed), Named(need.Missed), watch.Elapsed.TotalSeconds, seed, cover.Solver, []);
    }

    /// <summary>Vehicles that end at one station while another's begins, over all steps from hour to hour.</summary>
    public static int Moves(IReadOnlyList<int[]> staffed)
    {
        var most = 0;
        var periods = staffed.Count == 0 ? 0 : staffed[0].Length;
        for (var period = 0; period < periods; period++)
        {
            var after = (period + 1) % periods;
            var (gone, come) = (staffed.Sum(site => Math.Max(0, site[period] - site[after])), staffed.Sum(site => Math.Max(0, site[after] - site[period])));
            most = Math.Max(most, Math.Min(gone, come));
        }

        return most;
    }

    private static IReadOnlyList<string> Named(IReadOnlyList<int> hours) =>
        [.. hours.Select(hour => string.Create(CultureInfo.InvariantCulture, $"{(DayOfWeek)((hour / 24 + 1) % 7)} {hour % 24}:00"))];

    private static List<PlannedShift> Shown(AreaSites sites, ShiftProblem problem, ShiftRules rules, int[] chosen) =>
    [
        .. problem.Columns.Select((column, at) => (column, count: chosen[at])).Where(line => line.count > 0)
            .Select(line => new PlannedShift(
                sites.Area.Stations[line.column.Site].Id, line.column.Type / 100, line.column.Type % 100, rules.Patterns[line.column.Pattern], line.count)),
    ];

    private sealed class Part(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + ((to - from) * value));
    }
}
