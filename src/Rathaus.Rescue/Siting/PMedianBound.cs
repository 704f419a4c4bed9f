namespace Rathaus.Rescue.Siting;

/// <summary>
/// A lower bound of the p-median by Lagrange: each customer pays uᵢ for being served; a site is worth what its customers pay
/// beyond their way, and the p best sites are opened. Subgradient steps raise the bound.
/// </summary>
internal static class PMedianBound
{
    /// <param name="better">Gets each relaxed choice of sites; returns the best known value.</param>
    /// <param name="whole">All distances are whole numbers, so the bound may be rounded up.</param>
    public static double Raise(PMedianProblem problem, int rounds, Func<int[], double> better, bool whole, CancellationToken ct)
    {
        var prices = problem.Distance.Select(row => row.Where(double.IsFinite).Order().Skip(1).FirstOrDefault()).ToArray();
        var worth = new double[problem.Sites];
        var order = Enumerable.Range(0, problem.Sites).ToArray();
        var best = double.NegativeInfinity;
        var factor = 2.0;
        var idle = 0;
        for (var round = 0; round < rounds && !ct.IsCancellationRequested; round++)
        {
            var chosen = Choose(problem, prices, worth, order);
            var bound = prices.Sum() + chosen.Sum(site => worth[site]);
            if (double.IsNegativeInfinity(best) || bound > best + (1e-9 * Math.Abs(best)))
            {
                best = bound;
                idle = 0;
            }
            else if (++idle >= 15)
            {
                factor /= 2;
                idle = 0;
            }

            var value = better(chosen);
            if ((whole ? Math.Ceiling(best - 1e-6) : best) >= value - 1e-9 || factor < 1e-5)
                break;
            Step(problem, prices, chosen, factor * (value - bound));
        }

        return whole ? Math.Ceiling(best - 1e-6) : best;
    }

    private static int[] Choose(PMedianProblem problem, double[] prices, double[] worth, int[] order)
    {
        Array.Clear(worth);
        for (var customer = 0; customer < prices.Length; customer++)
        {
            var row = problem.Distance[customer];
            var price = prices[customer];
            for (var site = 0; site < worth.Length; site++)
            {
                if (row[site] < price)
                    worth[site] += row[site] - price;
            }
        }

        Array.Sort(order, (left, right) => worth[left].CompareTo(worth[right]) is not 0 and var cheaper ? cheaper : left.CompareTo(right));
        return order[..problem.Open];
    }

    private static void Step(PMedianProblem problem, double[] prices, int[] chosen, double size)
    {
        var slope = new int[prices.Length];
        var norm = 0;
        for (var customer = 0; customer < prices.Length; customer++)
        {
            slope[customer] = 1;
            foreach (var site in chosen)
            {
                if (problem.Distance[customer][site] < prices[customer])
                    slope[customer]--;
            }

            norm += slope[customer] * slope[customer];
        }

        if (norm == 0)
            return;
        for (var customer = 0; customer < prices.Length; customer++)
            prices[customer] += size / norm * slope[customer];
    }
}
