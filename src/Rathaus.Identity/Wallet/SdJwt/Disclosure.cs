using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>
/// One claim that a holder may show or keep (RFC 9901 section 4.2): base64url of <c>[salt, name, value]</c> for a member of an
/// object, <c>[salt, value]</c> for an element of an array (<see cref="Name"/> null).
/// </summary>
internal sealed record Disclosure(string Encoded, string Digest, string? Name, JsonNode? Value)
{
    /// <summary>Longer ones carry pictures of no use here.</summary>
    private const int Longest = 65_536;

    /// <summary>128 random bits of salt (RFC 9901 section 9.3).</summary>
    private const int SaltBytes = 16;

    /// <summary>Names that mean structure and can be no claim.</summary>
    public static bool IsReserved(string name) => name is "_sd" or "...";

    public static Outcome<Disclosure> Parse(string encoded)
    {
        if (encoded.Length is 0 or > Longest || !Base64Url.TryDecode(encoded, out var bytes))
            return SdJwtRefusals.Malformed("Eine offengelegte Angabe ist kein base64url.");
        if (!WalletJson.TryParse(bytes, out var node) || node is not JsonArray { Count: 2 or 3 } parts)
            return SdJwtRefusals.Malformed("Eine offengelegte Angabe ist keine Liste aus zwei oder drei Teilen.");
        if (parts[0]?.GetValueKind() != JsonValueKind.String)
            return SdJwtRefusals.Malformed("Eine offengelegte Angabe hat kein Salz.");
        var value = parts[^1];
        string? name = null;
        if (parts.Count == 3)
        {
            if (parts[1]?.GetValueKind() != JsonValueKind.String)
                return SdJwtRefusals.Malformed("Eine offengelegte Angabe hat keinen Namen.");
            name = parts[1]!.GetValue<string>();
            if (IsReserved(name))
                return SdJwtRefusals.Disclosure("Eine offengelegte Angabe trägt einen verbotenen Namen.");
        }

        parts[^1] = null;
        return new Disclosure(encoded, DigestOf(encoded), name, value);
    }

    /// <summary>A fresh one with a salt of its own.</summary>
    public static Disclosure Make(string? name, JsonNode? value)
    {
        JsonArray parts = [Base64Url.Encode(RandomNumberGenerator.GetBytes(SaltBytes))];
        if (name is not null)
            parts.Add((JsonNode)name);
        parts.Add(value?.DeepClone());
        var encoded = Base64Url.Encode(Encoding.UTF8.GetBytes(parts.ToJsonString(WalletJson.Plain)));
        return new Disclosure(encoded, DigestOf(encoded), name, value);
    }

    /// <summary>base64url(SHA-256(ASCII(text))): the one hash that is taken here.</summary>
    public static string DigestOf(string text) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
