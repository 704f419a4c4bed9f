namespace Rathaus.Rescue.Siting;

/// <summary>
/// An upper bound by Lagrange: covering a cell is bought at price uᵢ from the sites that cover it. For any prices the sum of
/// the best shares of the cells and the best sites is at least the optimum; subgradient steps lower it.
/// </summary>
internal sealed class CoverageBound(CoverageProblem problem)
{
    private readonly double[] sitePrice = new double[problem.Reach.Length];
    private readonly int[] order = Enumerable.Range(0, problem.Reach.Length).ToArray();
    private readonly int[] taken = new int[problem.Reach.Length];

    /// <summary>Prices by cell, kept for the next call.</summary>
    public double[] Prices { get; } = [.. problem.Demand.Select((demand, cell) => demand * problem.Step(0) / Math.Max(1, problem.Sites[cell].Length))];

    /// <summary>Vehicles by site of the best relaxed answer: a good start for a heuristic.</summary>
    public int[] Relaxed { get; } = new int[problem.Reach.Length];

    /// <param name="target">A known value; steps aim at it, and a bound that meets it ends the search.</param>
    /// <param name="least">Fixed below by site; null: zero.</param>
    /// <param name="most">Fixed above by site; null: the capacity.</param>
    public double Lower(double target, int rounds, CancellationToken ct, int[]? least = null, int[]? most = null)
    {
        var best = double.PositiveInfinity;
        var factor = 2.0;
        var idle = 0;
        for (var round = 0; round < rounds && !ct.IsCancellationRequested; round++)
        {
            var bound = Evaluate(least, most);
            if (double.IsPositiveInfinity(best) || bound < best - (1e-9 * Math.Abs(bound)))
            {
                best = bound;
                taken.CopyTo(Relaxed, 0);
                idle = 0;
            }
            else if (++idle >= 20)
            {
                factor /= 2;
                idle = 0;
            }

            if (best <= target * (1 + 1e-10) || factor < 1e-4 || !Step(bound, target, factor))
                break;
        }

        return best;
    }

    /// <summary>The bound at the present prices, with any one site's vehicles fixed.</summary>
    private double Evaluate(int[]? least, int[]? most)
    {
        var bound = 0.0;
        for (var cell = 0; cell < Prices.Length; cell++)
        {
            for (var step = 0; step < problem.Gains.Length; step++)
            {
                var share = (problem.Demand[cell] * problem.Gains[step]) - Prices[cell];
                if (share <= 0)
                    break;
                bound += share;
            }
        }

        for (var site = 0; site < sitePrice.Length; site++)
        {
            var price = 0.0;
            foreach (var cell in problem.Reach[site])
                price += Prices[cell];
            sitePrice[site] = price;
        }

        Array.Sort(order, (left, right) => sitePrice[right].CompareTo(sitePrice[left]) is not 0 and var dearer ? dearer : left.CompareTo(right));
        var left = problem.Vehicles;
        for (var site = 0; site < taken.Length; site++)
        {
            taken[site] = least?[site] ?? 0;
            left -= taken[site];
            bound += taken[site] * sitePrice[site];
        }

        foreach (var site in order)
        {
            if (left <= 0)
                break;
            var more = Math.Min(left, (most?[site] ?? problem.Capacity[site]) - taken[site]);
            taken[site] += more;
            left -= more;
            bound += more * sitePrice[site];
        }

        return bound;
    }

    private bool Step(double bound, double target, double factor)
    {
        var norm = 0.0;
        Span<double> slope = Prices.Length <= 4096 ? stackalloc double[Prices.Length] : new double[Prices.Length];
        for (var cell = 0; cell < Prices.Length; cell++)
        {
            var wanted = 0;
            while (wanted < problem.Gains.Length && problem.Demand[cell] * problem.Gains[wanted] > Prices[cell])
                wanted++;
            var had = 0;
            foreach (var site in problem.Sites[cell])
                had += taken[site];
            slope[cell] = had - wanted;
            norm += slope[cell] * slope[cell];
        }

        if (norm == 0)
            return false;
        var length = factor * Math.Max(bound - target, 1e-9 * Math.Abs(bound)) / norm;
        for (var cell = 0; cell < Prices.Length; cell++)
            Prices[cell] = Math.Clamp(Prices[cell] - (length * slope[cell]), 0, problem.Demand[cell] * problem.Step(0));
        return true;
    }
}
