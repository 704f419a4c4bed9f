using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>The streets of the synthetic city with both profiles.</summary>
internal sealed record CityStreets(IReadOnlyList<(double East, double North)> Nodes, RoadGraph Graph)
{
    public static CityStreets Make(CityParameters city)
    {
        var web = new StreetWeb(city.Seed);
        var kept = web.Connected();
        var places = kept.Select(node => web.Nodes[node]).ToList();
        var index = kept.Select((node, at) => (node, at)).ToDictionary(pair => pair.node, pair => pair.at);
        var arcs = web.Links.Where(link => index.ContainsKey(link.From) && index.ContainsKey(link.To))
            .Select(link => (From: index[link.From], To: index[link.To], link.Main)).ToList();
        var graph = new RoadGraph([.. Enumerable.Range(1, places.Count)], new Dictionary<string, ArcTable>(StringComparer.OrdinalIgnoreCase)
        {
            [RescueArea.Emergency] = ArcTable.Of(places.Count, Timed(places, arcs, emergency: true)),
            [RescueArea.Normal] = ArcTable.Of(places.Count, Timed(places, arcs, emergency: false)),
        });
        return new CityStreets(places, graph);
    }

    /// <summary>The node nearest to a place.</summary>
    public int Nearest(double east, double north)
    {
        var best = 0;
        var least = double.PositiveInfinity;
        for (var node = 0; node < Nodes.Count; node++)
        {
            var (x, y) = (Nodes[node].East - east, Nodes[node].North - north);
            if ((x * x) + (y * y) < least)
                (best, least) = (node, (x * x) + (y * y));
        }

        return best;
    }

    private static IEnumerable<(int, int, double)> Timed(List<(double East, double North)> places, IEnumerable<(int From, int To, bool Main)> links, bool emergency)
    {
        foreach (var (from, to, main) in links)
        {
            yield return (from, to, Seconds(places[from], places[to], main, emergency));
            yield return (to, from, Seconds(places[to], places[from], main, emergency));
        }
    }

    /// <summary>Kilometres an hour by kind of street, a stop at each crossing, up to a third slower for each ten percent of climb.</summary>
    private static double Seconds((double East, double North) from, (double East, double North) to, bool main, bool emergency)
    {
        var (x, y) = (to.East - from.East, to.North - from.North);
        var kilometres = Math.Sqrt((x * x) + (y * y)) * (main ? 1.05 : 1.15);
        var outside = Math.Sqrt((to.East * to.East) + (to.North * to.North)) > 4.3;
        var speed = (main, outside) switch
        {
            (true, true) => 58.0,
            (true, false) => 42.0,
            (false, true) => 36.0,
            (false, false) => 27.0,
        };
        var crossing = emergency ? 1.5 : main ? 5.0 : 4.0;
        var climb = (CityGround.Height(to.East, to.North) - CityGround.Height(from.East, from.North)) / (kilometres * 1000);
        var slope = 1 + (climb > 0 ? 3.3 * climb : -1.2 * climb);
        return (kilometres / (speed * (emergency ? (main ? 1.3 : 1.2) : 1)) * 3600 * slope) + crossing;
    }
}
