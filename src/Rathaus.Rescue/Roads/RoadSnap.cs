using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Roads;

/// <summary>A place beside the roads: on the arc between two nodes, so far along it, and the way from the road on foot.</summary>
/// <param name="Along">0: at <paramref name="From"/>, 1: at <paramref name="To"/>.</param>
/// <param name="OffMetres">From the road to the place.</param>
internal readonly record struct RoadPlace(int From, int To, double Along, double OffMetres)
{
    /// <summary>Off the road people walk at 5 km/h.</summary>
    public double WalkSeconds => OffMetres / RoadSnap.WalkMetresASecond;

    public int NearerNode => Along <= 0.5 ? From : To;
}

/// <summary>
/// Finds the road next to a place. Arcs count as straight lines between their nodes; what is further away than
/// <see cref="MostMetres"/> has no road.
/// </summary>
internal sealed class RoadSnap
{
    public const double MostMetres = 500;
    public const double WalkMetresASecond = 5 / 3.6;
    private const double Square = 500;

    private readonly LocalPlane plane;
    private readonly (double X, double Y)[] nodes;
    private readonly List<(int From, int To)> arcs = [];
    private readonly Dictionary<(int, int), List<int>> squares = [];
    private readonly Dictionary<(int, int), List<int>> nodeSquares = [];

    public RoadSnap(ArcTable table, IReadOnlyList<GeoPoint> points)
    {
        plane = LocalPlane.Around(points);
        nodes = [.. points.Select(plane.Of)];
        foreach (var (from, to, _) in table.Arcs())
        {
            var number = arcs.Count;
            arcs.Add((from, to));
            var (least, most) = (SquareOf(Math.Min(nodes[from].X, nodes[to].X), Math.Min(nodes[from].Y, nodes[to].Y)),
                SquareOf(Math.Max(nodes[from].X, nodes[to].X), Math.Max(nodes[from].Y, nodes[to].Y)));
            for (var x = least.X; x <= most.X; x++)
            {
                for (var y = least.Y; y <= most.Y; y++)
                    Into(squares, (x, y), number);
            }
        }

        for (var node = 0; node < nodes.Length; node++)
            Into(nodeSquares, SquareOf(nodes[node].X, nodes[node].Y), node);
    }

    /// <summary>The nearest road; null: none within 500 m.</summary>
    public RoadPlace? Edge(GeoPoint point)
    {
        var (x, y) = plane.Of(point);
        RoadPlace? best = null;
        foreach (var number in Around(squares, x, y))
        {
            var (from, to) = arcs[number];
            var (dx, dy) = (nodes[to].X - nodes[from].X, nodes[to].Y - nodes[from].Y);
            var length = (dx * dx) + (dy * dy);
            var along = length <= 0 ? 0 : Math.Clamp((((x - nodes[from].X) * dx) + ((y - nodes[from].Y) * dy)) / length, 0, 1);
            var off = Math.Sqrt(Squared(x - nodes[from].X - (along * dx)) + Squared(y - nodes[from].Y - (along * dy)));
            if (off <= MostMetres && (best is null || off < best.Value.OffMetres))
                best = new RoadPlace(from, to, along, off);
        }

        return best;
    }

    /// <summary>The nearest node; null: none within 500 m.</summary>
    public int? Node(GeoPoint point)
    {
        var (x, y) = plane.Of(point);
        var (best, least) = (-1, MostMetres * MostMetres);
        foreach (var node in Around(nodeSquares, x, y))
        {
            var off = Squared(x - nodes[node].X) + Squared(y - nodes[node].Y);
            if (off <= least && (best < 0 || off < least))
                (best, least) = (node, off);
        }

        return best < 0 ? null : best;
    }

    /// <summary>Seconds from nodes whose times are known to a place on a road, with the walk from it.</summary>
    public static double SecondsTo(RoadPlace place, ReadOnlySpan<double> times, ArcTable arcs)
    {
        var there = times[place.From] + (place.Along * Weight(arcs, place.From, place.To));
        var back = times[place.To] + ((1 - place.Along) * Weight(arcs, place.To, place.From));
        return Math.Min(there, back) + place.WalkSeconds;
    }

    private static double Weight(ArcTable arcs, int from, int to)
    {
        for (var arc = arcs.First[from]; arc < arcs.First[from + 1]; arc++)
        {
            if (arcs.Head[arc] == to)
                return arcs.Seconds[arc];
        }

        return double.PositiveInfinity;
    }

    private static IEnumerable<int> Around(Dictionary<(int, int), List<int>> squares, double x, double y)
    {
        var (column, row) = SquareOf(x, y);
        for (var across = column - 1; across <= column + 1; across++)
        {
            for (var up = row - 1; up <= row + 1; up++)
            {
                foreach (var number in squares.GetValueOrDefault((across, up)) ?? [])
                    yield return number;
            }
        }
    }

    private static (int X, int Y) SquareOf(double x, double y) => ((int)Math.Floor(x / Square), (int)Math.Floor(y / Square));

    private static void Into(Dictionary<(int, int), List<int>> squares, (int, int) square, int number)
    {
        if (!squares.TryGetValue(square, out var list))
            squares[square] = list = [];
        list.Add(number);
    }

    private static double Squared(double value) => value * value;
}

/// <summary>Metres east and north of a point; true enough within a hundred kilometres.</summary>
internal readonly record struct LocalPlane(GeoPoint Origin)
{
    private const double MetresADegree = 111_320;

    private double East => MetresADegree * Math.Cos(double.DegreesToRadians(Origin.Latitude));

    public static LocalPlane Around(IReadOnlyList<GeoPoint> points) => new(points.Count == 0
        ? default
        : new GeoPoint(points.Average(point => point.Longitude), points.Average(point => point.Latitude)));

    public (double X, double Y) Of(GeoPoint point) =>
        ((point.Longitude - Origin.Longitude) * East, (point.Latitude - Origin.Latitude) * MetresADegree);

    public GeoPoint Back(double x, double y) => new(Origin.Longitude + (x / East), Origin.Latitude + (y / MetresADegree));

    public double Metres(GeoPoint one, GeoPoint other)
    {
        var ((x, y), (u, v)) = (Of(one), Of(other));
        return Math.Sqrt(((x - u) * (x - u)) + ((y - v) * (y - v)));
    }
}
