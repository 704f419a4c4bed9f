namespace Rathaus.Rescue.Forecasting;

/// <summary>
/// Counts around a mean with variance φ·mean (negative binomial of the first kind, NB1): r = mean / (φ - 1). With φ at most
/// 1.0001 it is Poisson's.
/// </summary>
internal readonly record struct CountDistribution(double Mean, double Dispersion)
{
    private const double NearlyPoisson = 1.0001;

    /// <summary>For each level, rising, the least count whose chance of not being exceeded reaches it.</summary>
    public double[] Quantiles(ReadOnlySpan<double> levels)
    {
        var quantiles = new double[levels.Length];
        if (Mean <= 0)
            return quantiles;
        var below = 0.0;
        var at = 0;
        var term = First();
        for (var count = 0; at < levels.Length; count++)
        {
            if (count > 0)
                term *= Ratio(count);
            below += term;
            // Far out the terms vanish in rounding: what is left of the levels lies here.
            var end = count > Mean && term < 1e-17;
            while (at < levels.Length && (below >= levels[at] || end))
                quantiles[at++] = count;
        }

        return quantiles;
    }

    private double First() => Dispersion <= NearlyPoisson
        ? Math.Exp(-Mean)
        : Math.Exp(-Mean / (Dispersion - 1) * Math.Log(Dispersion));

    private double Ratio(int count) => Dispersion <= NearlyPoisson
        ? Mean / count
        : (count - 1 + (Mean / (Dispersion - 1))) / count * (Dispersion - 1) / Dispersion;
}
