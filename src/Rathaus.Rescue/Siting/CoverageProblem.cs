namespace Rathaus.Rescue.Siting;

/// <summary>
/// Where to put vehicles so that most demand is covered: maximise Σ dᵢ · g(cᵢ), where cᵢ counts the vehicles that reach cell i in
/// time, with at most <see cref="Vehicles"/> in all and <see cref="Capacity"/> at each site. g grows by the falling steps
/// <see cref="Gains"/>: MCLP has the one step 1 (Church and ReVelle 1974); MEXCLP has (1-q) qᵏ⁻¹ (Daskin 1983).
/// </summary>
internal sealed class CoverageProblem
{
    private int[][]? neighbours;

    /// <param name="demand">Weight by cell, zero or more.</param>
    /// <param name="reach">By site: the cells it covers.</param>
    public CoverageProblem(IReadOnlyList<double> demand, IReadOnlyList<IReadOnlyList<int>> reach, IReadOnlyList<int> capacity, int vehicles, IReadOnlyList<double> gains)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vehicles);
        if (gains.Zip(gains.Skip(1)).Any(pair => pair.Second > pair.First) || gains.Any(gain => gain < 0))
            throw new ArgumentException("the steps fall and are not negative", nameof(gains));
        (Demand, Reach) = Merge(demand, reach);
        Sites = SitesOf(Demand.Length, Reach);
        Capacity = [.. capacity];
        Vehicles = Math.Min(vehicles, Capacity.Sum());
        Gains = [.. gains];
    }

    /// <summary>Cells that the same sites cover count as one.</summary>
    public double[] Demand { get; }

    /// <summary>By site: its cells.</summary>
    public int[][] Reach { get; }

    /// <summary>By cell: the sites that cover it.</summary>
    public int[][] Sites { get; }

    public int[] Capacity { get; }

    public int Vehicles { get; }

    public double[] Gains { get; }

    /// <summary>By site: the other sites that share a cell with it.</summary>
    public int[][] Neighbours => neighbours ??= [.. Reach.Select((cells, site) => cells.SelectMany(cell => Sites[cell]).Where(other => other != site).Distinct().ToArray())];

    public static IReadOnlyList<double> OneStep { get; } = [1.0];

    /// <summary>Steps of MEXCLP for vehicles that are busy with chance q, independently.</summary>
    public static IReadOnlyList<double> BusySteps(double busy, int vehicles)
    {
        if (busy is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(busy), "from 0 to below 1");
        return busy <= 0 ? OneStep : [.. Enumerable.Range(0, Math.Max(1, vehicles)).Select(step => (1 - busy) * Math.Pow(busy, step))];
    }

    /// <summary>The step from <paramref name="count"/> vehicles to one more.</summary>
    public double Step(int count) => count < Gains.Length ? Gains[count] : 0;

    public double Value(IReadOnlyList<int> placed)
    {
        var counts = new int[Demand.Length];
        for (var site = 0; site < Reach.Length; site++)
        {
            foreach (var cell in Reach[site])
                counts[cell] += placed[site];
        }

        var value = 0.0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            for (var step = 0; step < Math.Min(counts[cell], Gains.Length); step++)
                value += Demand[cell] * Gains[step];
        }

        return value;
    }

    private static (double[] Demand, int[][] Reach) Merge(IReadOnlyList<double> demand, IReadOnlyList<IReadOnlyList<int>> reach)
    {
        var rows = SitesOf(demand.Count, [.. reach.Select(cells => cells.ToArray())]);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<double>();
        var cells = reach.Select(_ => new List<int>()).ToArray();
        for (var cell = 0; cell < rows.Length; cell++)
        {
            if (rows[cell].Length == 0 || demand[cell] <= 0)
                continue;
            var key = string.Join(',', rows[cell]);
            if (groups.TryGetValue(key, out var group))
            {
                merged[group] += demand[cell];
                continue;
            }

            groups[key] = merged.Count;
            foreach (var site in rows[cell])
                cells[site].Add(merged.Count);
            merged.Add(demand[cell]);
        }

        return ([.. merged], [.. cells.Select(list => list.ToArray())]);
    }

    private static int[][] SitesOf(int cells, int[][] reach)
    {
        var sites = Enumerable.Range(0, cells).Select(_ => new List<int>()).ToArray();
        for (var site = 0; site < reach.Length; site++)
        {
            foreach (var cell in reach[site])
                sites[cell].Add(site);
        }

        return [.. sites.Select(list => list.ToArray())];
    }
}

/// <summary>An answer with its proof: value, upper or lower bound, gap, time, seed.</summary>
/// <param name="Placed">Vehicles by site.</param>
/// <param name="Bound">No answer can be better than this.</param>
internal sealed record SitingResult(double Value, double Bound, IReadOnlyList<int> Placed, double Seconds, int Seed)
{
    /// <summary>Distance of value and bound as a share of the value; 0 is proven optimal.</summary>
    public double Gap => Value == 0 ? Math.Abs(Bound) : Math.Max(0, Math.Abs(Bound - Value) / Math.Abs(Value));
}
