namespace Rathaus.Rescue.Siting;

/// <summary>Proves a coverage answer: depth first, branching on how many vehicles a site gets, bounded by Lagrange.</summary>
internal static class CoverageBranching
{
    private const int Rounds = 60;
    private const double Same = 1e-9;

    /// <returns>A bound on all answers; equal to the incumbent's value when the proof was finished in time.</returns>
    public static double Prove(CoverageProblem problem, Incumbent best, CoverageBound bound, CancellationToken ct)
    {
        var sites = problem.Reach.Length;
        var open = new Stack<(int[] Least, int[] Most, double Bound)>();
        open.Push((new int[sites], [.. problem.Capacity], double.PositiveInfinity));
        while (open.TryPop(out var node))
        {
            if (ct.IsCancellationRequested)
                return Math.Max(best.Value, open.Select(other => other.Bound).Append(node.Bound).Max());
            if (node.Bound <= best.Value * (1 + Same) || node.Least.Sum() > problem.Vehicles)
                continue;
            var value = bound.Lower(best.Value, Rounds, ct, node.Least, node.Most);
            if (value <= best.Value * (1 + Same))
                continue;
            Try(problem, best, node.Most, bound.Relaxed);
            if (Choose(problem, node.Least, node.Most, bound.Relaxed) is not { } site)
                continue;

            // The half that holds the relaxed number is looked at first, so it is pushed last.
            var split = Math.Clamp(bound.Relaxed[site], node.Least[site] + 1, node.Most[site]);
            var lower = node.Most.ToArray();
            lower[site] = split - 1;
            var upper = node.Least.ToArray();
            upper[site] = split;
            var (low, high) = ((node.Least, lower, value), (upper, node.Most, value));
            open.Push(bound.Relaxed[site] >= split ? low : high);
            open.Push(bound.Relaxed[site] >= split ? high : low);
        }

        return best.Value;
    }

    /// <summary>The open site whose price is nearest to being indifferent; null: every site is fixed, the node is one placement.</summary>
    private static int? Choose(CoverageProblem problem, int[] least, int[] most, int[] relaxed)
    {
        int? chosen = null;
        var weight = -1.0;
        for (var site = 0; site < least.Length; site++)
        {
            if (least[site] >= most[site])
                continue;
            var here = problem.Reach[site].Sum(cell => problem.Demand[cell]) * (relaxed[site] > least[site] && relaxed[site] < most[site] ? 2 : 1);
            if (here > weight)
                (chosen, weight) = (site, here);
        }

        return chosen;
    }

    private static void Try(CoverageProblem problem, Incumbent best, int[] most, int[] relaxed)
    {
        var state = new CoverageState(problem);
        for (var site = 0; site < relaxed.Length; site++)
        {
            for (var vehicle = 0; vehicle < relaxed[site] && state.Vehicles < problem.Vehicles; vehicle++)
                state.Add(site);
        }

        while (state.Vehicles < problem.Vehicles && state.Best(site => state.Placed[site] < most[site]) is >= 0 and var next)
            state.Add(next);
        best.Offer(state);
    }
}
