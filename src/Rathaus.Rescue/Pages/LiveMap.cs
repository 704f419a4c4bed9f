using System.Text.Json;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Pages;

/// <summary>The drawing of an area as GeoJSON (RFC 7946) for the map that can be moved: cells with their step, main roads, stations.</summary>
internal static class LiveMap
{
    /// <param name="steps">By cell.</param>
    public static byte[] Write(RescueArea area, IReadOnlyList<int> steps)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            var size = AreaGeometry.CellSize(area.Cells);
            for (var at = 0; at < area.Cells.Count; at++)
                Cell(json, area.Cells[at], steps[at], at, size);
            Roads(json, area);
            foreach (var (letter, station) in MapFrame.Lettered(area.Stations))
                Station(json, letter, station);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Cell(Utf8JsonWriter json, DemandCell cell, int step, int at, (double Longitude, double Latitude) size)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteNumber("id", at);
        json.WriteStartObject("properties");
        json.WriteString("kind", "cell");
        json.WriteNumber("step", step);
        json.WriteString("district", cell.District);
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        json.WriteStartArray();
        foreach (var (east, north) in (ReadOnlySpan<(int, int)>)[(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
            Point(json, cell.Centre.Longitude + (east * size.Longitude / 2), cell.Centre.Latitude + (north * size.Latitude / 2));
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Roads(Utf8JsonWriter json, RescueArea area)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("kind", "road");
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "MultiLineString");
        json.WriteStartArray("coordinates");
        foreach (var (one, other) in MapFrame.MainRoadsOf(area))
        {
            json.WriteStartArray();
            Point(json, one.Longitude, one.Latitude);
            Point(json, other.Longitude, other.Latitude);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Station(Utf8JsonWriter json, string letter, Station station)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("kind", "station");
        json.WriteString("station", station.Id);
        json.WriteString("letter", letter);
        json.WriteString("name", station.Name);
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WritePropertyName("coordinates");
        Point(json, station.Point.Longitude, station.Point.Latitude);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Point(Utf8JsonWriter json, double longitude, double latitude)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round(longitude, 6));
        json.WriteNumberValue(Math.Round(latitude, 6));
        json.WriteEndArray();
    }
}
