namespace Rathaus.Rescue.Optimisation;

/// <summary>Why a model has no answer.</summary>
internal static class Infeasibility
{
    /// <summary>
    /// Named groups of rows that cannot be kept together, as few as possible: each group is left out for a try, and stays out
    /// when the rest has no answer even without it.
    /// </summary>
    /// <param name="seconds">For each try.</param>
    public static IReadOnlyList<string> Explain(LinearModel model, ILinearSolver solver, double seconds, CancellationToken ct)
    {
        var kept = model.Rows.Select(row => row.Group).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        foreach (var group in kept.ToList())
        {
            var without = kept.Where(other => other != group).ToHashSet(StringComparer.Ordinal);
            if (solver.Solve(model.With(without), seconds, null, ct).End == LinearEnd.Infeasible)
                kept.Remove(group);
        }

        return kept;
    }
}
