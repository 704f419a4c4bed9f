using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Forecasting;

/// <summary>Parts of the week with a geography of their own: night, day, evening on weekdays and at weekends.</summary>
internal static class ShareBlocks
{
    public const int Count = 6;

    public static int Of(DateTime local)
    {
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 3 : 0;
        return weekend + local.Hour switch { < 7 or >= 22 => 0, < 17 => 1, _ => 2 };
    }
}

/// <summary>
/// Where calls come from: share[z, b] = (n[z, b] + κ · prior[z]) / (n[b] + κ) for cells z and blocks b of the week (specs/rescue.md section
/// 6.2). Counts fade with a half-life of 18 months; the prior is made of people, those over 65 first; κ has the greatest marginal
/// likelihood of the counts.
/// </summary>
/// <param name="Shares">By block, then by cell.</param>
/// <param name="LogScore">Mean logarithm of the share of the calls held back, with the shares and with the prior alone; higher is better. Null: too few calls.</param>
internal sealed record SpatialShares(IReadOnlyList<double[]> Shares, double Kappa, double Calls, double? LogScore, double? PriorLogScore)
{
    private const double HalfLifeDays = 548;

    /// <summary>Share of the calls, the latest, that the score is taken on.</summary>
    private const double HeldBack = 0.2;

    /// <param name="calls">Local time and number of the cell.</param>
    public static SpatialShares Fit(IReadOnlyList<DemandCell> cells, IReadOnlyList<(DateTime Time, int Cell)> calls)
    {
        var prior = Prior(cells);
        var (all, kappa) = Fitted(calls, prior);
        if (calls.Count < 100)
            return new SpatialShares(all, kappa, calls.Count, null, null);
        var ordered = calls.OrderBy(call => call.Time).ToList();
        var split = (int)(calls.Count * (1 - HeldBack));
        var (early, _) = Fitted(ordered.GetRange(0, split), prior);
        var late = ordered.GetRange(split, ordered.Count - split);
        return new SpatialShares(
            all, kappa, calls.Count, late.Average(call => Math.Log(Math.Max(1e-12, early[ShareBlocks.Of(call.Time)][call.Cell]))),
            late.Average(call => Math.Log(Math.Max(1e-12, prior[call.Cell]))));
    }

    /// <summary>Share by people: those over 65 count for half.</summary>
    public static double[] Prior(IReadOnlyList<DemandCell> cells)
    {
        var (people, old) = (cells.Sum(cell => cell.Population), cells.Sum(cell => cell.PopulationOver65));
        if (people <= 0 || old <= 0)
            return [.. cells.Select(_ => 1.0 / cells.Count)];

        // Where nobody lives calls come too: a hundredth is spread evenly.
        return [.. cells.Select(cell => (0.01 / cells.Count) + (0.99 * ((0.5 * cell.Population / people) + (0.5 * cell.PopulationOver65 / old))))];
    }

    private static (double[][] Shares, double Kappa) Fitted(IReadOnlyList<(DateTime Time, int Cell)> calls, double[] prior)
    {
        var counts = Enumerable.Range(0, ShareBlocks.Count).Select(_ => new double[prior.Length]).ToArray();
        var last = calls.Count == 0 ? default : calls.Max(call => call.Time);
        foreach (var (time, cell) in calls)
            counts[ShareBlocks.Of(time)][cell] += Math.Pow(0.5, (last - time).TotalDays / HalfLifeDays);
        var kappa = calls.Count == 0 ? 1 : Math.Exp(Golden(log => Likelihood(counts, prior, Math.Exp(log)), Math.Log(0.1), Math.Log(1e7)));
        return ([.. counts.Select(block => (double[])[.. block.Select((count, cell) => (count + (kappa * prior[cell])) / (block.Sum() + kappa))])], kappa);
    }

    /// <summary>Logarithm of the chance of the counts when shares are drawn around the prior (Dirichlet and multinomial), up to a constant.</summary>
    internal static double Likelihood(double[][] counts, double[] prior, double kappa)
    {
        var sum = 0.0;
        foreach (var block in counts)
        {
            sum += LogGamma(kappa) - LogGamma(kappa + block.Sum());
            for (var cell = 0; cell < block.Length; cell++)
            {
                if (block[cell] > 0)
                    sum += LogGamma(block[cell] + (kappa * prior[cell])) - LogGamma(kappa * prior[cell]);
            }
        }

        return sum;
    }

    /// <summary>Lanczos' approximation, to twelve digits.</summary>
    internal static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
            1.5056327351493116e-7,
        ];
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - LogGamma(1 - x);
        x -= 1;
        var sum = 0.99999999999980993;
        for (var at = 0; at < terms.Length; at++)
            sum += terms[at] / (x + at + 1);
        var edge = x + terms.Length - 0.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(edge)) - edge + Math.Log(sum);
    }

    private static double Golden(Func<double, double> value, double low, double high)
    {
        var part = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-4)
        {
            var (left, right) = (high - (part * (high - low)), low + (part * (high - low)));
            if (value(left) >= value(right))
                high = right;
            else
                low = left;
        }

        return (low + high) / 2;
    }
}
