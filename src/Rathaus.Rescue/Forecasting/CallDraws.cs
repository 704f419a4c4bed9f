namespace Rathaus.Rescue.Forecasting;

/// <summary>Random counts for paths of the future.</summary>
internal static class CallDraws
{
    /// <summary>Gamma with the given shape and mean 1 · shape (Marsaglia and Tsang 2000).</summary>
    public static double Gamma(RandomStream random, double shape)
    {
        if (shape <= 0)
            return 0;
        if (shape < 1)
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var third = shape - (1.0 / 3);
        var scale = 1 / Math.Sqrt(9 * third);
        while (true)
        {
            var normal = Math.Sqrt(2 * random.NextExponential()) * Math.Cos(2 * Math.PI * random.NextDouble());
            var cube = 1 + (scale * normal);
            if (cube <= 0)
                continue;
            cube = cube * cube * cube;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + (third * (1 - cube + Math.Log(cube))))
                return third * cube;
        }
    }

    /// <summary>Poisson, in parts of at most 20.</summary>
    public static int Poisson(RandomStream random, double mean)
    {
        var count = 0;
        for (; mean > 0; mean -= 20)
        {
            var floor = Math.Exp(-Math.Min(mean, 20));
            for (var product = 1 - random.NextDouble(); product > floor; product *= 1 - random.NextDouble())
                count++;
        }

        return count;
    }

    /// <summary>A count of a <see cref="CountDistribution"/>.</summary>
    public static int Count(RandomStream random, CountDistribution counts) => counts.Dispersion <= 1.0001
        ? Poisson(random, counts.Mean)
        : Poisson(random, Gamma(random, counts.Mean / (counts.Dispersion - 1)) * (counts.Dispersion - 1));
}
