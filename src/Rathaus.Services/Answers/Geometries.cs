using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;

namespace Rathaus.Services.Answers;

/// <summary>GeoJSON (RFC 7946) Point, LineString and Polygon in WGS 84, of a bounded size.</summary>
internal static class Geometries
{
    private const int MaxPositions = 1000;

    public static JsonNode? Read(JsonNode given, string path, Action<string, AnswerFault> fault, out CelValue value)
    {
        value = default;
        if (given is JsonObject map && map.Count == 2 && Json.IsString(map["type"], out var type)
            && map["coordinates"] is JsonArray coordinates && Coordinates(type, coordinates) is { } positions)
        {
            value = CelValue.Record(new Dictionary<string, CelValue>(StringComparer.Ordinal)
            {
                ["type"] = CelValue.Of(type),
                ["coordinates"] = positions,
            });
            return map.DeepClone();
        }

        fault(path, AnswerFault.Of("geometry"));
        return null;
    }

    private static CelValue? Coordinates(string type, JsonArray coordinates) => type switch
    {
        "Point" => Position(coordinates),
        "LineString" when coordinates.Count is >= 2 and <= MaxPositions => Line(coordinates),
        "Polygon" when coordinates.Count is >= 1 and <= 50 => Rings(coordinates),
        _ => null,
    };

    private static CelValue? Position(JsonNode? node)
    {
        if (node is not JsonArray { Count: 2 } pair || Number(pair[0]) is not { } lon || Number(pair[1]) is not { } lat
            || Math.Abs(lon) > 180 || Math.Abs(lat) > 90)
            return null;
        return CelValue.List([CelValue.Of(lon), CelValue.Of(lat)]);
    }

    private static double? Number(JsonNode? node) =>
        node is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number
        && double.TryParse(scalar.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    private static CelValue? Line(JsonArray positions)
    {
        var line = new List<CelValue>(positions.Count);
        foreach (var node in positions)
        {
            if (Position(node) is not { } position)
                return null;
            line.Add(position);
        }

        return CelValue.List(line);
    }

    private static CelValue? Rings(JsonArray rings)
    {
        var read = new List<CelValue>(rings.Count);
        foreach (var node in rings)
        {
            // A linear ring is closed and has four or more positions (RFC 7946, 3.1.6).
            if (node is not JsonArray { Count: >= 4 and <= MaxPositions } ring || !JsonNode.DeepEquals(ring[0], ring[^1]) || Line(ring) is not { } line)
                return null;
            read.Add(line);
        }

        return CelValue.List(read);
    }
}
