using System.Text;
using System.Text.Json;

namespace Rathaus.Rescue.Areas;

/// <summary>The squares of the demand grid on the map.</summary>
internal static class AreaGeometry
{
    /// <summary>Width and height of a cell in degrees: the least distance between centres.</summary>
    public static (double Longitude, double Latitude) CellSize(IReadOnlyList<DemandCell> cells) => (
        Step(cells.Select(cell => cell.Centre.Longitude)), Step(cells.Select(cell => cell.Centre.Latitude)));

    /// <summary>Corners of a cell, counter-clockwise, the first one again at the end.</summary>
    public static double[][] Square(GeoPoint centre, (double Longitude, double Latitude) size)
    {
        var (east, north) = (size.Longitude / 2, size.Latitude / 2);
        return
        [
            Corner(-east, -north), Corner(east, -north), Corner(east, north), Corner(-east, north), Corner(-east, -north),
        ];

        double[] Corner(double x, double y) => [Math.Round(centre.Longitude + x, 6), Math.Round(centre.Latitude + y, 6)];
    }

    /// <summary>The districts as GeoJSON: one multi-polygon of cells each.</summary>
    public static string Zones(RescueArea area)
    {
        var size = CellSize(area.Cells);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteString("name", area.Name);
            json.WriteBoolean("synthetic", area.Synthetic);
            json.WriteStartArray("features");
            foreach (var district in area.Cells.GroupBy(cell => cell.District).OrderBy(district => district.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("type", "Feature");
                json.WritePropertyName("properties");
                JsonSerializer.Serialize(json, new { district = district.Key });
                json.WritePropertyName("geometry");
                JsonSerializer.Serialize(json, new { type = "MultiPolygon", coordinates = district.Select(cell => new[] { Square(cell.Centre, size) }) });
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static double Step(IEnumerable<double> values)
    {
        // Degrees are written with six digits, so what is nearer than 0.0001 is the same column or row.
        var sorted = values.Order().ToList();
        var steps = sorted.Zip(sorted.Skip(1), (one, next) => next - one).Where(step => step > 0.0001).ToList();
        return steps.Count > 0 ? steps.Min() : 0.005;
    }
}
