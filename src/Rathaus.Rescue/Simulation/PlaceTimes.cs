using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Simulation;

/// <summary>
/// Predicted seconds between places: first the anchors (stations, hospitals), then the cells. Rows from anchors and columns to them
/// are known at once; a row from a cell is one search, made when it is first asked for.
/// </summary>
internal sealed class PlaceTimes
{
    private readonly int anchors;
    private readonly int[] nodes;
    private readonly float[]?[] rows;
    private readonly float[][] columns;
    private readonly ThreadLocal<ShortestPaths>? searches;

    private PlaceTimes(int anchors, int[] nodes, ArcTable? arcs, float[]?[] rows, float[][] columns)
    {
        this.anchors = anchors;
        this.nodes = nodes;
        this.rows = rows;
        this.columns = columns;
        searches = arcs is null ? null : new ThreadLocal<ShortestPaths>(() => new ShortestPaths(arcs));
    }

    /// <param name="places">Road nodes, anchors first.</param>
    public static PlaceTimes Of(ArcTable arcs, IReadOnlyList<int> places, int anchors)
    {
        int[] stops = [.. places];
        var from = TravelMatrix.Of(arcs, [.. stops.Take(anchors)], stops);
        var to = TravelMatrix.Of(arcs.Reversed(), [.. stops.Take(anchors)], stops);
        var rows = new float[stops.Length][];
        for (var anchor = 0; anchor < anchors; anchor++)
            rows[anchor] = Row(from, anchor);
        return new PlaceTimes(anchors, stops, arcs, rows, [.. Enumerable.Range(0, anchors).Select(anchor => Row(to, anchor))]);
    }

    /// <summary>From a full table.</summary>
    public static PlaceTimes Of(float[][] table, int anchors) => new(
        anchors, [.. Enumerable.Range(0, table.Length)], null, table,
        [.. Enumerable.Range(0, anchors).Select(anchor => table.Select(row => row[anchor]).ToArray())]);

    public float this[int from, int to] => to < anchors ? columns[to][from] : (Volatile.Read(ref rows[from]) ?? Search(from))[to];

    /// <summary>
    /// Seconds from a point on the way. The way from A to B is known by its times only, so the point at part f of it lies as in a plane
    /// triangle with the sides AX, BX, AB (Stewart's theorem): exact when X lies before, behind or on the way, and never outside of
    /// what the triangle's inequality allows.
    /// </summary>
    public static double Between(double fromStart, double fromEnd, double whole, double part)
    {
        if (double.IsInfinity(fromStart) || double.IsInfinity(fromEnd))
            return part < 0.5 ? fromStart : fromEnd;
        var square = ((1 - part) * fromStart * fromStart) + (part * fromEnd * fromEnd) - (part * (1 - part) * whole * whole);
        return Math.Max(Math.Sqrt(Math.Max(0, square)), Math.Max(fromStart - (part * whole), fromEnd - ((1 - part) * whole)));
    }

    private float[] Search(int from)
    {
        var times = searches!.Value!.From(nodes[from]);
        var row = new float[nodes.Length];
        for (var place = 0; place < row.Length; place++)
            row[place] = (float)times[nodes[place]];
        Volatile.Write(ref rows[from], row);
        return row;
    }

    private static float[] Row(TravelMatrix matrix, int origin)
    {
        var row = new float[matrix.Targets];
        for (var target = 0; target < row.Length; target++)
            row[target] = matrix[origin, target];
        return row;
    }
}
