namespace Rathaus.Rescue.Roads;

/// <summary>
/// A contraction hierarchy (Geisberger, Sanders, Schultes, Delling 2008): nodes are taken out one by one, the least important
/// first, with shortcuts where a shortest path ran through them. A query then climbs from both ends and meets at the top.
/// Travel times equal those of <see cref="ShortestPaths"/> up to the rounding of sums.
/// </summary>
internal sealed class ContractionHierarchy
{
    private readonly ArcTable up;
    private readonly ArcTable down;

    private ContractionHierarchy(ArcTable up, ArcTable down)
    {
        this.up = up;
        this.down = down;
    }

    public int Shortcuts { get; private init; }

    public static ContractionHierarchy Build(ArcTable arcs) => new Contraction(arcs).Run();

    internal static ContractionHierarchy Of(ArcTable up, ArcTable down, int shortcuts) => new(up, down) { Shortcuts = shortcuts };

    /// <summary>A searcher for one thread.</summary>
    public Searcher Search() => new(up, down);

    /// <summary>Answers pairs; keeps its arrays.</summary>
    internal sealed class Searcher(ArcTable up, ArcTable down)
    {
        private readonly Side forward = new(up, down);
        private readonly Side backward = new(down, up);

        /// <summary>Seconds from one node to another; infinite where no road leads.</summary>
        public double Seconds(int from, int to)
        {
            forward.Begin(from);
            backward.Begin(to);
            var best = double.PositiveInfinity;
            while (Math.Min(forward.Least, backward.Least) < best)
            {
                var (side, other) = forward.Least <= backward.Least ? (forward, backward) : (backward, forward);
                best = Math.Min(best, side.Settle(other));
            }

            return best;
        }
    }

    /// <summary>One of the two climbs. <paramref name="against"/> holds the arcs that come down to a node from above, for stalling.</summary>
    private sealed class Side(ArcTable arcs, ArcTable against)
    {
        private readonly double[] seconds = Enumerable.Repeat(double.PositiveInfinity, arcs.Nodes).ToArray();
        private readonly List<int> touched = [];
        private readonly NodeHeap heap = new(arcs.Nodes);

        public double Least => heap.Least;

        public void Begin(int node)
        {
            foreach (var old in touched)
                seconds[old] = double.PositiveInfinity;
            touched.Clear();
            heap.Clear();
            Reach(node, 0);
        }

        /// <returns>The best way through the settled node, infinite when the other side was not there.</returns>
        public double Settle(Side other)
        {
            heap.TryTake(out var node, out var at);
            var through = at + other.seconds[node];
            for (var arc = against.First[node]; arc < against.First[node + 1]; arc++)
            {
                // Somebody above comes here faster: this node is on no shortest path of this climb.
                if (seconds[against.Head[arc]] + against.Seconds[arc] < at)
                    return through;
            }

            for (var arc = arcs.First[node]; arc < arcs.First[node + 1]; arc++)
            {
                if (at + arcs.Seconds[arc] < seconds[arcs.Head[arc]])
                    Reach(arcs.Head[arc], at + arcs.Seconds[arc]);
            }

            return through;
        }

        private void Reach(int node, double at)
        {
            if (double.IsPositiveInfinity(seconds[node]))
                touched.Add(node);
            seconds[node] = at;
            heap.Put(node, at);
        }
    }
}
