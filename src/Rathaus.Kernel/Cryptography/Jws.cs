using System.Text;
using System.Text.Json;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>What one use accepts; there is no default list of algorithms, because each use must name its own.</summary>
public sealed record JwsPolicy
{
    /// <summary>Of <see cref="JoseAlgorithms"/>; <c>none</c> and symmetric ones are refused whatever stands here.</summary>
    public required IReadOnlyCollection<string> Algorithms { get; init; }

    /// <summary>Accepted <c>typ</c> values (without <c>application/</c>); empty: any or none.</summary>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>Longest compact form in characters.</summary>
    public int Longest { get; init; } = 16_384;

    /// <summary>The message may carry its public key (<c>jwk</c>), as DPoP proofs do.</summary>
    public bool AcceptsEmbeddedKey { get; init; }

    /// <summary>The message may carry certificates (<c>x5c</c>), as credentials of wallets do.</summary>
    public bool AcceptsCertificates { get; init; }

    /// <summary>The payload is a JSON object. False: any bytes, and <see cref="Jws.Claims"/> stays undefined.</summary>
    public bool PayloadIsJson { get; init; } = true;
}

/// <summary>A message whose signature was checked. <paramref name="Key"/> is the key that fits.</summary>
public sealed record Jws(JoseHeader Header, JsonElement Claims, byte[] Payload, Jwk Key);

/// <summary>A message that was read but not checked: good for finding the key by issuer or key id, for nothing else.</summary>
public sealed class UnverifiedJws
{
    private readonly byte[] signed;
    private readonly byte[] signature;
    private readonly byte[] payload;

    internal UnverifiedJws(JoseHeader header, JsonElement claims, byte[] payload, byte[] signed, byte[] signature)
    {
        Header = header;
        Claims = claims;
        this.payload = payload;
        this.signed = signed;
        this.signature = signature;
    }

    public JoseHeader Header { get; }

    /// <summary>Not proven by anybody yet.</summary>
    public JsonElement Claims { get; }

    public Outcome<Jws> Verify(Jwk key)
    {
        if (!JoseAlgorithms.Fits(Header.Algorithm, key) || (key.Algorithm ?? Header.Algorithm) != Header.Algorithm || key.Use is not (null or "sig"))
            return CryptographyRefusals.Key;
        return key.Verify(Header.Algorithm, signed, signature)
            ? new Jws(Header, Claims, payload, key)
            : CryptographyRefusals.Signature;
    }
}

/// <summary>
/// Reads signed messages in compact form (RFC 7515). Hostile input comes back as a refusal: <c>crypto.too-large</c>,
/// <c>crypto.malformed</c>, <c>crypto.json</c>, <c>crypto.header</c>, <c>crypto.algorithm</c>, <c>crypto.type</c>,
/// <c>crypto.key</c>, <c>crypto.signature</c>.
/// </summary>
public static class JwsReader
{
    /// <summary>Reads and checks in one step. <paramref name="key"/> finds the key by the header; null refuses.</summary>
    public static Outcome<Jws> Verify(string compact, JwsPolicy policy, Func<JoseHeader, Jwk?> key) =>
        Read(compact, policy).Then<Jws>(message => key(message.Header) is { } found ? message.Verify(found) : CryptographyRefusals.Key);

    /// <summary>Reads and checks against the key that the message itself carries (<see cref="JwsPolicy.AcceptsEmbeddedKey"/>).</summary>
    public static Outcome<Jws> VerifyByEmbeddedKey(string compact, JwsPolicy policy) => Verify(compact, policy, header => header.Key);

    /// <summary>Reads only; the caller finds the key and calls <see cref="UnverifiedJws.Verify"/>.</summary>
    public static Outcome<UnverifiedJws> Read(string compact, JwsPolicy policy)
    {
        if (compact.Length > policy.Longest)
            return CryptographyRefusals.TooLarge;
        var first = compact.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : compact.IndexOf('.', first + 1);
        if (second < 0 || compact.IndexOf('.', second + 1) >= 0
            || !Base64Url.TryDecode(compact.AsSpan(0, first), out var headerBytes))
            return CryptographyRefusals.Malformed;

        var header = JoseHeader.Parse(headerBytes);
        if (!header.Succeeded)
            return header.Refusal;
        if (Judge(header.Value, policy) is { } refusal)
            return refusal;
        if (!Base64Url.TryDecode(compact.AsSpan(first + 1, second - first - 1), out var payload)
            || !Base64Url.TryDecode(compact.AsSpan(second + 1), out var signature))
            return CryptographyRefusals.Malformed;

        var claims = default(JsonElement);
        if (policy.PayloadIsJson)
        {
            var parsed = StrictJson.ParseObject(payload, policy.Longest);
            if (!parsed.Succeeded)
                return parsed.Refusal;
            claims = parsed.Value;
        }

        return new UnverifiedJws(header.Value, claims, payload, Encoding.ASCII.GetBytes(compact, 0, second), signature);
    }

    private static Refusal? Judge(JoseHeader header, JwsPolicy policy)
    {
        if (header.Algorithm is JoseAlgorithms.EcdhEs || !Known(header.Algorithm) || !policy.Algorithms.Contains(header.Algorithm))
            return CryptographyRefusals.Algorithm;
        if ((header.Key is not null && !policy.AcceptsEmbeddedKey) || (header.Certificates.Count > 0 && !policy.AcceptsCertificates))
            return CryptographyRefusals.Header;
        return policy.Types.Count > 0 && !policy.Types.Contains(header.Type ?? string.Empty, StringComparer.OrdinalIgnoreCase)
            ? CryptographyRefusals.Type
            : null;
    }

    private static bool Known(string algorithm) => algorithm is JoseAlgorithms.EdDsa or JoseAlgorithms.Ed25519 or JoseAlgorithms.Ed448
        || JoseAlgorithms.HashOf(algorithm) is not null;
}
