namespace Rathaus.Rescue.Durations;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    private static readonly double[] Top = [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00];
    private static readonly double[] Under = [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01];
    private static readonly double[] TailTop = [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00];
    private static readonly double[] TailUnder = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00];

    /// <summary>Acklam's rational approximation, relative error below 1.2e-9.</summary>
    public static double Quantile(double level)
    {
        const double edge = 0.02425;
        if (level is < edge or > 1 - edge)
        {
            var root = Math.Sqrt(-2 * Math.Log(level < edge ? level : 1 - level));
            var tail = (((((((((TailTop[0] * root) + TailTop[1]) * root) + TailTop[2]) * root) + TailTop[3]) * root) + TailTop[4]) * root) + TailTop[5];
            tail /= (((((((TailUnder[0] * root) + TailUnder[1]) * root) + TailUnder[2]) * root) + TailUnder[3]) * root) + 1;
            return level < edge ? tail : -tail;
        }

        var from = level - 0.5;
        var square = from * from;
        var top = (((((((((Top[0] * square) + Top[1]) * square) + Top[2]) * square) + Top[3]) * square) + Top[4]) * square) + Top[5];
        var under = (((((((((Under[0] * square) + Under[1]) * square) + Under[2]) * square) + Under[3]) * square) + Under[4]) * square) + 1;
        return top * from / under;
    }

    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Chance of at most x: the series near the middle, the continued fraction outside.</summary>
    public static double UpTo(double x)
    {
        if (double.IsNegativeInfinity(x) || x < -38)
            return 0;
        if (x > 38)
            return 1;
        if (Math.Abs(x) < 3)
        {
            var (term, sum) = (x, x);
            for (var step = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); step++)
            {
                term *= x * x / ((2 * step) + 1);
                sum += term;
            }

            return 0.5 + (Density(x) * sum);
        }

        var (far, fraction) = (Math.Abs(x), 0.0);
        for (var step = 60; step > 0; step--)
            fraction = step / (far + fraction);
        var beyond = Density(far) / (far + fraction);
        return x < 0 ? beyond : 1 - beyond;
    }
}
