using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Coverage;

/// <summary>A polygon with its holes.</summary>
internal sealed record GeoPolygon(IReadOnlyList<GeoPoint> Outer, IReadOnlyList<IReadOnlyList<GeoPoint>> Holes);

/// <summary>What is reached within a time.</summary>
/// <param name="Seconds">Drive, with the walk from the road.</param>
/// <param name="SquareKilometres">Counted from the raster.</param>
/// <param name="Cells">Demand cells whose centre lies in a square that is reached.</param>
internal sealed record Isochrone(double Seconds, IReadOnlyList<GeoPolygon> Polygons, double SquareKilometres, IReadOnlyList<string> Cells);

/// <summary>
/// Isochrones: times of the nodes and along the arcs on a raster of 100 m, from there on foot up to 500 m, and rings around what
/// is reached. Areas and cells are counted from the raster, not from the rings.
/// </summary>
internal sealed class Isochrones
{
    private const double Side = 100;
    private const int MostSquares = 25_000_000;

    private readonly LocalPlane plane;
    private readonly double left;
    private readonly double bottom;
    private readonly int columns;
    private readonly int rows;
    private readonly float[] times;

    /// <param name="starts">Nodes that vehicles start from; the first to come counts.</param>
    /// <param name="most">Seconds beyond which nothing is asked.</param>
    public Isochrones(RescueArea area, ArcTable arcs, IReadOnlyList<int> starts, double most)
    {
        plane = LocalPlane.Around(area.NodePoints);
        var nodes = area.NodePoints.Select(plane.Of).ToList();
        var reached = NodeTimes(arcs, starts, most);
        var inside = Enumerable.Range(0, nodes.Count).Where(node => reached[node] <= most).Select(node => nodes[node]).ToList();
        if (inside.Count == 0)
        {
            times = [];
            return;
        }

        (left, bottom) = (inside.Min(point => point.X) - 600, inside.Min(point => point.Y) - 600);
        columns = (int)((inside.Max(point => point.X) + 600 - left) / Side) + 1;
        rows = (int)((inside.Max(point => point.Y) + 600 - bottom) / Side) + 1;
        if ((long)columns * rows > MostSquares)
            throw new RescueFileException($"an area of {columns} by {rows} squares of 100 m is too large for isochrones");
        times = new float[columns * rows];
        Array.Fill(times, float.PositiveInfinity);
        Draw(arcs, nodes, reached, most);
        Walk(most);
    }

    /// <summary>Seconds at a place; infinite outside.</summary>
    public double At(GeoPoint point)
    {
        var (x, y) = plane.Of(point);
        var (column, row) = ((int)Math.Floor((x - left) / Side), (int)Math.Floor((y - bottom) / Side));
        return column < 0 || row < 0 || column >= columns || row >= rows ? double.PositiveInfinity : times[(row * columns) + column];
    }

    public Isochrone Within(double seconds, IReadOnlyList<DemandCell> cells)
    {
        var rings = new ContourLines((x, y) => times[(y * columns) + x], columns, rows, seconds).Rings();
        var outer = rings.Where(ring => ContourLines.TwiceArea(ring) > 0).OrderBy(ContourLines.TwiceArea).ToList();
        var holes = rings.Where(ring => ContourLines.TwiceArea(ring) < 0)
            .ToLookup(hole => outer.FindIndex(ring => ContourLines.Contains(ring, hole[0])));
        return new Isochrone(
            seconds, [.. outer.Select((ring, at) => new GeoPolygon(Points(ring), [.. holes[at].Select(Points)]))],
            times.Count(time => time <= seconds) * Side * Side / 1e6,
            [.. cells.Where(cell => At(cell.Centre) <= seconds).Select(cell => cell.Id)]);
    }

    private static double[] NodeTimes(ArcTable arcs, IReadOnlyList<int> starts, double most)
    {
        var least = Enumerable.Repeat(double.PositiveInfinity, arcs.Nodes).ToArray();
        var paths = new ShortestPaths(arcs);
        foreach (var start in starts)
        {
            var found = paths.From(start, most);
            for (var node = 0; node < least.Length; node++)
                least[node] = Math.Min(least[node], found[node]);
        }

        return least;
    }

    // Every arc leaves its time every fifty metres, so that long roads between crossings count.
    private void Draw(ArcTable arcs, List<(double X, double Y)> nodes, double[] reached, double most)
    {
        foreach (var (from, to, seconds) in arcs.Arcs())
        {
            if (reached[from] > most)
                continue;
            var (dx, dy) = (nodes[to].X - nodes[from].X, nodes[to].Y - nodes[from].Y);
            var steps = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((dx * dx) + (dy * dy)) / 50));
            for (var step = 0; step <= steps; step++)
            {
                var along = (double)step / steps;
                var time = reached[from] + (along * seconds);
                if (time > most)
                    break;
                var (column, row) = ((int)((nodes[from].X + (along * dx) - left) / Side), (int)((nodes[from].Y + (along * dy) - bottom) / Side));
                if (column < 0 || row < 0 || column >= columns || row >= rows)
                    continue;
                ref var there = ref times[(row * columns) + column];
                there = Math.Min(there, (float)time);
            }
        }
    }

    private void Walk(double most)
    {
        var heap = new NodeHeap(times.Length);
        var metres = new float[times.Length];
        for (var square = 0; square < times.Length; square++)
        {
            if (float.IsFinite(times[square]))
                heap.Put(square, times[square]);
        }

        while (heap.TryTake(out var square, out var time))
        {
            var (column, row) = (square % columns, square / columns);
            for (var across = Math.Max(0, column - 1); across <= Math.Min(columns - 1, column + 1); across++)
            {
                for (var up = Math.Max(0, row - 1); up <= Math.Min(rows - 1, row + 1); up++)
                {
                    var way = across != column && up != row ? Side * Math.Sqrt(2) : Side;
                    var other = (up * columns) + across;
                    var there = time + (way / RoadSnap.WalkMetresASecond);
                    if (metres[square] + way > RoadSnap.MostMetres || there > most || there >= times[other])
                        continue;
                    times[other] = (float)there;
                    metres[other] = metres[square] + (float)way;
                    heap.Put(other, there);
                }
            }
        }
    }

    private IReadOnlyList<GeoPoint> Points(IReadOnlyList<(double X, double Y)> ring) =>
        [.. ring.Select(point => plane.Back(left + ((point.X + 0.5) * Side), bottom + ((point.Y + 0.5) * Side)))];
}
