using System.Text.Json;

namespace Rathaus.Cel.Conformance;

/// <summary>Types and declarations in the JSON form of cel-spec's <c>checked.proto</c>.</summary>
internal static class CelTypeJson
{
    /// <exception cref="JsonException">The type is unknown or a protobuf message.</exception>
    public static CelType Read(JsonElement json)
    {
        var property = json.EnumerateObject().First();
        var value = property.Value;
        return property.Name switch
        {
            "primitive" => Primitive(value.GetString()),
            "null" => CelType.Null,
            "dyn" => CelType.Dyn,
            "wellKnown" => value.GetString() switch
            {
                "TIMESTAMP" => CelType.Timestamp,
                "DURATION" => CelType.Duration,
                _ => CelType.Dyn,
            },
            "listType" => CelType.List(Read(value.GetProperty("elemType"))),
            "mapType" => CelType.Map(Read(value.GetProperty("keyType")), Read(value.GetProperty("valueType"))),
            "typeParam" => CelType.Parameter(value.GetString() ?? ""),
            "type" => CelType.TypeOf(Read(value)),
            "abstractType" => Abstract(value),
            _ => throw new JsonException($"protobuf type {value}"),
        };
    }

    public static CelEnvironment Declare(CelEnvironment environment, JsonElement declaration)
    {
        var name = declaration.GetProperty("name").GetString() ?? "";
        if (declaration.TryGetProperty("ident", out var variable))
            return environment.WithVariable(name, Read(variable.GetProperty("type")));
        var overloads = declaration.GetProperty("function").GetProperty("overloads").EnumerateArray().Select(overload => new CelOverload(
            overload.GetProperty("overloadId").GetString() ?? "",
            overload.TryGetProperty("params", out var parameters) ? [.. parameters.EnumerateArray().Select(Read)] : [],
            Read(overload.GetProperty("resultType")),
            _ => CelValue.Error("declared without a body"),
            overload.TryGetProperty("isInstanceFunction", out var member) && member.GetBoolean()));
        return environment.WithFunction(new CelFunction(name, [.. overloads]));
    }

    private static CelType Primitive(string? name) => name switch
    {
        "BOOL" => CelType.Bool,
        "INT64" => CelType.Int,
        "UINT64" => CelType.Uint,
        "DOUBLE" => CelType.Double,
        "STRING" => CelType.String,
        "BYTES" => CelType.Bytes,
        _ => throw new JsonException($"unknown primitive {name}"),
    };

    private static CelType Abstract(JsonElement json)
    {
        var name = json.GetProperty("name").GetString() ?? "";
        IReadOnlyList<CelType> parameters = json.TryGetProperty("parameterTypes", out var listed) ? [.. listed.EnumerateArray().Select(Read)] : [];
        return name == "optional_type" ? CelType.Optional(parameters[0]) : CelType.Abstract(name, parameters);
    }
}
