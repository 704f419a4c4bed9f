namespace Rathaus.Rescue.Simulation;

/// <summary>Cells that the same stations reach in time, as one weight; and what vehicles at the stations are worth together.</summary>
internal sealed class CoverageGroups
{
    private readonly double[] weights;
    private readonly int[][] byStation;
    private readonly double[] steps;

    /// <param name="reach">By station and cell.</param>
    /// <param name="busy">Chance that a vehicle is busy.</param>
    public CoverageGroups(IReadOnlyList<double> demand, Func<int, int, bool> reach, int stations, double busy)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var sums = new List<double>();
        var lists = Enumerable.Range(0, stations).Select(_ => new List<int>()).ToArray();
        for (var cell = 0; cell < demand.Count; cell++)
        {
            var covering = Enumerable.Range(0, stations).Where(station => reach(station, cell)).ToArray();
            if (covering.Length == 0 || demand[cell] <= 0)
                continue;
            var key = string.Join(',', covering);
            if (!known.TryGetValue(key, out var group))
            {
                known[key] = group = sums.Count;
                sums.Add(0);
                foreach (var station in covering)
                    lists[station].Add(group);
            }

            sums[group] += demand[cell];
        }

        var total = demand.Sum();
        weights = [.. sums.Select(sum => sum / total)];
        byStation = [.. lists.Select(list => list.ToArray())];
        steps = [.. Enumerable.Range(0, 200).Select(count => (1 - busy) * Math.Pow(busy, count))];
    }

    public int Groups => weights.Length;

    /// <summary>How many vehicles reach each group.</summary>
    public void Count(ReadOnlySpan<int> placed, Span<int> counts)
    {
        counts.Clear();
        for (var station = 0; station < byStation.Length; station++)
        {
            if (placed[station] == 0)
                continue;
            foreach (var group in byStation[station])
                counts[group] += placed[station];
        }
    }

    /// <summary>Expected coverage that one vehicle more at a station brings (MEXCLP).</summary>
    public double Gain(int station, ReadOnlySpan<int> counts)
    {
        var gain = 0.0;
        foreach (var group in byStation[station])
            gain += weights[group] * steps[Math.Min(counts[group], steps.Length - 1)];
        return gain;
    }

    /// <summary>Expected coverage that is lost when one vehicle leaves a station.</summary>
    public double Loss(int station, ReadOnlySpan<int> counts)
    {
        var loss = 0.0;
        foreach (var group in byStation[station])
            loss += weights[group] * steps[Math.Clamp(counts[group] - 1, 0, steps.Length - 1)];
        return loss;
    }

    /// <summary>Stations in the order in which vehicles are worth most; the first n of them are a table for n vehicles.</summary>
    public int[] Nested(int vehicles, IReadOnlyList<int> capacity)
    {
        var placed = new int[byStation.Length];
        var counts = new int[Groups];
        var order = new List<int>();
        while (order.Count < vehicles)
        {
            Count(placed, counts);
            var best = -1;
            for (var station = 0; station < placed.Length; station++)
            {
                if (placed[station] < capacity[station] && (best < 0 || Gain(station, counts) > Gain(best, counts)))
                    best = station;
            }

            if (best < 0)
                break;
            placed[best]++;
            order.Add(best);
        }

        return [.. order];
    }
}
