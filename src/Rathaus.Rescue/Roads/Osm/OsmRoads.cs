using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Roads.Osm;

/// <summary>An arc between two nodes of <see cref="OsmNetwork"/>.</summary>
/// <param name="Emergency">Seconds; null: emergency vehicles may not go this way.</param>
internal sealed record OsmArc(int From, int To, string Class, double Metres, double? Emergency, double? Normal);

/// <summary>Roads from map data, and what was done to them.</summary>
/// <param name="Nodes">OSM numbers by node; a copy that a forbidden turn needs has the number of its original.</param>
/// <param name="Cut">Nodes outside the largest part in which everything reaches everything.</param>
/// <param name="Unanswered">Turn restrictions that are not of one node and two ways of these roads.</param>
internal sealed record OsmNetwork(
    IReadOnlyList<long> Nodes, IReadOnlyList<GeoPoint> Points, IReadOnlyList<OsmArc> Arcs, int Ways, int Cut, int NormalCut, int Restrictions, int Unanswered, int Missing);

/// <summary>
/// Builds roads from map data in three passes: relations and ways with their use of nodes, the nodes needed, then arcs. Nodes used
/// twice, ends of ways, barriers and a point every 250 m become nodes of the graph.
/// </summary>
internal sealed class OsmRoads
{
    private const double MostMetres = 250;
    private const double SignalNormal = 8;
    private const double SignalEmergency = 3;

    private readonly List<(long[] Nodes, RoadUse Use, long Id)> ways = [];
    private readonly Dictionary<long, int> uses = [];
    private readonly Dictionary<long, (double Longitude, double Latitude)> places = [];
    private readonly Dictionary<long, (bool Normal, bool Emergency)> barriers = [];
    private readonly HashSet<long> signals = [];
    private readonly List<TurnRestriction> restrictions = [];
    private int unanswered;

    public static OsmNetwork Read(string path, CancellationToken ct)
    {
        var roads = new OsmRoads();
        OsmFile.Read(path, new Ways(roads), ct);
        if (roads.ways.Count == 0)
            throw new RescueFileException($"{Path.GetFileName(path)}: there is no road for cars in it");
        OsmFile.Read(path, new Places(roads), ct);
        return roads.Build();
    }

    private OsmNetwork Build()
    {
        var builder = new ArcBuilder();
        var missing = 0;
        foreach (var (nodes, use, id) in ways)
        {
            // Ways at the edge of an extract lack nodes: what is left between gaps stays.
            foreach (var part in Parts(nodes, ref missing))
                Cut(part, use, id, builder);
        }

        if (builder.Arcs.Count == 0)
            throw new RescueFileException("the roads have no nodes in this file");
        var turns = new TurnExpansion(builder, restrictions);
        var applied = turns.Apply();
        return Largest(builder, missing, applied, unanswered + restrictions.Count - applied);
    }

    private static IEnumerable<List<long>> Split(long[] nodes, Func<long, bool> known)
    {
        var part = new List<long>();
        foreach (var node in nodes)
        {
            if (known(node))
            {
                if (part.Count == 0 || part[^1] != node)
                    part.Add(node);
                continue;
            }

            if (part.Count > 1)
                yield return part;
            part = [];
        }

        if (part.Count > 1)
            yield return part;
    }

    private List<List<long>> Parts(long[] nodes, ref int missing)
    {
        missing += nodes.Count(node => !places.ContainsKey(node));
        return [.. Split(nodes, places.ContainsKey)];
    }

    private void Cut(List<long> nodes, RoadUse use, long way, ArcBuilder builder)
    {
        var (start, metres, lights) = (0, 0.0, 0);
        for (var at = 1; at < nodes.Count; at++)
        {
            metres += Metres(nodes[at - 1], nodes[at]);
            if (signals.Contains(nodes[at]))
                lights++;
            if (at + 1 < nodes.Count && uses[nodes[at]] < 2 && !barriers.ContainsKey(nodes[at]) && metres < MostMetres)
                continue;
            Join(builder, nodes[start], nodes[at], use, way, metres, lights);
            (start, metres, lights) = (at, 0, signals.Contains(nodes[at]) ? 1 : 0);
        }
    }

    private void Join(ArcBuilder builder, long from, long to, RoadUse use, long way, double metres, int lights)
    {
        var one = barriers.GetValueOrDefault(from, (Normal: true, Emergency: true));
        var other = barriers.GetValueOrDefault(to, (Normal: true, Emergency: true));
        double? Seconds(double? kmh, bool open, double light) => kmh is { } speed && open ? (metres / (speed / 3.6)) + (lights * light) : null;
        var emergency = Seconds(use.EmergencyKmh, one.Emergency && other.Emergency, SignalEmergency);
        var normal = Seconds(use.NormalKmh, one.Normal && other.Normal, SignalNormal);
        if (emergency is null && normal is null)
            return;
        var (start, end) = (builder.Node(from, Point(from)), builder.Node(to, Point(to)));
        if (use.Forward)
            builder.Arc(start, end, way, use.Class, metres, emergency, normal);
        if (use.Backward)
            builder.Arc(end, start, way, use.Class, metres, emergency, normal);
    }

    private GeoPoint Point(long node) => new(places[node].Longitude, places[node].Latitude);

    private double Metres(long one, long other)
    {
        var (a, b) = (Point(one), Point(other));
        return new LocalPlane(a).Metres(a, b);
    }

    /// <summary>Keeps the largest part in which emergency vehicles reach everything from everywhere.</summary>
    private OsmNetwork Largest(ArcBuilder builder, int missing, int applied, int unansweredTurns)
    {
        bool[] InLargest(Func<OsmArc, bool> open) => StrongParts.Largest(builder.Points.Count, [.. builder.Arcs.Where(open).Select(arc => (arc.From, arc.To))]);
        var kept = InLargest(arc => arc.Emergency is not null);
        var normal = InLargest(arc => arc.Normal is not null);
        var number = new int[kept.Length];
        var nodes = new List<long>();
        var points = new List<GeoPoint>();
        for (var node = 0; node < kept.Length; node++)
        {
            if (!kept[node])
                continue;
            number[node] = nodes.Count;
            nodes.Add(builder.Numbers[node]);
            points.Add(builder.Points[node]);
        }

        return new OsmNetwork(
            nodes, points, [.. builder.Arcs.Where(arc => kept[arc.From] && kept[arc.To]).Select(arc => arc with { From = number[arc.From], To = number[arc.To] })],
            ways.Count, kept.Count(inside => !inside), Enumerable.Range(0, kept.Length).Count(node => kept[node] && !normal[node]), applied, unansweredTurns, missing);
    }

    private sealed class Ways(OsmRoads roads) : OsmSink
    {
        public override bool WantsWays => true;

        public override bool WantsRelations => true;

        public override void Way(long id, IReadOnlyList<long> nodes, IReadOnlyDictionary<string, string> tags)
        {
            if (nodes.Count < 2 || RoadUse.Of(tags) is not { } use)
                return;
            roads.ways.Add(([.. nodes], use, id));
            for (var at = 0; at < nodes.Count; at++)
            {
                // An end counts twice: it always is a node of the graph.
                var count = roads.uses.GetValueOrDefault(nodes[at]) + (at == 0 || at == nodes.Count - 1 ? 2 : 1);
                roads.uses[nodes[at]] = count;
            }
        }

        public override void Relation(long id, IReadOnlyList<OsmMember> members, IReadOnlyDictionary<string, string> tags)
        {
            if (tags.GetValueOrDefault("type") != "restriction")
                return;
            if (TurnRestriction.Of(members, tags) is { } turn)
                roads.restrictions.Add(turn);
            else
                roads.unanswered++;
        }
    }

    private sealed class Places(OsmRoads roads) : OsmSink
    {
        public override bool WantsNodes => true;

        public override void Node(long id, double longitude, double latitude, IReadOnlyDictionary<string, string> tags)
        {
            if (!roads.uses.ContainsKey(id))
                return;
            roads.places[id] = (longitude, latitude);
            if (RoadUse.Passes(tags) is { Normal: false } or { Emergency: false })
                roads.barriers[id] = RoadUse.Passes(tags);
            if (tags.GetValueOrDefault("highway") == "traffic_signals")
                roads.signals.Add(id);
        }
    }
}
