namespace Rathaus.Rescue.Durations;

/// <summary>How long something takes, as its quantile function: one uniform number makes one duration, so that variants can share it.</summary>
internal abstract record DurationLaw
{
    /// <param name="level">Between 0 and 1, both excluded.</param>
    public abstract double Seconds(double level);

    /// <summary>Mean by the quantiles at the middles of a thousand equal parts.</summary>
    public double Mean() => Enumerable.Range(0, 1_000).Average(part => Seconds((part + 0.5) / 1_000));
}

internal sealed record ConstantDuration(double Value) : DurationLaw
{
    public override double Seconds(double level) => Value;
}

internal sealed record ExponentialDuration(double MeanSeconds) : DurationLaw
{
    public override double Seconds(double level) => -MeanSeconds * Math.Log(1 - level);
}

/// <param name="Mu">Mean of the logarithm of seconds.</param>
/// <param name="Sigma">Standard deviation of the logarithm.</param>
internal sealed record LogNormalDuration(double Mu, double Sigma) : DurationLaw
{
    public static LogNormalDuration OfMedian(double seconds, double sigma) => new(Math.Log(Math.Max(seconds, 1e-9)), sigma);

    public static LogNormalDuration OfMean(double seconds, double sigma) => new(Math.Log(Math.Max(seconds, 1e-9)) - (sigma * sigma / 2), sigma);

    public override double Seconds(double level) => Math.Exp(Mu + (Sigma * Normal.Quantile(level)));
}

/// <summary>An own place and width, with the shape that was seen: quantiles of the standardised logarithm at the middles of equal parts.</summary>
internal sealed record ShapedDuration(double Mu, double Sigma, IReadOnlyList<double> Shape) : DurationLaw
{
    public override double Seconds(double level)
    {
        var at = (level * Shape.Count) - 0.5;
        var below = Math.Clamp((int)Math.Floor(at), 0, Shape.Count - 2);
        var part = Math.Clamp(at - below, 0, 1);
        return Math.Exp(Mu + (Sigma * (Shape[below] + (part * (Shape[below + 1] - Shape[below])))));
    }
}
