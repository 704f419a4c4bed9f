namespace Rathaus.Rescue.Roads;

/// <summary>
/// Seconds on each road class along the fastest way from a node to all others: the nodes in the order of their times, each adding its
/// last arc to what its predecessor has.
/// </summary>
internal sealed class ClassRoutes
{
    private readonly ArcTable arcs;
    private readonly ArcTable back;
    private readonly int classes;
    private readonly Dictionary<(int, int), int> classOf;

    /// <param name="classOf">Class number of an arc; arcs that are not in it have class 0.</param>
    public ClassRoutes(ArcTable arcs, IReadOnlyList<string> names, IReadOnlyDictionary<(int From, int To), int> classOf)
    {
        this.arcs = arcs;
        this.classOf = classOf.ToDictionary(arc => arc.Key, arc => arc.Value);
        back = arcs.Reversed();
        classes = names.Count;
    }

    /// <summary>By target: seconds by class; null: no road leads there.</summary>
    public IReadOnlyList<double[]?> From(int source, IReadOnlyList<int> targets)
    {
        var times = new ShortestPaths(arcs).From(source).ToArray();
        return [.. targets.Select(target => double.IsFinite(times[target]) ? Way(source, target, times) : null)];
    }

    private double[] Way(int source, int target, double[] times)
    {
        var seconds = new double[classes];
        for (var node = target; node != source;)
        {
            var (before, at) = (-1, 0.0);
            for (var arc = back.First[node]; arc < back.First[node + 1]; arc++)
            {
                // Of the arcs that make the time, one that comes from nearer the start: zeros cannot lead in circles.
                var from = back.Head[arc];
                if (Math.Abs(times[from] + back.Seconds[arc] - times[node]) <= 1e-6 && (before < 0 || times[from] < times[before]))
                    (before, at) = (from, back.Seconds[arc]);
            }

            if (before < 0 || times[before] >= times[node])
                return seconds;
            seconds[classOf.GetValueOrDefault((before, node))] += at;
            node = before;
        }

        return seconds;
    }
}
