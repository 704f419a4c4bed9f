using System.Text.Json;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// The protected header of a JWS or JWE. Reading it refuses what no use in this house needs and others fell for: critical
/// extensions, an unencoded payload, compression, keys or certificates by address.
/// </summary>
public sealed record JoseHeader
{
    private const int MostCertificates = 8;
    private static readonly string[] Refused = ["crit", "b64", "jku", "x5u", "zip"];

    private JoseHeader()
    {
    }

    public required string Algorithm { get; init; }

    /// <summary><c>enc</c>, in a JWE only.</summary>
    public string? Encryption { get; private init; }

    /// <summary><c>typ</c> without <c>application/</c>.</summary>
    public string? Type { get; private init; }

    /// <summary><c>cty</c></summary>
    public string? ContentType { get; private init; }

    public string? KeyId { get; private init; }

    /// <summary>The public key that the sender put into the message (<c>jwk</c>). It proves possession, never who it is.</summary>
    public Jwk? Key { get; private init; }

    /// <summary>Certificates that the sender put into the message (<c>x5c</c>), leaf first, DER. Their chain is for the caller to check.</summary>
    public IReadOnlyList<byte[]> Certificates { get; private init; } = [];

    /// <summary>The whole header, for members of one use.</summary>
    public required JsonElement Members { get; init; }

    internal Jwk? EphemeralKey { get; private init; }

    internal byte[] PartyU { get; private init; } = [];

    internal byte[] PartyV { get; private init; } = [];

    internal static Outcome<JoseHeader> Parse(ReadOnlySpan<byte> utf8)
    {
        var parsed = StrictJson.ParseObject(utf8);
        if (!parsed.Succeeded)
            return parsed.Refusal;
        var json = parsed.Value;
        if (Array.Exists(Refused, name => json.TryGetProperty(name, out _)))
            return CryptographyRefusals.Header;
        if (json.Text("alg") is not { Length: > 0 and <= 32 } algorithm)
            return CryptographyRefusals.Malformed;
        foreach (var name in (ReadOnlySpan<string>)["typ", "cty", "kid", "enc", "apu", "apv"])
        {
            if (json.Member(name) is { ValueKind: not JsonValueKind.String })
                return CryptographyRefusals.Malformed;
        }

        var key = Optional(json.Member("jwk"));
        var ephemeral = Optional(json.Member("epk"));
        if (key is { Succeeded: false } || ephemeral is { Succeeded: false })
            return CryptographyRefusals.Key;
        var certificates = ReadCertificates(json.Member("x5c"));
        var partyU = Base64Url.DecodeOrNull(json.Text("apu") ?? string.Empty);
        var partyV = Base64Url.DecodeOrNull(json.Text("apv") ?? string.Empty);
        if (certificates is null || partyU is null || partyV is null)
            return CryptographyRefusals.Malformed;

        return new JoseHeader
        {
            Algorithm = algorithm,
            Encryption = json.Text("enc"),
            Type = WithoutPrefix(json.Text("typ")),
            ContentType = json.Text("cty"),
            KeyId = json.Text("kid"),
            Key = key?.Value,
            Certificates = certificates,
            Members = json,
            EphemeralKey = ephemeral?.Value,
            PartyU = partyU,
            PartyV = partyV,
        };
    }

    private static Outcome<Jwk>? Optional(JsonElement? member) => member is { } element ? Jwk.Parse(element) : null;

    /// <summary>RFC 7515 section 4.1.9: the prefix may be left out, and capital letters mean nothing.</summary>
    private static string? WithoutPrefix(string? type) =>
        type is not null && type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? type["application/".Length..] : type;

    private static List<byte[]>? ReadCertificates(JsonElement? member)
    {
        if (member is not { } list)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostCertificates)
            return null;
        var certificates = new List<byte[]>();
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String || !entry.TryGetBytesFromBase64(out var der))
                return null;
            certificates.Add(der);
        }

        return certificates;
    }
}
