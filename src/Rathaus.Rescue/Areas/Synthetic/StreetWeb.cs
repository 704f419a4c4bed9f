namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>
/// Streets as a spider's web: rings every quarter of a kilometre, spokes that double whenever they stand too far apart. Twelve spokes
/// and two rings are main roads; some side streets are missing.
/// </summary>
internal sealed class StreetWeb
{
    private const int MainSpokes = 12;
    private const double MainRingInner = 1.5;
    private const double MainRingOuter = 3.5;
    private const double MissingShare = 0.14;

    public StreetWeb(long seed)
    {
        var inner = new int[MainSpokes];
        for (var ring = 1; ring * CityParameters.RingStep < CityParameters.Radius * 1.12; ring++)
            inner = AddRing(seed, ring, inner);
    }

    public List<(double East, double North)> Nodes { get; } = [(0, 0)];

    public List<(int From, int To, bool Main)> Links { get; } = [];

    // Spokes double where two of them would be more than about 350 m apart; -1 is a place outside.
    private int[] AddRing(long seed, int ring, int[] inner)
    {
        var away = ring * CityParameters.RingStep;
        var spokes = inner.Length;
        while (2 * Math.PI * away / spokes > 0.36)
            spokes *= 2;
        var stream = new RandomStream(seed, 1, ring);
        var outer = Enumerable.Repeat(-1, spokes).ToArray();
        for (var spoke = 0; spoke < spokes; spoke++)
        {
            var angle = 2 * Math.PI * spoke / spokes;
            var wobble = 1 + (0.02 * (stream.NextDouble() - 0.5));
            if (away > Border(angle))
                continue;
            outer[spoke] = Nodes.Count;
            Nodes.Add((away * wobble * Math.Cos(angle), away * wobble * Math.Sin(angle)));
            if (spoke % (spokes / inner.Length) == 0 && inner[spoke / (spokes / inner.Length)] is >= 0 and var below)
                Links.Add((below, outer[spoke], spoke % (spokes / MainSpokes) == 0));
        }

        var mainRing = Math.Abs(away - MainRingInner) < 0.01 || Math.Abs(away - MainRingOuter) < 0.01;
        for (var spoke = 0; spoke < spokes; spoke++)
        {
            var next = outer[(spoke + 1) % spokes];
            if (outer[spoke] >= 0 && next >= 0 && (mainRing || stream.NextDouble() >= MissingShare))
                Links.Add((outer[spoke], next, mainRing));
        }

        return outer;
    }

    private static double Border(double angle) => CityGround.Border(angle > Math.PI ? angle - (2 * Math.PI) : angle);

    /// <summary>Nodes that a street joins with the centre.</summary>
    public List<int> Connected()
    {
        var beside = Links.SelectMany(link => new[] { (link.From, link.To), (From: link.To, To: link.From) }).ToLookup(link => link.From, link => link.To);
        var reached = new HashSet<int> { 0 };
        var waiting = new Queue<int>([0]);
        while (waiting.TryDequeue(out var node))
        {
            foreach (var next in beside[node].Where(reached.Add))
                waiting.Enqueue(next);
        }

        return [.. reached.Order()];
    }
}
