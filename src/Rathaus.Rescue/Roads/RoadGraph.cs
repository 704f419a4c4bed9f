namespace Rathaus.Rescue.Roads;

/// <summary>Directed arcs of one profile in compressed rows: those of node v are <c>First[v]</c> up to <c>First[v + 1]</c>.</summary>
/// <param name="First">Length nodes + 1.</param>
/// <param name="Head">Target node by arc.</param>
/// <param name="Seconds">Travel time by arc, zero or more.</param>
internal sealed record ArcTable(int[] First, int[] Head, double[] Seconds)
{
    public int Nodes => First.Length - 1;

    /// <param name="arcs">From, to, seconds; of parallel arcs the fastest stays, loops go.</param>
    public static ArcTable Of(int nodes, IEnumerable<(int From, int To, double Seconds)> arcs)
    {
        var sorted = arcs.Where(arc => arc.From != arc.To).ToArray();
        Array.Sort(sorted, (left, right) =>
            left.From != right.From ? left.From.CompareTo(right.From)
            : left.To != right.To ? left.To.CompareTo(right.To)
            : left.Seconds.CompareTo(right.Seconds));
        var first = new int[nodes + 1];
        var head = new List<int>(sorted.Length);
        var seconds = new List<double>(sorted.Length);
        var at = 0;
        for (var node = 0; node < nodes; node++)
        {
            first[node] = head.Count;
            for (; at < sorted.Length && sorted[at].From == node; at++)
            {
                if (head.Count > first[node] && head[^1] == sorted[at].To)
                    continue;
                head.Add(sorted[at].To);
                seconds.Add(sorted[at].Seconds);
            }
        }

        first[nodes] = head.Count;
        return new ArcTable(first, [.. head], [.. seconds]);
    }

    /// <summary>The same arcs backwards: who reaches a node.</summary>
    public ArcTable Reversed() => Of(Nodes, Arcs().Select(arc => (arc.To, arc.From, arc.Seconds)));

    public IEnumerable<(int From, int To, double Seconds)> Arcs()
    {
        for (var node = 0; node < Nodes; node++)
        {
            for (var arc = First[node]; arc < First[node + 1]; arc++)
                yield return (node, Head[arc], Seconds[arc]);
        }
    }
}

/// <summary>A road network: nodes by their number in the file and the travel times of each profile (emergency, normal …).</summary>
internal sealed record RoadGraph(IReadOnlyList<int> NodeNumbers, IReadOnlyDictionary<string, ArcTable> Profiles)
{
    private readonly Dictionary<int, int> index = NodeNumbers.Select((number, at) => (number, at)).ToDictionary(node => node.number, node => node.at);

    public int Nodes => NodeNumbers.Count;

    /// <summary>Position of a node by its number in the file; null: there is none.</summary>
    public int? Find(int number) => index.TryGetValue(number, out var at) ? at : null;

    /// <summary>Reads <c>nodes.csv</c> (node, …) and <c>arcs.csv</c> (from, to, then one column of seconds for each profile).</summary>
    public static RoadGraph Read(string folder)
    {
        using var nodes = CsvTable.Open(Path.Combine(folder, "nodes.csv"), "node");
        using var arcs = CsvTable.Open(Path.Combine(folder, "arcs.csv"), "from", "to");
        return Read(nodes, arcs);
    }

    public static RoadGraph Read(CsvTable nodes, CsvTable arcs)
    {
        var numbers = new List<int>();
        var known = new Dictionary<int, int>();
        while (nodes.Next())
        {
            if (!known.TryAdd(nodes.Integer("node"), numbers.Count))
                throw nodes.Fault($"node {nodes.Integer("node")} is there twice");
            numbers.Add(nodes.Integer("node"));
        }

        var profiles = arcs.Header.Where(name => !name.Equals("from", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("to", StringComparison.OrdinalIgnoreCase)).ToList();
        if (profiles.Count == 0)
            throw arcs.Fault("no column of travel times");
        var rows = profiles.Select(_ => new List<(int, int, double)>()).ToList();
        while (arcs.Next())
        {
            var (from, to) = (EndOf(arcs, "from", known), EndOf(arcs, "to", known));
            for (var profile = 0; profile < profiles.Count; profile++)
            {
                // An empty field: this profile may not go this way.
                if (arcs.Text(profiles[profile]).Length == 0)
                    continue;
                var seconds = arcs.Number(profiles[profile]);
                if (seconds < 0)
                    throw arcs.Fault($"{profiles[profile]}: a travel time is not negative");
                rows[profile].Add((from, to, seconds));
            }
        }

        return new RoadGraph(numbers, profiles.Select((name, at) => (name, rows[at]))
            .ToDictionary(profile => profile.name, profile => ArcTable.Of(numbers.Count, profile.Item2), StringComparer.OrdinalIgnoreCase));
    }

    private static int EndOf(CsvTable arcs, string column, Dictionary<int, int> known) =>
        known.TryGetValue(arcs.Integer(column), out var at) ? at : throw arcs.Fault($"{column}: there is no node {arcs.Integer(column)}");
}
