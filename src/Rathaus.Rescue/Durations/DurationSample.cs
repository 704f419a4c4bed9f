using System.Runtime.InteropServices;

namespace Rathaus.Rescue.Durations;

/// <summary>
/// What was seen of one kind of duration, counted by its bounds in whole seconds: equal bounds are an observation, others say
/// only that it lies between (a stamp is missing, or was kept to the minute). Ten million missions need a few thousand counts.
/// </summary>
internal sealed class DurationSample
{
    private const double Least = 1;
    private readonly Dictionary<(int From, int To), int> counts = [];

    /// <summary>Open above.</summary>
    public const int Unbounded = int.MaxValue;

    public int Count { get; private set; }

    /// <summary>Those of which only bounds are known.</summary>
    public int Bounded { get; private set; }

    public void Add(int from, int to, int times = 1)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(counts, (from, to), out _) += times;
        Count += times;
        Bounded += from == to ? 0 : times;
    }

    public void Add(DurationSample other)
    {
        foreach (var ((from, to), times) in other.counts)
            Add(from, to, times);
    }

    /// <summary>
    /// Mean and variance of the logarithm by maximum likelihood: expectation and maximisation, where what is only bounded counts as a
    /// normal variable cut off at its bounds.
    /// </summary>
    public (double Mu, double Variance) Fit()
    {
        var rows = counts.OrderBy(row => row.Key).Select(row => (From: Log(row.Key.From), To: LogEnd(row.Key.To), row.Key, Times: row.Value)).ToArray();
        var start = rows.Where(row => row.Key.To != Unbounded).ToArray();
        if (start.Length == 0)
            start = rows;
        var weight = start.Sum(row => (double)row.Times);
        var mu = start.Sum(row => row.Times * Log(Middle(row.Key))) / weight;
        var variance = Math.Max(0.01, start.Sum(row => row.Times * Math.Pow(Log(Middle(row.Key)) - mu, 2)) / weight);
        if (Bounded == 0)
            return (mu, Math.Max(variance, 1e-6));
        for (var round = 0; round < 500; round++)
        {
            var (sum, squares) = (0.0, 0.0);
            var sigma = Math.Sqrt(variance);
            foreach (var row in rows)
            {
                var (mean, spread) = row.Key.From == row.Key.To ? (row.From, 0.0) : Cut(mu, sigma, row.Key.From == 0 ? double.NegativeInfinity : row.From, row.To);
                sum += row.Times * mean;
                squares += row.Times * (spread + (mean * mean));
            }

            var next = sum / Count;
            var wider = Math.Max(1e-6, (squares / Count) - (next * next));
            var change = Math.Abs(next - mu) + Math.Abs(wider - variance);
            (mu, variance) = (next, wider);
            if (change < 1e-9)
                break;
        }

        return (mu, variance);
    }

    /// <summary>Standardised logarithms of the observations, rising, with how often; bounded ones by their middle where they are narrow.</summary>
    public IEnumerable<(double Value, int Times)> Standardised(double mu, double sigma) => counts
        .Where(row => row.Key.To != Unbounded && row.Key.To - row.Key.From <= 120)
        .Select(row => ((Log(Middle(row.Key)) - mu) / sigma, row.Value)).OrderBy(row => row.Item1);

    private static int Middle((int From, int To) bounds) => bounds.To == Unbounded ? bounds.From * 3 / 2 : bounds.From + ((bounds.To - bounds.From) / 2);

    private static double Log(int seconds) => Math.Log(Math.Max(seconds, Least));

    private static double LogEnd(int seconds) => seconds == Unbounded ? double.PositiveInfinity : Log(seconds);

    /// <summary>Mean and variance of a normal variable that lies between two bounds.</summary>
    private static (double Mean, double Variance) Cut(double mu, double sigma, double from, double to)
    {
        var (low, high) = ((from - mu) / sigma, (to - mu) / sigma);
        var mass = low > 0 ? Normal.UpTo(-low) - Normal.UpTo(-high) : Normal.UpTo(high) - Normal.UpTo(low);
        // Far outside: the bound that is nearer is as good as all of it.
        if (mass < 1e-12)
            return (low > 0 ? from : to, 0);
        var (left, right) = (double.IsInfinity(low) ? 0 : Normal.Density(low), double.IsInfinity(high) ? 0 : Normal.Density(high));
        var shift = (left - right) / mass;
        var edges = ((double.IsInfinity(low) ? 0 : low * left) - (double.IsInfinity(high) ? 0 : high * right)) / mass;
        return (mu + (sigma * shift), sigma * sigma * Math.Max(0, 1 + edges - (shift * shift)));
    }
}
