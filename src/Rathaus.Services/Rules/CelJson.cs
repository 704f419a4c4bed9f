using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>Values of the expression language as JSON and back, by declared type.</summary>
internal static class CelJson
{
    /// <returns>False when the JSON is not of the type.</returns>
    public static bool TryRead(JsonNode? node, CelType type, out CelValue value)
    {
        value = default;
        switch (type.Kind)
        {
            case CelKind.Optional:
                if (node is null)
                {
                    value = CelValue.OptionalNone;
                    return true;
                }

                if (!TryRead(node, type.Parameters[0], out var inner))
                    return false;
                value = CelValue.OptionalOf(inner);
                return true;
            case CelKind.List:
                return TryList(node, type.Parameters[0], out value);
            case CelKind.Record:
                return TryRecord(node, type, out value);
            case CelKind.Bool when node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                value = CelValue.Of(node.GetValueKind() == JsonValueKind.True);
                return true;
            case CelKind.Int when node is JsonValue number && number.GetValueKind() == JsonValueKind.Number:
                if (!long.TryParse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
                    return false;
                value = CelValue.Of(whole);
                return true;
            case CelKind.Decimal:
                if (node is null || !decimal.TryParse(Json.Scalar(node), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                    return false;
                value = CelValue.Of(amount);
                return true;
            case CelKind.String when Json.IsString(node, out var text):
                value = CelValue.Of(text);
                return true;
            case CelKind.Date when Json.IsString(node, out var day) && MapReader.TryDate(day, out var date):
                value = CelValue.Of(date);
                return true;
            case CelKind.Dyn:
                value = Dynamic(node);
                return true;
            default:
                return false;
        }
    }

    public static JsonNode? Write(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => JsonValue.Create(value.AsBool),
        CelKind.Int => JsonValue.Create(value.AsInt),
        CelKind.Uint => JsonValue.Create(value.AsUint),
        CelKind.Double => JsonValue.Create(value.AsDouble),
        CelKind.Decimal => JsonValue.Create(value.AsDecimal.ToString(CultureInfo.InvariantCulture)),
        CelKind.String => JsonValue.Create(value.AsString),
        CelKind.Date => JsonValue.Create(value.AsDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        CelKind.Optional => value.HasValue ? Write(value.OptionalValue) : null,
        CelKind.List => new JsonArray([.. value.AsList.Select(item => Write(item))]),
        CelKind.Map => new JsonObject(value.AsMap.Entries.Select(entry => KeyValuePair.Create(entry.Key.AsString, Write(entry.Value)))),
        _ => null,
    };

    private static bool TryList(JsonNode? node, CelType element, out CelValue value)
    {
        value = default;
        if (node is not JsonArray array)
            return false;
        var items = new CelValue[array.Count];
        for (var i = 0; i < items.Length; i++)
        {
            if (!TryRead(array[i], element, out items[i]))
                return false;
        }

        value = CelValue.List(items);
        return true;
    }

    private static bool TryRecord(JsonNode? node, CelType type, out CelValue value)
    {
        value = default;
        if (node is not JsonObject map)
            return false;
        var fields = new Dictionary<string, CelValue>(type.Fields.Count, StringComparer.Ordinal);
        foreach (var (name, fieldType) in type.Fields)
        {
            if (!TryRead(map[name], fieldType, out var field))
                return false;
            fields[name] = field;
        }

        value = CelValue.Record(fields);
        return true;
    }

    private static CelValue Dynamic(JsonNode? node) => node switch
    {
        null => CelValue.Null,
        JsonArray array => CelValue.List([.. array.Select(Dynamic)]),
        JsonObject map => CelValue.Record(map.ToDictionary(pair => pair.Key, pair => Dynamic(pair.Value), StringComparer.Ordinal)),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => CelValue.True,
            JsonValueKind.False => CelValue.False,
            JsonValueKind.Number => CelValue.Of(double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)),
            _ => CelValue.Of(Json.Scalar(node)),
        },
    };
}
