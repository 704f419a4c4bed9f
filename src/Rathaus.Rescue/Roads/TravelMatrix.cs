namespace Rathaus.Rescue.Roads;

/// <summary>Travel times in seconds from some nodes to others; infinite where no road leads.</summary>
internal sealed class TravelMatrix
{
    private readonly float[] seconds;

    private TravelMatrix(int origins, int targets)
    {
        Origins = origins;
        Targets = targets;
        seconds = new float[origins * targets];
    }

    public int Origins { get; }

    public int Targets { get; }

    /// <param name="origin">Position in the list of origins.</param>
    /// <param name="target">Position in the list of targets.</param>
    public float this[int origin, int target] => seconds[(origin * Targets) + target];

    /// <summary>One Dijkstra for each origin, on all processors.</summary>
    /// <param name="origins">Node indices.</param>
    /// <param name="targets">Node indices.</param>
    public static TravelMatrix Of(ArcTable arcs, IReadOnlyList<int> origins, IReadOnlyList<int> targets)
    {
        var matrix = new TravelMatrix(origins.Count, targets.Count);
        Parallel.For(0, origins.Count, () => new ShortestPaths(arcs), (origin, _, paths) =>
        {
            var times = paths.From(origins[origin]);
            for (var target = 0; target < targets.Count; target++)
                matrix.seconds[(origin * targets.Count) + target] = (float)times[targets[target]];
            return paths;
        }, static _ => { });
        return matrix;
    }
}
