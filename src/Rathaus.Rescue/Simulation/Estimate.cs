namespace Rathaus.Rescue.Simulation;

/// <summary>A mean over replications with its 95 % confidence interval by Student's t.</summary>
internal sealed record Estimate(double Mean, double Low, double High, int Replications)
{
    public double HalfWidth => (High - Low) / 2;

    /// <summary>Replications without a value (nothing of the kind happened) are left out.</summary>
    public static Estimate Of(IEnumerable<double> values)
    {
        var known = values.Where(double.IsFinite).ToArray();
        if (known.Length == 0)
            return new(double.NaN, double.NaN, double.NaN, 0);
        var mean = known.Average();
        if (known.Length == 1)
            return new(mean, double.NaN, double.NaN, 1);
        var deviation = Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1));
        var half = StudentT.Quantile95(known.Length - 1) * deviation / Math.Sqrt(known.Length);
        return new(mean, mean - half, mean + half, known.Length);
    }
}

/// <summary>Student's distribution.</summary>
internal static class StudentT
{
    /// <summary>The bound that the absolute value exceeds with a chance of five in a hundred.</summary>
    public static double Quantile95(int freedom)
    {
        var (low, high) = (1.9, 13.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (Within(middle, freedom) < 0.95)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>Chance of an absolute value below t: the finite series of Abramowitz and Stegun 26.7.3 and 26.7.4.</summary>
    private static double Within(double t, int freedom)
    {
        var angle = Math.Atan(t / Math.Sqrt(freedom));
        var (sine, cosine) = Math.SinCos(angle);
        var odd = freedom % 2 == 1;
        var (term, sum) = (odd ? cosine : 1.0, 0.0);
        for (var power = odd ? 1 : 0; power <= freedom - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }
}
