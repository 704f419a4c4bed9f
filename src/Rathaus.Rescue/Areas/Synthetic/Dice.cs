namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>Draws the generator needs beside uniform ones.</summary>
internal static class Dice
{
    /// <summary>Standard normal, after Box and Muller.</summary>
    public static double Normal(this RandomStream stream) =>
        Math.Sqrt(-2 * Math.Log(1 - stream.NextDouble())) * Math.Cos(2 * Math.PI * stream.NextDouble());

    /// <summary>Log-normal with this mean.</summary>
    /// <param name="spread">Standard deviation of the logarithm.</param>
    public static double LogNormal(this RandomStream stream, double mean, double spread) =>
        mean * Math.Exp((spread * stream.Normal()) - (spread * spread / 2));

    /// <summary>Poisson by multiplying uniforms; for means up to some dozens.</summary>
    public static int Poisson(this RandomStream stream, double mean)
    {
        var edge = Math.Exp(-mean);
        var count = 0;
        for (var product = stream.NextDouble(); product > edge; product *= stream.NextDouble())
            count++;
        return count;
    }

    /// <summary>Index in a row of rising sums that ends at 1.</summary>
    public static int Pick(this RandomStream stream, double[] sums)
    {
        var at = Array.BinarySearch(sums, stream.NextDouble());
        return Math.Min(sums.Length - 1, at < 0 ? ~at : at + 1);
    }

    public static double[] Sums(IEnumerable<double> weights)
    {
        var sums = weights.ToArray();
        for (var at = 1; at < sums.Length; at++)
            sums[at] += sums[at - 1];
        var all = sums[^1];
        return [.. sums.Select(sum => sum / all)];
    }
}
