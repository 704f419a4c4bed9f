namespace Rathaus.Rescue.Roads;

/// <summary>
/// Dijkstra's algorithm with a four-ary heap on compressed rows. An instance keeps its arrays and is for one thread; only
/// what the last run touched is cleared.
/// </summary>
internal sealed class ShortestPaths(ArcTable arcs)
{
    private readonly double[] seconds = Enumerable.Repeat(double.PositiveInfinity, arcs.Nodes).ToArray();
    private readonly List<int> touched = [];
    private readonly NodeHeap heap = new(arcs.Nodes);

    /// <summary>Travel times in seconds from one node to all; infinite where no road leads. Valid until the next run.</summary>
    /// <param name="limit">Nodes further away stay infinite.</param>
    public ReadOnlySpan<double> From(int source, double limit = double.PositiveInfinity)
    {
        Run(source, limit, null);
        return seconds;
    }

    /// <summary>Travel times to some nodes; ends as soon as all are reached.</summary>
    public double[] To(int source, IReadOnlyList<int> targets)
    {
        Run(source, double.PositiveInfinity, [.. targets]);
        return [.. targets.Select(target => seconds[target])];
    }

    private void Run(int source, double limit, HashSet<int>? wanted)
    {
        foreach (var node in touched)
            seconds[node] = double.PositiveInfinity;
        touched.Clear();
        heap.Clear();
        Reach(source, 0);
        while (heap.TryTake(out var node, out var at))
        {
            if (at > limit)
            {
                Forget(node);
                break;
            }

            if (wanted is not null && wanted.Remove(node) && wanted.Count == 0)
                return;
            for (var arc = arcs.First[node]; arc < arcs.First[node + 1]; arc++)
            {
                if (at + arcs.Seconds[arc] < seconds[arcs.Head[arc]])
                    Reach(arcs.Head[arc], at + arcs.Seconds[arc]);
            }
        }
    }

    private void Reach(int node, double at)
    {
        if (double.IsPositiveInfinity(seconds[node]))
            touched.Add(node);
        seconds[node] = at;
        heap.Put(node, at);
    }

    // What is still waiting was reached, but not within the limit.
    private void Forget(int node)
    {
        seconds[node] = double.PositiveInfinity;
        while (heap.TryTake(out var rest, out _))
            seconds[rest] = double.PositiveInfinity;
    }
}

/// <summary>Nodes by their key, the smallest first; four children each, and a node is in it once.</summary>
internal sealed class NodeHeap(int nodes)
{
    private readonly int[] place = Enumerable.Repeat(-1, nodes).ToArray();
    private int[] order = new int[64];
    private double[] keys = new double[64];

    public int Count { get; private set; }

    public double Least => Count == 0 ? double.PositiveInfinity : keys[0];

    /// <summary>Adds a node or gives it a smaller key.</summary>
    public void Put(int node, double key)
    {
        var at = place[node];
        if (at < 0)
        {
            if (Count == order.Length)
            {
                Array.Resize(ref order, Count * 2);
                Array.Resize(ref keys, Count * 2);
            }

            at = Count++;
        }

        Rise(at, node, key);
    }

    /// <summary>Gives a node any key.</summary>
    public void Change(int node, double key)
    {
        if (place[node] >= 0 && key > keys[place[node]])
            Sink(place[node], node, key);
        else
            Put(node, key);
    }

    public bool TryTake(out int node, out double key)
    {
        if (Count == 0)
        {
            (node, key) = (-1, double.PositiveInfinity);
            return false;
        }

        (node, key) = (order[0], keys[0]);
        place[node] = -1;
        Count--;
        if (Count > 0)
            Sink(0, order[Count], keys[Count]);
        return true;
    }

    public void Clear()
    {
        for (var at = 0; at < Count; at++)
            place[order[at]] = -1;
        Count = 0;
    }

    private void Rise(int at, int node, double key)
    {
        while (at > 0)
        {
            var parent = (at - 1) >> 2;
            if (keys[parent] <= key)
                break;
            Set(at, order[parent], keys[parent]);
            at = parent;
        }

        Set(at, node, key);
    }

    private void Sink(int at, int node, double key)
    {
        while (true)
        {
            var child = (at << 2) + 1;
            if (child >= Count)
                break;
            var least = child;
            for (var other = child + 1; other < Math.Min(child + 4, Count); other++)
            {
                if (keys[other] < keys[least])
                    least = other;
            }

            if (keys[least] >= key)
                break;
            Set(at, order[least], keys[least]);
            at = least;
        }

        Set(at, node, key);
    }

    private void Set(int at, int node, double key)
    {
        order[at] = node;
        keys[at] = key;
        place[node] = at;
    }
}
