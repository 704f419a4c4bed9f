using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Coverage;

/// <summary>A change that is tried.</summary>
/// <param name="Station">Id of the station that moves, grows or closes; null: a new one.</param>
/// <param name="Point">Where it stands then; null: where it is.</param>
/// <param name="Vehicles">In service; 0 closes it; null: as many as now, one at a new site.</param>
internal sealed record SiteChange(string? Station, GeoPoint? Point, int? Vehicles);

/// <summary>What a change does.</summary>
/// <param name="Gained">Cells that were gaps.</param>
/// <param name="Lost">Cells that become gaps.</param>
/// <param name="CallsGained">More calls of a year in time; null: calls were not asked for.</param>
internal sealed record SiteAnswer(CoverageMap After, IReadOnlyList<string> Gained, IReadOnlyList<string> Lost, double ShareGained, double? CallsGained);

/// <summary>
/// Answers at once what a moved, new or closed station does. The tree of travel times of every station and of the last places
/// tried is kept, so a step of the hand costs one search in the road graph. For several threads.
/// </summary>
internal sealed class SiteLab
{
    private const int MostKept = 256;
    private const string New = "+";

    private readonly RescueArea area;
    private readonly CoverageQuestion question;
    private readonly ArcTable arcs;
    private readonly RoadSnap snap;
    private readonly IReadOnlyDictionary<string, int> inService;
    private readonly Dictionary<int, float[]> trees = [];
    private readonly Queue<int> order = new();
    private readonly Lock guard = new();

    public SiteLab(RescueArea area, CoverageQuestion question)
    {
        this.area = area;
        this.question = question;
        arcs = TimeBlocks.Emergency(area.Roads, question.Block);
        snap = new RoadSnap(arcs, area.NodePoints);
        inService = Base.InService(area, question);
        var bases = Base.Of(area, question);
        foreach (var home in bases)
            Keep(area.Stations.First(station => station.Id == home.Station).Node, home.Travel);
        Now = CoverageMap.Of(area, question, bases);
    }

    /// <summary>Without any change.</summary>
    public CoverageMap Now { get; }

    /// <exception cref="RescueFileException">There is no such station, or no road within 500 m.</exception>
    public SiteAnswer Try(IReadOnlyList<SiteChange> changes)
    {
        var bases = new List<Base>();
        var changed = changes.Where(change => change.Station is not null).ToDictionary(change => change.Station!, StringComparer.Ordinal);
        foreach (var station in area.Stations)
        {
            var change = changed.GetValueOrDefault(station.Id);
            changed.Remove(station.Id);
            var vehicles = change?.Vehicles ?? inService.GetValueOrDefault(station.Id);
            if (vehicles > 0)
                bases.Add(new Base(station.Id, vehicles, TimeBlocks.Turnout(station, question.Block), Tree(change?.Point is { } point ? NodeAt(point) : station.Node)));
        }

        if (changed.Count > 0)
            throw new RescueFileException($"there is no station {changed.Keys.First()}");
        foreach (var (change, number) in changes.Where(change => change.Station is null).Select((change, number) => (change, number)))
        {
            var point = change.Point ?? throw new RescueFileException("a new station needs a place");
            bases.Add(new Base($"{New}{number + 1}", change.Vehicles ?? 1, UsualTurnout(), Tree(NodeAt(point))));
        }

        return Compare(CoverageMap.Of(area, question, bases));
    }

    private SiteAnswer Compare(CoverageMap after)
    {
        var (gained, lost) = (new List<string>(), new List<string>());
        foreach (var (before, now) in Now.Cells.Zip(after.Cells))
        {
            if (before.Verdict == CoverageVerdict.Gap && now.Verdict > CoverageVerdict.Gap)
                gained.Add(now.Cell);
            else if (before.Verdict > CoverageVerdict.Gap && now.Verdict == CoverageVerdict.Gap)
                lost.Add(now.Cell);
        }

        var more = after.Total.ShareWithin - Now.Total.ShareWithin;
        return new SiteAnswer(after, gained, lost, more, question.CallsAYear * more);
    }

    // A new station is as quick on its wheels as the middle one of those that are there.
    private double UsualTurnout() => area.Stations.Count == 0
        ? 60
        : area.Stations.Select(station => TimeBlocks.Turnout(station, question.Block)).Order().ElementAt(area.Stations.Count / 2);

    private int NodeAt(GeoPoint point) => snap.Node(point) ?? throw new RescueFileException("there is no road within 500 m of this place");

    private float[] Tree(int node)
    {
        lock (guard)
        {
            if (trees.TryGetValue(node, out var kept))
                return kept;
        }

        var times = new ShortestPaths(arcs).From(node);
        var travel = new float[area.Cells.Count];
        for (var cell = 0; cell < travel.Length; cell++)
            travel[cell] = (float)times[area.Cells[cell].Node];
        return Keep(node, travel);
    }

    private float[] Keep(int node, float[] travel)
    {
        lock (guard)
        {
            if (trees.TryAdd(node, travel))
                order.Enqueue(node);
            if (order.Count > MostKept)
                trees.Remove(order.Dequeue());
            return travel;
        }
    }
}
