using Rathaus.Rescue.Optimisation;

namespace Rathaus.Rescue.Shifts;

/// <summary>
/// The cheapest lines of duty that cover the need of every site and period. Without a budget or a limit of kinds every site is
/// a problem of its own.
/// </summary>
internal static class ShiftCover
{
    /// <summary>Groups of rows as they are named when they cannot be kept.</summary>
    public const string Budget = "crew hours";
    public const string Types = "kinds of shift";

    /// <returns>Values are vehicles by column.</returns>
    public static (LinearAnswer Answer, IReadOnlyList<string> Conflict) Solve(ShiftProblem problem, ILinearSolver solver, double seconds, CancellationToken ct)
    {
        var apart = Apart(problem, solver, seconds / 2, ct);
        if (apart.Answer.Has && Fits(problem, apart.Answer.Values))
            return apart;
        if (!apart.Answer.Has || (problem.CrewHours is null && problem.MostTypes is null))
            return apart;

        var model = Model(problem, Enumerable.Range(0, problem.Sites), out var columns);
        var start = problem.MostTypes is { } most ? StartWith(problem, most, solver, seconds / 4, ct) : null;
        var answer = solver.Solve(model, seconds / 2, start is null ? null : WithTypes(problem, model, start), ct);
        return answer.Has
            ? (answer with { Values = [.. answer.Values.Take(columns)] }, [])
            : (answer, answer.End == LinearEnd.Infeasible ? Infeasibility.Explain(model, solver, Math.Min(10, seconds), ct) : []);
    }

    /// <summary>Every site by itself; the bound is the sum of the bounds, and holds for the coupled problem too.</summary>
    private static (LinearAnswer Answer, IReadOnlyList<string> Conflict) Apart(ShiftProblem problem, ILinearSolver solver, double seconds, CancellationToken ct)
    {
        var values = new double[problem.Columns.Count];
        var (value, bound, spent, end, name) = (0.0, 0.0, 0.0, LinearEnd.Proven, "");
        for (var site = 0; site < problem.Sites; site++)
        {
            var own = Enumerable.Range(0, problem.Columns.Count).Where(column => problem.Columns[column].Site == site).ToArray();
            var part = problem with { Columns = [.. own.Select(column => problem.Columns[column])], CrewHours = null, MostTypes = null };
            var model = Model(part, [site], out _);
            var answer = solver.Solve(model, Math.Max(0.2, seconds / problem.Sites), null, ct);
            if (!answer.Has)
                return (answer, answer.End == LinearEnd.Infeasible ? Infeasibility.Explain(model, solver, Math.Min(10, seconds), ct) : []);
            for (var at = 0; at < own.Length; at++)
                values[own[at]] = answer.Values[at];
            (value, bound, spent, name) = (value + answer.Value, bound + answer.Bound, spent + answer.Seconds, answer.Solver);
            end = answer.End == LinearEnd.Proven ? end : LinearEnd.Stopped;
        }

        return (new LinearAnswer(end, value, bound, values, spent, name), []);
    }

    private static bool Fits(ShiftProblem problem, IReadOnlyList<double> values)
    {
        int[] chosen = [.. values.Select(count => (int)count)];
        return (problem.CrewHours is not { } hours || problem.Hours(chosen) <= hours + 1e-9) && (problem.MostTypes is not { } most || problem.Types(chosen) <= most);
    }

    private static LinearModel Model(ShiftProblem problem, IEnumerable<int> sites, out int columns)
    {
        var model = new LinearModel(maximise: false);
        var coverers = new Dictionary<(int Site, int Period), List<int>>();
        foreach (var column in problem.Columns)
        {
            var number = model.Column(column.Cost, 0, problem.Capacity[column.Site], true);
            foreach (var period in column.Periods)
            {
                if (!coverers.TryGetValue((column.Site, period), out var list))
                    coverers[(column.Site, period)] = list = [];
                list.Add(number);
            }
        }

        columns = model.Columns.Count;
        foreach (var site in sites)
        {
            // Periods that the same lines of duty cover are one row with the greatest need.
            foreach (var same in Enumerable.Range(0, problem.Periods).GroupBy(period => string.Join(',', coverers.GetValueOrDefault((site, period)) ?? []), StringComparer.Ordinal))
            {
                var (need, lines) = (same.Max(period => problem.Need[site][period]), coverers.GetValueOrDefault((site, same.First())) ?? []);
                if (need > 0)
                    model.Row($"need of site {site + 1}", lines.Select(line => (line, 1.0)), least: need);
                if (lines.Count > 0)
                    model.Row($"room at site {site + 1}", lines.Select(line => (line, 1.0)), most: problem.Capacity[site]);
            }
        }

        if (problem.CrewHours is { } hours)
            model.Row(Budget, problem.Columns.Select((column, number) => (number, column.CrewHours)), most: hours);
        if (problem.MostTypes is { } most)
        {
            var used = new List<int>();
            foreach (var type in Kinds(problem))
            {
                var use = model.Column(0, 0, 1, true);
                used.Add(use);
                for (var number = 0; number < columns; number++)
                {
                    if (problem.Columns[number].Type == type)
                        model.Row("", [(number, 1), (use, -problem.Capacity[problem.Columns[number].Site])], most: 0);
                }
            }

            model.Row(Types, used.Select(use => (use, 1.0)), most: most);
        }

        return model;
    }

    private static List<int> Kinds(ShiftProblem problem) => [.. problem.Columns.Select(column => column.Type).Distinct().Order()];

    private static double[] WithTypes(ShiftProblem problem, LinearModel model, IReadOnlyList<double> values) =>
    [
        .. values,
        .. Kinds(problem).Select(type => problem.Columns.Where((column, at) => column.Type == type && values[at] > 0).Any() ? 1.0 : 0.0).Take(model.Columns.Count - values.Count),
    ];

    /// <summary>The best answer with one kind, or with two that follow each other round the day.</summary>
    private static IReadOnlyList<double>? StartWith(ShiftProblem problem, int most, ILinearSolver solver, double seconds, CancellationToken ct)
    {
        var kinds = Kinds(problem);
        var sets = kinds.Where(kind => kind % 100 == 24).Select(kind => new[] { kind }).ToList();
        if (most > 1)
            sets.AddRange(kinds.Select(kind => new[] { kind, ((kind / 100) + (kind % 100)) % 24 * 100 + 24 - (kind % 100) }).Where(pair => kinds.Contains(pair[1]) && pair[0] < pair[1]));
        LinearAnswer? best = null;
        int[] places = [];
        foreach (var set in sets)
        {
            var some = Enumerable.Range(0, problem.Columns.Count).Where(column => set.Contains(problem.Columns[column].Type)).ToArray();
            var (answer, _) = Apart(problem with { Columns = [.. some.Select(column => problem.Columns[column])] }, solver, seconds / sets.Count, ct);
            if (answer.Has && (best is null || answer.Value < best.Value))
                (best, places) = (answer, some);
        }

        if (best is null)
            return null;
        var values = new double[problem.Columns.Count];
        for (var at = 0; at < places.Length; at++)
            values[places[at]] = best.Values[at];
        return values;
    }
}
