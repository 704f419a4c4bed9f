using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// A public key (RFC 7517): EC on P-256, P-384 or P-521, OKP Ed25519, Ed448 or X25519, RSA of 2,048 to 8,192 bits. An object of
/// this type is a usable key: points lie on their curve. It may be kept and used by many threads.
/// </summary>
public sealed class Jwk
{
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly Lazy<ConcurrentBag<ECDsa>> elliptic;
    private readonly ConcurrentBag<RSA> rsa = [];
    private readonly Lazy<string> thumbprint;

    internal Jwk(string keyType, string? curve, byte[] x, byte[]? y)
    {
        KeyType = keyType;
        Curve = curve;
        X = x;
        Y = y;
        elliptic = new Lazy<ConcurrentBag<ECDsa>>(() => EllipticKeys.For(Point()));
        thumbprint = new Lazy<string>(() => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(RequiredMembers()))));
    }

    /// <summary><c>EC</c>, <c>OKP</c> or <c>RSA</c>.</summary>
    public string KeyType { get; }

    /// <summary>Null for RSA.</summary>
    public string? Curve { get; }

    public string? KeyId { get; internal init; }

    /// <summary>The only algorithm this key may be used with, if it says so.</summary>
    public string? Algorithm { get; internal init; }

    /// <summary><c>sig</c>, <c>enc</c> or nothing.</summary>
    public string? Use { get; internal init; }

    /// <summary>RFC 7638 with SHA-256, in base64url: 43 characters, the same for every way to write the same key.</summary>
    public string Thumbprint => thumbprint.Value;

    /// <summary>First coordinate, Edwards key or RSA modulus.</summary>
    internal byte[] X { get; }

    /// <summary>Second coordinate; for RSA the exponent.</summary>
    internal byte[]? Y { get; }

    /// <summary>Reads a public key. A private one is refused: whoever shows it has lost it.</summary>
    public static Outcome<Jwk> Parse(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || Array.Exists(PrivateMembers, name => element.TryGetProperty(name, out _)))
            return CryptographyRefusals.Key;
        return ParsePublicPart(element);
    }

    /// <summary>Reads one key of strict JSON.</summary>
    public static Outcome<Jwk> Parse(string json) => StrictJson.Parse(json).Then(Parse);

    /// <summary>The keys of a JWK set (RFC 7517 section 5); entries of kinds that are not accepted are left out, as the RFC says.</summary>
    public static Outcome<IReadOnlyList<Jwk>> ParseSet(JsonElement set)
    {
        if (set.Member("keys") is not { ValueKind: JsonValueKind.Array } keys || keys.GetArrayLength() > 64)
            return CryptographyRefusals.Key;
        var read = new List<Jwk>();
        foreach (var element in keys.EnumerateArray())
        {
            if (Parse(element) is { Succeeded: true } key)
                read.Add(key.Value);
        }

        return Outcome.Of<IReadOnlyList<Jwk>>(read);
    }

    /// <summary>The key of a certificate.</summary>
    public static Outcome<Jwk> Of(X509Certificate2 certificate)
    {
        try
        {
            using var ecdsa = certificate.GetECDsaPublicKey();
            if (ecdsa is not null)
            {
                var parameters = ecdsa.ExportParameters(includePrivateParameters: false);
                return JwkCurves.NameOf(parameters.Curve) is { } curve
                    ? new Jwk(JwkTypes.Elliptic, curve, parameters.Q.X!, parameters.Q.Y)
                    : CryptographyRefusals.Key;
            }

            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is null)
                return CryptographyRefusals.Key;
            var key = rsa.ExportParameters(includePrivateParameters: false);
            return Rsa(key.Modulus, key.Exponent, keyId: null, algorithm: null, use: null);
        }
        catch (CryptographicException)
        {
            return CryptographyRefusals.Key;
        }
    }

    /// <summary>The members that make the key, with <c>kid</c>, <c>alg</c> and <c>use</c> when set.</summary>
    public JsonObject ToJson()
    {
        var json = (JsonObject)JsonNode.Parse(RequiredMembers())!;
        if (KeyId is not null)
            json["kid"] = KeyId;
        if (Algorithm is not null)
            json["alg"] = Algorithm;
        if (Use is not null)
            json["use"] = Use;
        return json;
    }

    /// <summary>The same key under another name; <paramref name="keyId"/> null names it by its thumbprint.</summary>
    public Jwk Named(string? keyId = null, string? algorithm = null, string? use = null) =>
        new(KeyType, Curve, X, Y) { KeyId = keyId ?? Thumbprint, Algorithm = algorithm ?? Algorithm, Use = use ?? Use };

    /// <summary>Checks a signature in JOSE's form. False when algorithm, use and key do not belong together.</summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!JoseAlgorithms.Fits(algorithm, this) || (Algorithm ?? algorithm) != algorithm || Use is not (null or "sig"))
            return false;
        if (KeyType == JwkTypes.OctetPair)
            return Curve == JwkCurves.Ed25519 ? Ed25519.Verify(X, data, signature) : Ed448.Verify(X, data, signature);
        var hash = JoseAlgorithms.HashOf(algorithm);
        return hash is not null && (KeyType == JwkTypes.Rsa
            ? VerifyRsa(hash.Value, data, signature, algorithm == JoseAlgorithms.Rs256 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss)
            : VerifyElliptic(hash.Value, data, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>As <see cref="Verify"/>, with ECDSA signatures in DER as certificates and authenticators write them.</summary>
    public bool VerifyDer(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        KeyType == JwkTypes.Elliptic
            ? JoseAlgorithms.Fits(algorithm, this) && JoseAlgorithms.HashOf(algorithm) is { } hash
                && VerifyElliptic(hash, data, signature, DSASignatureFormat.Rfc3279DerSequence)
            : Verify(algorithm, data, signature);

    internal bool VerifyElliptic(HashAlgorithmName hash, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, DSASignatureFormat format)
    {
        var instances = elliptic.Value;
        var key = instances.TryTake(out var kept) ? kept : ECDsa.Create(Point());
        try
        {
            return key.VerifyData(data, signature, hash, format);
        }
        finally
        {
            instances.Add(key);
        }
    }

    internal bool VerifyRsa(HashAlgorithmName hash, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, RSASignaturePadding padding)
    {
        var key = rsa.TryTake(out var kept) ? kept : RSA.Create(new RSAParameters { Modulus = X, Exponent = Y });
        try
        {
            return key.VerifyData(data, signature, hash, padding);
        }
        finally
        {
            rsa.Add(key);
        }
    }

    internal ECParameters Point() => new() { Curve = JwkCurves.Named(Curve!), Q = new ECPoint { X = X, Y = Y } };

    internal static Outcome<Jwk> ParsePublicPart(JsonElement element)
    {
        var (keyId, algorithm, use) = (element.Text("kid"), element.Text("alg"), element.Text("use"));
        var curve = element.Text("crv");
        switch (element.Text("kty"))
        {
            case JwkTypes.Elliptic when curve is JwkCurves.P256 or JwkCurves.P384 or JwkCurves.P521:
                return Elliptic(curve, Base64Url.DecodeOrNull(element.Text("x")), Base64Url.DecodeOrNull(element.Text("y")), keyId, algorithm, use);
            case JwkTypes.OctetPair when curve is JwkCurves.Ed25519 or JwkCurves.Ed448 or JwkCurves.X25519:
                return OctetPair(curve, Base64Url.DecodeOrNull(element.Text("x")), keyId, algorithm, use);
            case JwkTypes.Rsa:
                return Rsa(Base64Url.DecodeOrNull(element.Text("n")), Base64Url.DecodeOrNull(element.Text("e")), keyId, algorithm, use);
            default:
                return CryptographyRefusals.Key;
        }
    }

    /// <summary>A key on P-256, P-384 or P-521; refused when a coordinate has another length or the point is not on the curve.</summary>
    public static Outcome<Jwk> Elliptic(string curve, byte[]? x, byte[]? y, string? keyId = null, string? algorithm = null, string? use = null)
    {
        if (x?.Length != JwkCurves.Length(curve) || y?.Length != x?.Length)
            return CryptographyRefusals.Key;
        var key = new Jwk(JwkTypes.Elliptic, curve, x!, y) { KeyId = keyId, Algorithm = algorithm, Use = use };
        try
        {
            _ = key.elliptic.Value;     // refuses a point that is not on the curve
            return key;
        }
        catch (CryptographicException)
        {
            return CryptographyRefusals.Key;
        }
    }

    /// <summary>A key on Ed25519, Ed448 or X25519.</summary>
    public static Outcome<Jwk> OctetPair(string curve, byte[]? x, string? keyId = null, string? algorithm = null, string? use = null) =>
        x is not null && x.Length == JwkCurves.Length(curve)
            ? new Jwk(JwkTypes.OctetPair, curve, x, y: null) { KeyId = keyId, Algorithm = algorithm, Use = use }
            : CryptographyRefusals.Key;

    /// <summary>2,048 bits or more (BSI TR-02102-1 asks 3,000 of new keys), exponent 65,537 as all systems use.</summary>
    public static Outcome<Jwk> Rsa(byte[]? modulus, byte[]? exponent, string? keyId = null, string? algorithm = null, string? use = null) =>
        modulus is { Length: >= 256 and <= 1_024 } && modulus[0] != 0 && exponent is [1, 0, 1]
            ? new Jwk(JwkTypes.Rsa, curve: null, modulus, exponent) { KeyId = keyId, Algorithm = algorithm, Use = use }
            : CryptographyRefusals.Key;

    /// <summary>In the order and without the blanks of RFC 7638 section 3.2.</summary>
    private string RequiredMembers() => KeyType switch
    {
        JwkTypes.Elliptic => $$"""{"crv":"{{Curve}}","kty":"EC","x":"{{Base64Url.Encode(X)}}","y":"{{Base64Url.Encode(Y)}}"}""",
        JwkTypes.OctetPair => $$"""{"crv":"{{Curve}}","kty":"OKP","x":"{{Base64Url.Encode(X)}}"}""",
        _ => $$"""{"e":"{{Base64Url.Encode(Y)}}","kty":"RSA","n":"{{Base64Url.Encode(X)}}"}""",
    };
}
