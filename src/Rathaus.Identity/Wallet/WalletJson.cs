using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet;

/// <summary>JSON as trees that can be changed; what strangers send is read by <see cref="StrictJson"/> first.</summary>
internal static class WalletJson
{
    private const int Longest = 65_536;

    /// <summary>Compact, letters as they are.</summary>
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>False when it is no strict JSON; the value <c>null</c> is a null node.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonNode? node)
    {
        var parsed = StrictJson.Parse(utf8, Longest);
        node = parsed.Succeeded ? Node(parsed.Value) : null;
        return parsed.Succeeded;
    }

    public static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(element),
    };

    /// <summary>The text of a string member, or null.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject members && members[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    /// <summary>A whole number of seconds and the like, or null.</summary>
    public static long? Whole(this JsonNode? node, string name) =>
        node is JsonObject members && members[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
