namespace Rathaus.Rescue.Coverage;

/// <summary>
/// Rings around the squares of a raster whose value is at most a limit (marching squares): a corner of the walk lies where the
/// value would pass the limit between two centres. Outer rings turn left, holes right.
/// </summary>
internal sealed class ContourLines(Func<int, int, double> value, int columns, int rows, double limit)
{
    private readonly Dictionary<(int, int, bool), (int, int, bool)> next = [];

    /// <summary>Closed rings in raster coordinates; the first point is not repeated.</summary>
    public IReadOnlyList<IReadOnlyList<(double X, double Y)>> Rings()
    {
        // One square more on each side: what touches the edge is closed there.
        for (var x = -1; x < columns; x++)
        {
            for (var y = -1; y < rows; y++)
                Square(x, y);
        }

        var rings = new List<IReadOnlyList<(double, double)>>();
        while (next.Count > 0)
        {
            var start = next.Keys.First();
            var ring = new List<(double, double)>();
            for (var edge = start; next.Remove(edge, out var following); edge = following)
                ring.Add(Crossing(edge));
            rings.Add(ring);
        }

        return rings;
    }

    /// <summary>Twice the area, positive for a ring that turns left.</summary>
    public static double TwiceArea(IReadOnlyList<(double X, double Y)> ring)
    {
        var sum = 0.0;
        for (var at = 0; at < ring.Count; at++)
        {
            var (one, other) = (ring[at], ring[(at + 1) % ring.Count]);
            sum += (one.X * other.Y) - (other.X * one.Y);
        }

        return sum;
    }

    public static bool Contains(IReadOnlyList<(double X, double Y)> ring, (double X, double Y) point)
    {
        var inside = false;
        for (int at = 0, before = ring.Count - 1; at < ring.Count; before = at++)
        {
            if (ring[at].Y > point.Y != ring[before].Y > point.Y
                && point.X < ((ring[before].X - ring[at].X) * (point.Y - ring[at].Y) / (ring[before].Y - ring[at].Y)) + ring[at].X)
                inside = !inside;
        }

        return inside;
    }

    private double At(int x, int y) => x < 0 || y < 0 || x >= columns || y >= rows ? double.PositiveInfinity : value(x, y);

    private bool In(int x, int y) => At(x, y) <= limit;

    // An edge of the walk is named by its lower left centre and its direction: true to the right, false upwards.
    private void Square(int x, int y)
    {
        var (bottom, right, top, left) = ((x, y, true), (x + 1, y, false), (x, y + 1, true), (x, y, false));
        var kind = (In(x, y) ? 1 : 0) | (In(x + 1, y) ? 2 : 0) | (In(x + 1, y + 1) ? 4 : 0) | (In(x, y + 1) ? 8 : 0);
        switch (kind)
        {
            case 0 or 15: break;
            case 1: next[bottom] = left; break;
            case 2: next[right] = bottom; break;
            case 3: next[right] = left; break;
            case 4: next[top] = right; break;
            case 6: next[top] = bottom; break;
            case 7: next[top] = left; break;
            case 8: next[left] = top; break;
            case 9: next[bottom] = top; break;
            case 11: next[right] = top; break;
            case 12: next[left] = right; break;
            case 13: next[bottom] = right; break;
            case 14: next[left] = bottom; break;

            // Two corners across: they stay apart, so no ring touches itself.
            case 5: next[bottom] = left; next[top] = right; break;
            case 10: next[right] = bottom; next[left] = top; break;
            default: throw new InvalidOperationException($"There is no square of kind {kind}");
        }
    }

    private (double X, double Y) Crossing((int X, int Y, bool Right) edge)
    {
        var (one, other) = edge.Right ? (At(edge.X, edge.Y), At(edge.X + 1, edge.Y)) : (At(edge.X, edge.Y), At(edge.X, edge.Y + 1));

        // Where one side is never reached the ring runs half a square from the centre that is.
        var share = !double.IsFinite(one) || !double.IsFinite(other) || Math.Abs(other - one) < 1e-12 ? 0.5 : Math.Clamp((limit - one) / (other - one), 0.01, 0.99);
        return edge.Right ? (edge.X + share, edge.Y) : (edge.X, edge.Y + share);
    }
}
