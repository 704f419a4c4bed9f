using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel.Checking;
using Rathaus.Cel.Library;

namespace Rathaus.Cel.Conformance;

/// <summary>
/// Values in the JSON form of cel-spec's <c>Value</c> message: <c>{"int64Value": "1"}</c>. Kinds of Rathaus travel the
/// same way: <c>decimalValue</c>, <c>dateValue</c>, <c>periodValue</c>, <c>optionalValue</c>.
/// </summary>
public static class CelProtoJson
{
    private const string Prefix = "type.googleapis.com/google.protobuf.";

    /// <exception cref="JsonException">The JSON is no such value.</exception>
    public static CelValue Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().ToList() is not [var property])
            throw new JsonException("a value is an object with one member such as \"int64Value\"");
        try
        {
            return Read(property.Name, property.Value);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
        {
            throw new JsonException($"'{property.Name}' is malformed", e);
        }
    }

    public static JsonObject Write(CelValue value) => value.Kind switch
    {
        CelKind.Null => new JsonObject { ["nullValue"] = null },
        CelKind.Bool => new JsonObject { ["boolValue"] = value.AsBool },
        CelKind.Int => new JsonObject { ["int64Value"] = value.ToDisplay() },
        CelKind.Uint => new JsonObject { ["uint64Value"] = value.ToDisplay() },
        CelKind.Double when double.IsFinite(value.AsDouble) => new JsonObject { ["doubleValue"] = value.AsDouble },
        CelKind.Double => new JsonObject { ["doubleValue"] = value.ToDisplay() },
        CelKind.Decimal => new JsonObject { ["decimalValue"] = value.ToDisplay() },
        CelKind.String => new JsonObject { ["stringValue"] = value.AsString },
        CelKind.Bytes => new JsonObject { ["bytesValue"] = Convert.ToBase64String(value.AsBytes.Span) },
        CelKind.Timestamp => Boxed("Timestamp", value),
        CelKind.Duration => Boxed("Duration", value),
        CelKind.Date => new JsonObject { ["dateValue"] = value.ToDisplay() },
        CelKind.Period => new JsonObject { ["periodValue"] = value.ToDisplay() },
        CelKind.Type => new JsonObject { ["typeValue"] = value.ToDisplay() },
        CelKind.List => new JsonObject { ["listValue"] = new JsonObject { ["values"] = new JsonArray([.. value.AsList.Select(Write)]) } },
        CelKind.Map => new JsonObject
        {
            ["mapValue"] = new JsonObject
            {
                ["entries"] = new JsonArray([.. value.AsMap.Entries.Select(entry =>
                    new JsonObject { ["key"] = Write(entry.Key), ["value"] = Write(entry.Value) })]),
            },
        },
        CelKind.Optional => new JsonObject { ["optionalValue"] = value.HasValue ? Write(value.OptionalValue) : null },
        _ => throw new InvalidOperationException($"A {value.Kind} is no value"),
    };

    private static JsonObject Boxed(string type, CelValue value) => new()
    {
        ["objectValue"] = new JsonObject { ["@type"] = Prefix + type, ["value"] = value.ToDisplay() },
    };

    private static CelValue Read(string name, JsonElement json) => name switch
    {
        "nullValue" => CelValue.Null,
        "boolValue" => CelValue.Of(json.GetBoolean()),
        "int64Value" => CelValue.Of(long.Parse(Text(json), CultureInfo.InvariantCulture)),
        "uint64Value" => CelValue.Of(ulong.Parse(Text(json), CultureInfo.InvariantCulture)),
        "doubleValue" => CelValue.Of(json.ValueKind == JsonValueKind.Number ? json.GetDouble() : Double(Text(json))),
        "stringValue" => CelValue.Of(Text(json)),
        "bytesValue" => CelValue.Of(Convert.FromBase64String(Text(json))),
        "typeValue" => CelValue.Of(TypeNames.Find(Text(json)) ?? CelType.Abstract(Text(json))),
        "decimalValue" => CelValue.Of(decimal.Parse(Text(json), CultureInfo.InvariantCulture)),
        "dateValue" => CelValue.Of(DateOnly.ParseExact(Text(json), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "optionalValue" => json.ValueKind == JsonValueKind.Null ? CelValue.OptionalNone : CelValue.OptionalOf(Read(json)),
        "listValue" => CelValue.List([.. Items(json, "values").Select(Read)]),
        "mapValue" => CelValue.Map(Items(json, "entries").Select(entry =>
            KeyValuePair.Create(Read(entry.GetProperty("key")), Read(entry.GetProperty("value"))))),
        "objectValue" => Object(json),
        _ => throw new JsonException($"unknown kind of value '{name}'"),
    };

    private static string Text(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number ? json.GetRawText() : json.GetString() ?? throw new FormatException("null");

    private static double Double(string text) => text switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private static CelValue Object(JsonElement json)
    {
        var type = json.GetProperty("@type").GetString() ?? "";
        var value = json.TryGetProperty("value", out var found) ? found : default;
        var parsed = type switch
        {
            Prefix + "Timestamp" => Instants.Parse(Text(value)),
            Prefix + "Duration" => Durations.Parse(Text(value)),
            _ => throw new JsonException($"'{type}' is a protobuf message; the engine has none"),
        };
        return parsed.IsError ? throw new FormatException(parsed.ErrorMessage) : parsed;
    }
}
