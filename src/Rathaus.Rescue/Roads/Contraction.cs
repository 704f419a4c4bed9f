namespace Rathaus.Rescue.Roads;

/// <summary>
/// Builds the hierarchy: order by edge difference and contracted neighbours with lazy updates; a shortcut is left out when a
/// bounded search finds a way around (at most <see cref="MostSettled"/> nodes), so there are never too few shortcuts.
/// </summary>
internal sealed class Contraction
{
    private const int MostSettled = 60;

    private readonly Dictionary<int, double>[] next;
    private readonly Dictionary<int, double>[] previous;
    private readonly int[] rank;
    private readonly int[] goneNeighbours;
    private readonly int[] level;
    private readonly double[] seconds;
    private readonly List<int> touched = [];
    private readonly NodeHeap witness;
    private readonly List<(int From, int To, double Seconds)> shortcuts = [];
    private int added;

    public Contraction(ArcTable arcs)
    {
        var nodes = arcs.Nodes;
        next = [.. Enumerable.Range(0, nodes).Select(_ => new Dictionary<int, double>())];
        previous = [.. Enumerable.Range(0, nodes).Select(_ => new Dictionary<int, double>())];
        foreach (var (from, to, time) in arcs.Arcs())
        {
            next[from][to] = time;
            previous[to][from] = time;
        }

        rank = Enumerable.Repeat(-1, nodes).ToArray();
        goneNeighbours = new int[nodes];
        level = new int[nodes];
        seconds = Enumerable.Repeat(double.PositiveInfinity, nodes).ToArray();
        witness = new NodeHeap(nodes);
    }

    public ContractionHierarchy Run()
    {
        var nodes = rank.Length;
        var queue = new NodeHeap(nodes);
        for (var node = 0; node < nodes; node++)
            queue.Put(node, Importance(node));
        var up = new List<(int, int, double)>();
        var down = new List<(int, int, double)>();
        for (var turn = 0; queue.TryTake(out var node, out var key);)
        {
            // The importance may have grown since it was computed: then somebody else is next.
            var now = Importance(node);
            if (now > key && now > queue.Least)
            {
                queue.Put(node, now);
                continue;
            }

            FindShortcuts(node);
            rank[node] = turn++;
            foreach (var (to, time) in next[node])
                up.Add((node, to, time));
            foreach (var (from, time) in previous[node])
                down.Add((node, from, time));
            TakeOut(node);
        }

        return ContractionHierarchy.Of(ArcTable.Of(nodes, up), ArcTable.Of(nodes, down), added);
    }

    private double Importance(int node)
    {
        FindShortcuts(node);
        return (2 * shortcuts.Count) - next[node].Count - previous[node].Count + goneNeighbours[node] + level[node];
    }

    private void TakeOut(int node)
    {
        foreach (var to in next[node].Keys)
        {
            previous[to].Remove(node);
            Lift(to, node);
        }

        foreach (var from in previous[node].Keys)
        {
            next[from].Remove(node);
            if (!next[node].ContainsKey(from))
                Lift(from, node);
        }

        foreach (var (from, to, time) in shortcuts)
        {
            if (next[from].TryGetValue(to, out var known) && known <= time)
                continue;
            next[from][to] = time;
            previous[to][from] = time;
            added++;
        }
    }

    private void Lift(int neighbour, int gone)
    {
        goneNeighbours[neighbour]++;
        level[neighbour] = Math.Max(level[neighbour], level[gone] + 1);
    }

    /// <summary>Which arcs from a predecessor to a successor are needed when the node goes.</summary>
    private void FindShortcuts(int node)
    {
        shortcuts.Clear();
        foreach (var (from, first) in previous[node])
        {
            var furthest = 0.0;
            foreach (var (to, second) in next[node])
            {
                if (to != from)
                    furthest = Math.Max(furthest, first + second);
            }

            if (furthest <= 0 && next[node].Count <= (next[node].ContainsKey(from) ? 1 : 0))
                continue;
            SearchAround(from, node, furthest);
            foreach (var (to, second) in next[node])
            {
                if (to != from && seconds[to] > first + second)
                    shortcuts.Add((from, to, first + second));
            }
        }
    }

    private void SearchAround(int from, int without, double furthest)
    {
        foreach (var node in touched)
            seconds[node] = double.PositiveInfinity;
        touched.Clear();
        witness.Clear();
        Reach(from, 0);
        for (var settled = 0; settled < MostSettled && witness.TryTake(out var node, out var at) && at <= furthest; settled++)
        {
            foreach (var (to, time) in next[node])
            {
                if (to != without && at + time < seconds[to])
                    Reach(to, at + time);
            }
        }
    }

    private void Reach(int node, double at)
    {
        if (double.IsPositiveInfinity(seconds[node]))
            touched.Add(node);
        seconds[node] = at;
        witness.Put(node, at);
    }
}
