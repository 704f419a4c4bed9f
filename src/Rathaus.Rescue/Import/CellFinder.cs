using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Import;

/// <summary>The demand cell of a position; the position itself is then forgotten.</summary>
internal sealed class CellFinder
{
    private const double MetresPerDegree = 111_320;

    /// <summary>A position further away than this from every cell is a fault of the file, nearer it is neighbours' help.</summary>
    private const double FarMetres = 5_000;

    private readonly (double Longitude, double Latitude) size;
    private readonly Dictionary<(int, int), string> squares = [];
    private readonly HashSet<string> known;
    private readonly IReadOnlyList<DemandCell> cells;

    public CellFinder(RescueArea area)
    {
        cells = area.Cells;
        size = AreaGeometry.CellSize(cells);
        known = cells.Select(cell => cell.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var cell in cells)
            squares.TryAdd(Key(cell.Centre), cell.Id);
    }

    public bool Knows(string cell) => known.Contains(cell);

    /// <summary>More than five kilometres away from every cell.</summary>
    public bool IsFar(GeoPoint place) => cells.All(cell => Metres(cell.Centre, place) > FarMetres);

    /// <summary>Null: in no cell. Grids of other projections are slightly turned, so the neighbours of the square are looked at too.</summary>
    public string? Find(GeoPoint place)
    {
        var (column, row) = Key(place);
        string? best = null;
        var least = double.PositiveInfinity;
        for (var east = -1; east <= 1; east++)
        {
            for (var north = -1; north <= 1; north++)
            {
                if (!squares.TryGetValue((column + east, row + north), out var id))
                    continue;
                var centre = Centre(column + east, row + north);
                if (Math.Abs(centre.Longitude - place.Longitude) <= size.Longitude * 0.51 && Math.Abs(centre.Latitude - place.Latitude) <= size.Latitude * 0.51
                    && Metres(centre, place) < least)
                    (best, least) = (id, Metres(centre, place));
            }
        }

        return best;
    }

    private GeoPoint Origin => cells[0].Centre;

    private (int Column, int Row) Key(GeoPoint place) => (
        (int)Math.Round((place.Longitude - Origin.Longitude) / size.Longitude), (int)Math.Round((place.Latitude - Origin.Latitude) / size.Latitude));

    private GeoPoint Centre(int column, int row) => new(Origin.Longitude + (column * size.Longitude), Origin.Latitude + (row * size.Latitude));

    private static double Metres(GeoPoint one, GeoPoint other)
    {
        var north = (one.Latitude - other.Latitude) * MetresPerDegree;
        var east = (one.Longitude - other.Longitude) * MetresPerDegree * Math.Cos(double.DegreesToRadians(one.Latitude));
        return Math.Sqrt((north * north) + (east * east));
    }
}
