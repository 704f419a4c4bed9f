using Rathaus.Rescue.Optimisation;

namespace Rathaus.Rescue.Siting;

/// <summary>The covering models with whole plans: LSCP and DSM (specs/rescue.md section 9).</summary>
internal static class CoverModels
{
    /// <summary>
    /// LSCP: the cheapest sites that reach every cell that counts (Toregas 1971). Costs are those of the stations; when one is not
    /// known every site costs 1.
    /// </summary>
    /// <param name="keep">Stations that stay.</param>
    public static AreaPlan CheapestCover(AreaSites sites, IReadOnlySet<int> keep, ILinearSolver solver, double seconds, int seed, CancellationToken ct)
    {
        const string name = "lscp";
        var rows = sites.Rows(byDistrict: false);
        var alone = rows.Where(row => row.Stations.Length == 0).SelectMany(row => row.Cells).ToList();
        if (alone.Count > 0)
        {
            return AreaPlan.None(name, new LinearAnswer(LinearEnd.Infeasible, double.NaN, double.NaN, [], 0, "none"), seed,
                [.. alone.GroupBy(cell => sites.Districts[cell], StringComparer.Ordinal).Select(district =>
                    $"district {district.Key}: no site reaches {string.Join(", ", district.Take(10).Select(sites.CellName))}{(district.Count() > 10 ? " …" : "")}")]);
        }

        var priced = sites.Area.Stations.All(station => station.CostPerYear is not null);
        var model = new LinearModel(maximise: false);
        foreach (var station in sites.Area.Stations)
            model.Column(priced ? (double)station.CostPerYear!.Value : 1, keep.Contains(model.Columns.Count) ? 1 : 0, 1, true);

        // A row whose sites include another row's is kept with it.
        foreach (var row in rows.Where(row => !rows.Any(other => other != row && other.Stations.Length < row.Stations.Length && other.Stations.All(row.Stations.Contains))))
            model.Row("", row.Stations.Select(station => (station, 1.0)), least: 1);
        var answer = solver.Solve(model, seconds, null, ct);
        return answer.Has
            ? AreaPlan.Of(name, answer, seed, [.. answer.Values.Select(open => (int)open)], null, [])
            : AreaPlan.None(name, answer, seed, []);
    }

    /// <summary>
    /// DSM: most calls reached twice within the limit when all are reached once within a longer one and a share of them within the
    /// limit (Gendreau, Laporte and Semet 1997).
    /// </summary>
    /// <param name="second">The longer limit as a multiple of the rule's.</param>
    /// <param name="alpha">Share of the calls to be reached within the rule's limit.</param>
    public static AreaPlan DoubleStandard(
        AreaSites sites, int vehicles, double second, double alpha, ILinearSolver solver, double seconds, int seed, CancellationToken ct)
    {
        const string name = "dsm";
        var model = new LinearModel(maximise: true);
        var placed = sites.Area.Stations.Select(station => model.Column(0, 0, station.Capacity, true)).ToList();
        var far = sites.Rows(byDistrict: true, second);
        foreach (var row in far)
            model.Row($"district {row.District} within the longer limit", row.Stations.Select(station => (placed[station], 1.0)), least: 1);
        var once = new List<(int, double)>();
        foreach (var row in sites.Rows(byDistrict: false).Where(row => row.Stations.Length > 0))
        {
            var (first, twice) = (model.Column(0, 0, 1, true), model.Column(row.Weight, 0, 1, true));
            model.Row("", [.. row.Stations.Select(station => (placed[station], 1.0)), (first, -1), (twice, -1)], least: 0);
            model.Row("", [(first, 1), (twice, -1)], least: 0);
            once.Add((first, row.Weight));
        }

        model.Row("share within the limit", once, least: alpha);
        model.Row("vehicles", placed.Select(station => (station, 1.0)), most: vehicles);
        return Solved(name, model, placed, null, solver, seconds, seed, ct);
    }

    internal static AreaPlan Solved(
        string name, LinearModel model, IReadOnlyList<int> placed, IReadOnlyList<int>? second, ILinearSolver solver, double seconds, int seed, CancellationToken ct,
        IReadOnlyList<double>? start = null)
    {
        var answer = solver.Solve(model, seconds, start, ct);
        if (answer.Has)
        {
            return AreaPlan.Of(
                name, answer, seed, [.. placed.Select(column => (int)Math.Round(answer.Values[column]))],
                second is null ? null : [.. second.Select(column => (int)Math.Round(answer.Values[column]))], model.Binding(answer.Values));
        }

        var conflict = answer.End == LinearEnd.Infeasible ? Infeasibility.Explain(model, solver, Math.Min(10, seconds), ct) : [];
        return AreaPlan.None(name, answer, seed, conflict);
    }
}
