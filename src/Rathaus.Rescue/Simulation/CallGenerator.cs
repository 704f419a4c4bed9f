using Rathaus.Rescue.Durations;

namespace Rathaus.Rescue.Simulation;

/// <summary>Makes the calls of a replication; equal seeds make equal calls, whatever the variant does with them.</summary>
internal interface ICallSource
{
    /// <summary>Fills the list with calls, rising in time.</summary>
    void Fill(List<SimulatedCall> calls, int replication);
}

/// <summary>
/// Calls by thinning (Lewis and Shedler 1979): candidates come at the highest rate of the day, and one is kept with the chance
/// rate / highest. Counts of an hour are negative binomial because each hour's rate has a gamma factor.
/// </summary>
internal sealed class CallGenerator : ICallSource
{
    private const int Arrivals = 1;
    private const int Hours = 2;
    private const int Marks = 3;
    private const int Levels = 6;

    private readonly SimulationRun run;
    private readonly Part[] parts;

    /// <param name="demands">Kinds of calls with a day of their own, such as emergencies and planned transports.</param>
    public CallGenerator(IReadOnlyList<CallDemand> demands, SimulationRun run)
    {
        this.run = run;
        var first = 0;
        parts = new Part[demands.Count];
        for (var at = 0; at < parts.Length; at++)
        {
            parts[at] = new Part(demands[at], run, first);
            first += demands[at].Types.Count;
        }
    }

    public CallGenerator(CallDemand demand, SimulationRun run)
        : this([demand], run)
    {
    }

    public void Fill(List<SimulatedCall> calls, int replication)
    {
        calls.Clear();
        for (var at = 0; at < parts.Length; at++)
            Fill(calls, parts[at], replication, at);
        if (parts.Length > 1)
            calls.Sort(static (left, right) => left.ReceivedAt.CompareTo(right.ReceivedAt));
    }

    private void Fill(List<SimulatedCall> calls, Part part, int replication, int number)
    {
        var (demand, means) = (part.Demand, part.Means);
        var level = Level(demand, replication);
        var spread = new RandomStream(run.Seed, replication, Hours, number);
        var arrivals = new RandomStream(run.Seed, replication, Arrivals, number);
        var marks = new RandomStream(run.Seed, replication, Marks, number);
        Span<double> rates = stackalloc double[24];
        for (var day = 0; day < means.Length / 24; day++)
        {
            var highest = 0.0;
            for (var hour = 0; hour < 24; hour++)
            {
                var mean = means[(day * 24) + hour] * level;
                rates[hour] = demand.Dispersion > 1.0001 && mean > 0
                    ? Gamma(spread, mean / (demand.Dispersion - 1)) * (demand.Dispersion - 1)
                    : mean;
                highest = Math.Max(highest, rates[hour]);
            }

            if (highest <= 0)
                continue;
            for (var at = arrivals.NextExponential() / highest; at < 24; at += arrivals.NextExponential() / highest)
            {
                if (arrivals.NextDouble() * highest < rates[(int)at])
                    calls.Add(Mark(part, ((day * 24) + at) * 3_600, marks));
            }
        }
    }

    /// <summary>The same for all kinds of calls of a replication.</summary>
    private double Level(CallDemand demand, int replication) => demand.LevelSigma <= 0
        ? 1
        : Math.Exp(demand.LevelSigma * Normal.Quantile(Math.Max(1e-12, new RandomStream(run.Seed, replication, Levels, 0).NextDouble())));

    private SimulatedCall Mark(Part part, double seconds, RandomStream marks)
    {
        var kind = part.Types.Take(marks.NextDouble());
        var type = part.Demand.Types[kind];
        var block = part.Cells.Length == 1 ? 0 : CallDemand.BlockOf(run.Begin.AddSeconds(seconds));
        return new SimulatedCall
        {
            ReceivedAt = seconds,
            Type = (byte)(part.FirstType + kind),
            Cell = part.Cells[block].Take(marks.NextDouble()),
            Kind = type.Kind,
            HighPriority = type.HighPriority,
            PatientClass = (sbyte)(type.PatientClass ?? -1),
            Transported = marks.NextDouble() < type.Transported,
            NeedsDoctor = marks.NextDouble() < type.Doctor,
            TeleDoctorSuffices = marks.NextDouble() < type.TeleDoctor,
            DoctorRides = marks.NextDouble() < type.DoctorRides,
            Hospital = -1,
            RecordedScene = float.NaN,
            RecordedHandover = float.NaN,
            Draws = Scatter(marks),
        };
    }

    /// <summary>Uniform numbers with 24 bits, never 0 or 1.</summary>
    public static Draws Scatter(RandomStream marks)
    {
        var draws = default(Draws);
        for (var at = 0; at < 14; at++)
            draws[at] = ((marks.NextBits() >> 41) + 0.5f) * (1f / (1 << 23));
        return draws;
    }

    /// <summary>Gamma with scale 1 (Marsaglia and Tsang 2000).</summary>
    private static double Gamma(RandomStream random, double shape)
    {
        if (shape < 1)
            return Gamma(random, shape + 1) * Math.Pow(random.NextDouble(), 1 / shape);
        var d = shape - (1 / 3.0);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal.Quantile(Math.Max(1e-16, random.NextDouble()));
            var v = 1 + (c * x);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(Math.Max(1e-300, random.NextDouble())) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    private sealed class Part
    {
        public Part(CallDemand demand, SimulationRun run, int firstType)
        {
            Demand = demand;
            FirstType = firstType;
            Cells = [.. demand.Shares.Select(block => new AliasTable(block))];
            Types = new AliasTable([.. demand.Types.Select(type => type.Weight)]);
            Means = new double[(int)(run.EndSeconds / 3_600)];
            for (var hour = 0; hour < Means.Length; hour++)
            {
                Means[hour] = demand.Rate(run.Begin.AddHours(hour));
                if (!(Means[hour] >= 0 && double.IsFinite(Means[hour])))
                    throw new ArgumentException($"the rate of {run.Begin.AddHours(hour):yyyy-MM-dd'T'HH:mm} is no number of calls", nameof(demand));
            }
        }

        public CallDemand Demand { get; }

        public int FirstType { get; }

        public AliasTable[] Cells { get; }

        public AliasTable Types { get; }

        public double[] Means { get; }
    }
}

/// <summary>Chooses among weighted things with one uniform number (Walker's alias method).</summary>
internal sealed class AliasTable
{
    private readonly double[] keep;
    private readonly int[] other;

    public AliasTable(IReadOnlyList<double> weights)
    {
        var count = weights.Count;
        var total = weights.Sum();
        keep = [.. weights.Select(weight => weight * count / total)];
        other = [.. Enumerable.Range(0, count)];
        var small = new Stack<int>(Enumerable.Range(0, count).Where(at => keep[at] < 1));
        var large = new Stack<int>(Enumerable.Range(0, count).Where(at => keep[at] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            var (few, many) = (small.Pop(), large.Peek());
            other[few] = many;
            keep[many] -= 1 - keep[few];
            if (keep[many] < 1)
                small.Push(large.Pop());
        }

        // What rounding left over belongs to itself.
        foreach (var rest in small.Concat(large))
            keep[rest] = 1;
    }

    public int Take(double uniform)
    {
        var at = Math.Min((int)(uniform * keep.Length), keep.Length - 1);
        return (uniform * keep.Length) - at < keep[at] ? at : other[at];
    }
}
