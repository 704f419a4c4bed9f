using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Roads.Osm;

/// <summary>Nodes and arcs while they grow.</summary>
internal sealed class ArcBuilder
{
    private readonly Dictionary<long, int> known = [];

    public List<long> Numbers { get; } = [];

    public List<GeoPoint> Points { get; } = [];

    public List<OsmArc> Arcs { get; } = [];

    /// <summary>Way of each arc.</summary>
    public List<long> Ways { get; } = [];

    public int Node(long number, GeoPoint point)
    {
        if (!known.TryGetValue(number, out var node))
            known[number] = node = Copy(number, point);
        return node;
    }

    public int? Find(long number) => known.TryGetValue(number, out var node) ? node : null;

    /// <summary>A further node at the same place.</summary>
    public int Copy(long number, GeoPoint point)
    {
        Numbers.Add(number);
        Points.Add(point);
        return Points.Count - 1;
    }

    public void Arc(int from, int to, long way, string kind, double metres, double? emergency, double? normal)
    {
        if (from == to)
            return;
        Arcs.Add(new OsmArc(from, to, kind, metres, emergency, normal));
        Ways.Add(way);
    }
}

/// <summary>A turn that is forbidden, or the only one allowed, at one node.</summary>
internal sealed record TurnRestriction(long FromWay, long Via, long ToWay, bool Only)
{
    /// <summary>Null: not of one node and two ways, not for cars, or of a kind that is not known.</summary>
    public static TurnRestriction? Of(IReadOnlyList<OsmMember> members, IReadOnlyDictionary<string, string> tags)
    {
        var kind = tags.GetValueOrDefault("restriction") ?? tags.GetValueOrDefault("restriction:motorcar") ?? "";
        var only = kind.StartsWith("only_", StringComparison.Ordinal);
        if (!only && !kind.StartsWith("no_", StringComparison.Ordinal))
            return null;
        var (from, via, to) = (One(members, "from", "way"), One(members, "via", "node"), One(members, "to", "way"));
        return from is null || via is null || to is null ? null : new TurnRestriction(from.Value, via.Value, to.Value, only);
    }

    private static long? One(IReadOnlyList<OsmMember> members, string role, string type) =>
        members.Where(member => member.Role == role).ToList() is [var single] && single.Type == type ? single.Id : null;
}

/// <summary>
/// Turn restrictions: who comes from the way of a restriction arrives at a copy of the node from which the forbidden arcs are closed to
/// normal traffic. Emergency vehicles with blue light are not bound (§ 35 StVO).
/// </summary>
internal sealed class TurnExpansion(ArcBuilder builder, IReadOnlyList<TurnRestriction> restrictions)
{
    // Copies have arcs too, and those may lead to a place with restrictions of its own.
    private readonly Dictionary<int, List<int>> arriving = [];

    /// <returns>Restrictions that were found in the roads.</returns>
    public int Apply()
    {
        var applied = 0;
        var leaving = Enumerable.Range(0, builder.Arcs.Count).ToLookup(arc => builder.Arcs[arc].From);
        for (var arc = 0; arc < builder.Arcs.Count; arc++)
            Arrives(arc);
        foreach (var place in restrictions.GroupBy(turn => (turn.Via, turn.FromWay)))
        {
            if (builder.Find(place.Key.Via) is not { } node)
                continue;
            var outgoing = leaving[node].ToList();
            var entering = arriving.GetValueOrDefault(node, []).Where(arc => builder.Ways[arc] == place.Key.FromWay).ToList();
            var answered = place.Where(turn => outgoing.Exists(arc => builder.Ways[arc] == turn.ToWay)).ToList();
            if (entering.Count == 0 || answered.Count == 0)
                continue;
            applied += answered.Count;
            foreach (var arc in entering)
                Detour(node, arc, outgoing, answered);
        }

        return applied;
    }

    // Each arc that arrives has a copy of its own: which way back is a u-turn depends on it.
    private void Detour(int node, int entering, List<int> outgoing, List<TurnRestriction> turns)
    {
        var copy = builder.Copy(builder.Numbers[node], builder.Points[node]);
        var back = builder.Numbers[builder.Arcs[entering].From];
        var only = turns.Where(turn => turn.Only).Select(turn => turn.ToWay).ToHashSet();
        var no = turns.Where(turn => !turn.Only).ToList();
        builder.Arcs[entering] = builder.Arcs[entering] with { To = copy };
        foreach (var arc in outgoing)
        {
            var (road, way) = (builder.Arcs[arc], builder.Ways[arc]);
            var same = no.Exists(turn => turn.ToWay == way && (turn.FromWay != way || builder.Numbers[road.To] == back));
            var closed = same || (only.Count > 0 && !only.Contains(way));
            builder.Arc(copy, road.To, way, road.Class, road.Metres, road.Emergency, closed ? null : road.Normal);
            Arrives(builder.Arcs.Count - 1);
        }
    }

    private void Arrives(int arc)
    {
        var node = builder.Arcs[arc].To;
        if (!arriving.TryGetValue(node, out var list))
            arriving[node] = list = [];
        list.Add(arc);
    }
}

/// <summary>Strongly connected parts of a graph (Tarjan 1972, without recursion).</summary>
internal static class StrongParts
{
    /// <returns>By node: is it in the largest part?</returns>
    public static bool[] Largest(int nodes, IReadOnlyList<(int From, int To)> arcs)
    {
        var table = ArcTable.Of(nodes, arcs.Select(arc => (arc.From, arc.To, 1.0)));
        var (index, low, part, next) = (new int[nodes], new int[nodes], new int[nodes], new int[nodes]);
        Array.Fill(index, -1);
        Array.Fill(part, -1);
        var (open, path, sizes, counter) = (new Stack<int>(), new Stack<int>(), new List<int>(), 0);
        for (var root = 0; root < nodes; root++)
        {
            if (index[root] >= 0)
                continue;
            path.Push(root);
            while (path.TryPeek(out var node))
            {
                if (index[node] < 0)
                {
                    index[node] = low[node] = counter++;
                    next[node] = table.First[node];
                    open.Push(node);
                }

                if (next[node] < table.First[node + 1])
                {
                    var head = table.Head[next[node]++];
                    if (index[head] < 0)
                        path.Push(head);
                    else if (part[head] < 0)
                        low[node] = Math.Min(low[node], index[head]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var above))
                    low[above] = Math.Min(low[above], low[node]);
                if (low[node] != index[node])
                    continue;
                var size = 0;
                int member;
                do
                {
                    member = open.Pop();
                    part[member] = sizes.Count;
                    size++;
                }
                while (member != node);
                sizes.Add(size);
            }
        }

        var largest = sizes.Count == 0 ? -1 : sizes.IndexOf(sizes.Max());
        return [.. part.Select(number => number == largest)];
    }
}
