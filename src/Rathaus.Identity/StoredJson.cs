using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rathaus.Identity;

/// <summary>How this room writes objects into jsonb columns: names as in the type, enums by name.</summary>
internal static class StoredJson
{
    public static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);
}
