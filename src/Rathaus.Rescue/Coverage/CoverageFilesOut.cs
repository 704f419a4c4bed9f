using System.Globalization;
using System.Text.Json;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Coverage;

/// <summary>
/// A coverage as GeoJSON (RFC 7946) and CSV. Calls of a cell below <see cref="FewestCalls"/> a year are not told: they might be
/// somebody's.
/// </summary>
internal static class CoverageFilesOut
{
    public const double FewestCalls = 5;

    public static void GeoJson(Stream stream, RescueArea area, CoverageMap map, double? callsAYear, IReadOnlyList<Isochrone> isochrones)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("rule", map.Rule);
        json.WriteString("block", TimeBlocks.Word(map.Block));
        json.WriteBoolean("synthetic", area.Synthetic);
        json.WriteStartArray("features");
        var plane = LocalPlane.Around([.. area.Cells.Select(cell => cell.Centre)]);
        var half = CellSide(plane, area) / 2;
        foreach (var (cell, answer) in area.Cells.Zip(map.Cells))
        {
            var (x, y) = plane.Of(cell.Centre);
            Feature(json, [new GeoPolygon([plane.Back(x - half, y - half), plane.Back(x + half, y - half), plane.Back(x + half, y + half), plane.Back(x - half, y + half)], [])], () =>
            {
                json.WriteString("kind", "cell");
                json.WriteString("cell", cell.Id);
                json.WriteString("district", cell.District);
                json.WriteString("verdict", Word(answer.Verdict));
                json.WriteString("station", answer.Station);
                Number(json, "seconds", answer.Seconds);
                json.WriteString("second_station", answer.SecondStation);
                Number(json, "second_seconds", answer.SecondSeconds);
                Number(json, "reliability", answer.Reliability);
                Number(json, "calls_a_year", Told(callsAYear, answer.Share));
            });
        }

        foreach (var isochrone in isochrones)
        {
            Feature(json, isochrone.Polygons, () =>
            {
                json.WriteString("kind", "isochrone");
                Number(json, "seconds", isochrone.Seconds);
                Number(json, "square_kilometres", isochrone.SquareKilometres);
                json.WriteNumber("cells", isochrone.Cells.Count);
            });
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Csv(TextWriter writer, CoverageMap map, double? callsAYear)
    {
        writer.WriteLine("cell,district,area_class,verdict,station,seconds,second_station,second_seconds,reliability,expected,calls_a_year");
        foreach (var cell in map.Cells)
        {
            writer.WriteLine(string.Join(
                ',', Quoted(cell.Cell), Quoted(cell.District), Word(cell.Class), Word(cell.Verdict), Quoted(cell.Station ?? ""), Written(cell.Seconds), Quoted(cell.SecondStation ?? ""),
                Written(cell.SecondSeconds), Written(cell.Reliability), Written(cell.Expected), Written(Told(callsAYear, cell.Share))));
        }
    }

    /// <summary>Calls of a cell, not a number when there are few or none were asked for.</summary>
    public static double Told(double? callsAYear, double share) =>
        callsAYear is { } calls && calls * share >= FewestCalls ? Math.Round(calls * share) : double.NaN;

    public static string Word<T>(T name)
        where T : struct, Enum => string.Concat(name.ToString().Select((letter, at) =>
            char.IsUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    private static void Feature(Utf8JsonWriter json, IReadOnlyList<GeoPolygon> polygons, Action properties)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        properties();
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "MultiPolygon");
        json.WriteStartArray("coordinates");
        foreach (var polygon in polygons)
        {
            json.WriteStartArray();
            Ring(json, polygon.Outer);
            foreach (var hole in polygon.Holes)
                Ring(json, hole);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Ring(Utf8JsonWriter json, IReadOnlyList<GeoPoint> ring)
    {
        json.WriteStartArray();
        foreach (var point in ring.Append(ring[0]))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(point.Longitude, 6));
            json.WriteNumberValue(Math.Round(point.Latitude, 6));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, 4));
        else
            json.WriteNull(name);
    }

    /// <summary>Side of the demand squares: the middle distance of a cell to its nearest neighbour.</summary>
    private static double CellSide(LocalPlane plane, RescueArea area)
    {
        var centres = area.Cells.Select(cell => plane.Of(cell.Centre)).ToList();
        if (centres.Count < 2)
            return 500;
        var nearest = centres.Take(200).Select(one => centres.Where(other => other != one)
            .Select(other => ((one.X - other.X) * (one.X - other.X)) + ((one.Y - other.Y) * (one.Y - other.Y))).DefaultIfEmpty(250_000).Min()).Order().ToList();
        return Math.Sqrt(nearest[nearest.Count / 2]);
    }

    private static string Written(double value) => double.IsFinite(value) ? value.ToString("0.####", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
