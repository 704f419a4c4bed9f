using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// JSON that means the same to every reader: valid UTF-8 without byte order mark, no member twice, no comments, no lone
/// surrogates, bounded length and depth. For everything that is signed, encrypted or comes from a foreign system.
/// </summary>
public static class StrictJson
{
    /// <summary>In bytes, unless a use says otherwise.</summary>
    public const int DefaultLength = 16_384;

    /// <summary>Objects and arrays inside one another.</summary>
    public const int Depth = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Depth, AllowDuplicateProperties = false };
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = Depth };

    /// <summary>Any JSON value; the element owns its memory.</summary>
    public static Outcome<JsonElement> Parse(ReadOnlySpan<byte> utf8, int longest = DefaultLength)
    {
        if (utf8.Length > longest)
            return CryptographyRefusals.TooLarge;
        if (!Utf8.IsValid(utf8))
            return CryptographyRefusals.Json;
        try
        {
            if (utf8.IndexOf("\\u"u8) >= 0 && !EscapesAreText(utf8))
                return CryptographyRefusals.Json;
            return JsonElement.Parse(utf8, Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return CryptographyRefusals.Json;
        }
    }

    /// <summary>Any JSON value in a string.</summary>
    public static Outcome<JsonElement> Parse(string json, int longest = DefaultLength) =>
        json.Length > longest ? CryptographyRefusals.TooLarge : Parse(Encoding.UTF8.GetBytes(json), longest);

    /// <summary>A JSON object; any other value is refused.</summary>
    public static Outcome<JsonElement> ParseObject(ReadOnlySpan<byte> utf8, int longest = DefaultLength) =>
        Parse(utf8, longest).Then<JsonElement>(
            element => element.ValueKind == JsonValueKind.Object ? element : CryptographyRefusals.Json);

    /// <summary>The member's text; null when it is missing or no string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>The member's whole number (for example seconds of a NumericDate); null when it is missing, no number or has a fraction.</summary>
    public static long? Integer(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var value)
            ? value
            : null;

    /// <summary>The member, or null when it is missing.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The parser leaves escapes alone until they are read; a half surrogate pair is found by reading.</summary>
    private static bool EscapesAreText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                _ = reader.GetString();
        }

        return true;
    }
}
