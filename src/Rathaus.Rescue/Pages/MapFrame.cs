using System.Globalization;
using System.Text;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Pages;

/// <summary>Where things lie on the drawing of an area; north is up.</summary>
internal sealed class MapFrame
{
    public const int Width = 640;

    public static readonly MapFrame Empty = new(0, 0, 1, 1, 1, (0, 0));

    /// <summary>Nothing, then five ordered steps, safe for colour-blind people and in grey.</summary>
    public static readonly IReadOnlyList<string> Colours = ["#d5d9e0", "#fde725", "#7ad151", "#22a884", "#2a788e", "#414487"];

    private const double Margin = 16;
    private const double KilometresPerDegree = 111.32;

    /// <summary>Streets faster than this are drawn, kilometres an hour of a normal drive.</summary>
    private const double MainRoadSpeed = 30;

    private readonly double west;
    private readonly double north;
    private readonly double perLongitude;
    private readonly double perLatitude;
    private readonly double height;
    private readonly (double Longitude, double Latitude) cell;

    private MapFrame(double west, double north, double perLongitude, double perLatitude, double height, (double Longitude, double Latitude) cell)
    {
        (this.west, this.north, this.perLongitude, this.perLatitude, this.height, this.cell) = (west, north, perLongitude, perLatitude, height, cell);
    }

    public string HeightText => Text(height);

    public string ViewBox => $"0 0 {Width} {Text(height)}";

    public string ScaleAt => $"translate(20 {Text(height - 24)})";

    /// <summary>Two kilometres.</summary>
    public string ScaleBar => $"M0 0v6h{Text(TwoKilometres)}V0";

    public string ScaleText => Text(TwoKilometres + 8);

    private double TwoKilometres => 2 * perLatitude / KilometresPerDegree;

    public static MapFrame Of(RescueArea area)
    {
        var size = AreaGeometry.CellSize(area.Cells);
        var (west, east) = (area.Cells.Min(one => one.Centre.Longitude) - size.Longitude, area.Cells.Max(one => one.Centre.Longitude) + size.Longitude);
        var (south, north) = (area.Cells.Min(one => one.Centre.Latitude) - size.Latitude, area.Cells.Max(one => one.Centre.Latitude) + size.Latitude);
        var perLongitude = (Width - (2 * Margin)) / (east - west);
        var perLatitude = perLongitude / Math.Cos(double.DegreesToRadians((south + north) / 2));
        return new MapFrame(west, north, perLongitude, perLatitude, ((north - south) * perLatitude) + (2 * Margin) + 20, size);
    }

    /// <summary>Stations of today by letter.</summary>
    public static IEnumerable<(string Letter, Station Station)> Lettered(IEnumerable<Station> stations) => stations.Where(station => !station.Candidate)
        .Select((station, at) => (at < 26 ? ((char)('A' + at)).ToString() : (at + 1).ToString(CultureInfo.InvariantCulture), station));

    public string Translate(GeoPoint point) => $"translate({Text(X(point))} {Text(Y(point))})";

    /// <summary>The squares of some cells as one path.</summary>
    public string Squares(RescueArea area, IEnumerable<int> cells)
    {
        var (wide, high) = (cell.Longitude * perLongitude, cell.Latitude * perLatitude);
        var path = new StringBuilder();
        foreach (var at in cells)
        {
            var centre = area.Cells[at].Centre;
            path.Append(CultureInfo.InvariantCulture, $"M{X(centre) - (wide / 2):0.#} {Y(centre) - (high / 2):0.#}h{wide:0.##}v{high:0.##}h-{wide:0.##}z");
        }

        return path.ToString();
    }

    /// <summary>The streets that are drawn, each once.</summary>
    public static IEnumerable<(GeoPoint From, GeoPoint To)> MainRoadsOf(RescueArea area)
    {
        foreach (var (from, to, seconds) in area.Roads.Profiles[RescueArea.Normal].Arcs())
        {
            if (from >= to || seconds <= 0)
                continue;
            var (one, other) = (area.NodePoints[from], area.NodePoints[to]);
            var (north, east) = (other.Latitude - one.Latitude, (other.Longitude - one.Longitude) * Math.Cos(double.DegreesToRadians(one.Latitude)));
            if (Math.Sqrt((north * north) + (east * east)) * KilometresPerDegree / seconds * 3600 > MainRoadSpeed)
                yield return (one, other);
        }
    }

    public string MainRoads(RescueArea area)
    {
        var path = new StringBuilder();
        foreach (var (one, other) in MainRoadsOf(area))
            path.Append(CultureInfo.InvariantCulture, $"M{X(one):0.#} {Y(one):0.#}L{X(other):0.#} {Y(other):0.#}");
        return path.ToString();
    }

    private double X(GeoPoint point) => Margin + ((point.Longitude - west) * perLongitude);

    private double Y(GeoPoint point) => Margin + ((north - point.Latitude) * perLatitude);

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
