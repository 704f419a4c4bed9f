namespace Rathaus.Rescue.Coverage;

/// <summary>The normal distribution, and with it how sure a drive of log-normal length is to end in time.</summary>
internal static class NormalCurve
{
    /// <summary>Chance of at most <paramref name="x"/> (Marsaglia 2004, series of the density); exact to fifteen digits.</summary>
    public static double UpTo(double x)
    {
        if (x < -8)
            return 0;
        if (x > 8)
            return 1;
        var (sum, term) = (x, x);
        for (var odd = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); odd += 2)
            sum += term *= x * x / odd;
        return 0.5 + (sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>P(T · noise ≤ budget) for a median drive of T seconds and noise with the given σ of its logarithm.</summary>
    public static double InTime(double travel, double budget, double sigma) =>
        budget <= 0 || double.IsPositiveInfinity(travel) ? (budget >= 0 && travel <= 0 ? 1 : 0)
        : travel <= 0 ? 1
        : sigma <= 0 ? (travel <= budget ? 1 : 0)
        : UpTo(Math.Log(budget / travel) / sigma);
}
