using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Rathaus.Identity.WebAuthn;

/// <summary>What the browser says about the ceremony (clientDataJSON). Unknown members are allowed and ignored.</summary>
internal sealed record ClientData(string Type, byte[] Challenge, string Origin, bool CrossOrigin, string? TopOrigin, byte[] Hash)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <exception cref="WebAuthnException">No JSON object with the members of section 5.8.1.</exception>
    public static ClientData Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > 8_192)
            throw new WebAuthnException("passkey.malformed", "client data too long");
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(json), Strict);
            var root = document.RootElement;
            return new ClientData(
                Text(root, "type"),
                Base64Url.DecodeFromChars(Text(root, "challenge")),
                Text(root, "origin"),
                root.TryGetProperty("crossOrigin", out var cross) && cross.GetBoolean(),
                root.TryGetProperty("topOrigin", out var top) ? top.GetString() : null,
                SHA256.HashData(json.Span));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new WebAuthnException("passkey.malformed", "client data not readable", exception);
        }
    }

    /// <summary>"UTF-8 decode" of the standard drops a byte order mark; the hash keeps it.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? json[3..] : json;

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : throw new WebAuthnException("passkey.malformed", $"client data without {name}");
}
