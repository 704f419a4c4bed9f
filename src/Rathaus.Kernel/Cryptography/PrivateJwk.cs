using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// A key pair. The private part leaves it by <see cref="ToJson"/> only, which is for sealed storage. It may be kept and used by
/// many threads.
/// </summary>
public sealed class PrivateJwk
{
    private readonly ConcurrentBag<ECDsa> elliptic = [];
    private readonly ConcurrentBag<RSA> rsa = [];
    private readonly byte[] secret;
    private readonly RSAParameters rsaParameters;

    /// <summary>RFC 7518 section 6.3.2.</summary>
    private static readonly string[] RsaParts = ["p", "q", "dp", "dq", "qi"];

    private PrivateJwk(Jwk @public, byte[] secret, RSAParameters rsaParameters = default)
    {
        Public = @public;
        this.secret = secret;
        this.rsaParameters = rsaParameters;
    }

    public Jwk Public { get; }

    /// <summary>What this key signs with unless told otherwise; ECDH-ES for X25519.</summary>
    public string Algorithm => Public.Algorithm ?? (Public.KeyType, Public.Curve) switch
    {
        (JwkTypes.Elliptic, JwkCurves.P256) => JoseAlgorithms.Es256,
        (JwkTypes.Elliptic, JwkCurves.P384) => JoseAlgorithms.Es384,
        (JwkTypes.Elliptic, _) => JoseAlgorithms.Es512,
        (JwkTypes.OctetPair, JwkCurves.X25519) => JoseAlgorithms.EcdhEs,
        (JwkTypes.OctetPair, _) => JoseAlgorithms.EdDsa,
        _ => JoseAlgorithms.Ps256,
    };

    /// <summary>
    /// A new key pair for an algorithm, named by its thumbprint unless <paramref name="keyId"/> says otherwise. ECDH-ES gives a
    /// P-256 key for encryption, EdDSA one on Ed25519.
    /// </summary>
    public static PrivateJwk Generate(string algorithm = JoseAlgorithms.Es256, string? keyId = null) => algorithm switch
    {
        JoseAlgorithms.Es256 => NewElliptic(JwkCurves.P256, algorithm, "sig", keyId),
        JoseAlgorithms.Es384 => NewElliptic(JwkCurves.P384, algorithm, "sig", keyId),
        JoseAlgorithms.Es512 => NewElliptic(JwkCurves.P521, algorithm, "sig", keyId),
        JoseAlgorithms.EcdhEs => NewElliptic(JwkCurves.P256, algorithm, "enc", keyId),
        JoseAlgorithms.EdDsa or JoseAlgorithms.Ed25519 => NewEdwards(JwkCurves.Ed25519, algorithm, keyId),
        JoseAlgorithms.Ed448 => NewEdwards(JwkCurves.Ed448, algorithm, keyId),
        JoseAlgorithms.Ps256 or JoseAlgorithms.Rs256 => NewRsa(algorithm, keyId),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "no algorithm of JoseAlgorithms"),
    };

    /// <summary>Reads a key pair; refused when the private part is missing or does not belong to the public one.</summary>
    public static Outcome<PrivateJwk> Parse(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || Base64Url.DecodeOrNull(element.Text("d")) is not { } secret)
            return CryptographyRefusals.Key;
        var read = Jwk.ParsePublicPart(element);
        if (!read.Succeeded)
            return read.Refusal;
        try
        {
            return read.Value.KeyType switch
            {
                JwkTypes.Elliptic => OfElliptic(read.Value, secret),
                JwkTypes.OctetPair => OfOctetPair(read.Value, secret),
                _ => OfRsa(read.Value, secret, element),
            };
        }
        catch (CryptographicException)
        {
            return CryptographyRefusals.Key;
        }
    }

    /// <summary>Reads one key pair of strict JSON.</summary>
    public static Outcome<PrivateJwk> Parse(string json) => StrictJson.Parse(json).Then(Parse);

    /// <summary>With the private part: only for sealed storage.</summary>
    public JsonObject ToJson()
    {
        var json = Public.ToJson();
        json["d"] = Base64Url.Encode(secret);
        if (Public.KeyType != JwkTypes.Rsa)
            return json;
        json["p"] = Base64Url.Encode(rsaParameters.P);
        json["q"] = Base64Url.Encode(rsaParameters.Q);
        json["dp"] = Base64Url.Encode(rsaParameters.DP);
        json["dq"] = Base64Url.Encode(rsaParameters.DQ);
        json["qi"] = Base64Url.Encode(rsaParameters.InverseQ);
        return json;
    }

    /// <summary>Signs in JOSE's form.</summary>
    /// <exception cref="ArgumentException">The algorithm does not belong to this key.</exception>
    public byte[] Sign(string algorithm, ReadOnlySpan<byte> data)
    {
        if (!JoseAlgorithms.Fits(algorithm, Public) || algorithm == JoseAlgorithms.EcdhEs)
            throw new ArgumentException($"{algorithm} does not belong to a key of type {Public.KeyType} {Public.Curve}", nameof(algorithm));
        if (Public.KeyType == JwkTypes.OctetPair)
            return Public.Curve == JwkCurves.Ed25519 ? Ed25519.Sign(secret, data) : Ed448.Sign(secret, data);
        var hash = JoseAlgorithms.HashOf(algorithm)!.Value;
        return Public.KeyType == JwkTypes.Rsa ? SignRsa(algorithm, hash, data) : SignElliptic(hash, data);
    }

    /// <summary>A pair for one message, without name.</summary>
    internal static PrivateJwk Ephemeral(string curve)
    {
        if (curve == JwkCurves.X25519)
        {
            var secret = RandomNumberGenerator.GetBytes(32);
            return new PrivateJwk(new Jwk(JwkTypes.OctetPair, curve, LibCrypto.PublicKey(LibCrypto.X25519, secret, 32), y: null), secret);
        }

        using var created = ECDsa.Create(JwkCurves.Named(curve));
        var parameters = created.ExportParameters(includePrivateParameters: true);
        return new PrivateJwk(new Jwk(JwkTypes.Elliptic, curve, parameters.Q.X!, parameters.Q.Y), parameters.D!);
    }

    /// <summary>The shared secret with another's key on the same curve (RFC 7518 section 4.6); null when there is none.</summary>
    internal byte[]? Agree(Jwk other)
    {
        if (!JoseAlgorithms.Fits(JoseAlgorithms.EcdhEs, Public) || Public.Curve != other.Curve)
            return null;
        if (Public.Curve == JwkCurves.X25519)
            return LibCrypto.Agree(secret, other.X);
        using var own = ECDiffieHellman.Create(Parameters());
        using var others = ECDiffieHellman.Create(other.Point());
        return own.DeriveRawSecretAgreement(others.PublicKey);
    }

    private static PrivateJwk NewElliptic(string curve, string algorithm, string use, string? keyId)
    {
        var pair = Ephemeral(curve);
        return new PrivateJwk(pair.Public.Named(keyId, algorithm, use), pair.secret);
    }

    private static PrivateJwk NewEdwards(string curve, string algorithm, string? keyId)
    {
        var (secret, x) = curve == JwkCurves.Ed25519
            ? Pair(Ed25519.NewPrivateKey(), seed => Ed25519.PublicKey(seed))
            : Pair(Ed448.NewPrivateKey(), seed => Ed448.PublicKey(seed));
        return new PrivateJwk(new Jwk(JwkTypes.OctetPair, curve, x, y: null).Named(keyId, algorithm, "sig"), secret);

        static (byte[] Secret, byte[] Public) Pair(byte[] seed, Func<byte[], byte[]> derive) => (seed, derive(seed));
    }

    private static PrivateJwk NewRsa(string algorithm, string? keyId)
    {
        using var created = RSA.Create(3_072);
        var parameters = created.ExportParameters(includePrivateParameters: true);
        var key = new Jwk(JwkTypes.Rsa, curve: null, parameters.Modulus!, parameters.Exponent);
        return new PrivateJwk(key.Named(keyId, algorithm, "sig"), parameters.D!, parameters);
    }

    private static Outcome<PrivateJwk> OfElliptic(Jwk key, byte[] secret)
    {
        if (secret.Length != key.X.Length)
            return CryptographyRefusals.Key;
        var pair = new PrivateJwk(key, secret);
        using var derived = ECDsa.Create(new ECParameters { Curve = JwkCurves.Named(key.Curve!), D = secret });
        var point = derived.ExportParameters(includePrivateParameters: false).Q;
        return point.X.AsSpan().SequenceEqual(key.X) && point.Y.AsSpan().SequenceEqual(key.Y) ? pair : CryptographyRefusals.Key;
    }

    private static Outcome<PrivateJwk> OfOctetPair(Jwk key, byte[] secret)
    {
        if (secret.Length != key.X.Length)
            return CryptographyRefusals.Key;
        var derived = key.Curve switch
        {
            JwkCurves.Ed25519 => Ed25519.PublicKey(secret),
            JwkCurves.Ed448 => Ed448.PublicKey(secret),
            _ => LibCrypto.PublicKey(LibCrypto.X25519, secret, secret.Length),
        };
        return derived.AsSpan().SequenceEqual(key.X) ? new PrivateJwk(key, secret) : CryptographyRefusals.Key;
    }

    private static Outcome<PrivateJwk> OfRsa(Jwk key, byte[] secret, JsonElement element)
    {
        var parts = RsaParts.Select(name => Base64Url.DecodeOrNull(element.Text(name))).ToArray();
        if (Array.Exists(parts, part => part is null))
            return CryptographyRefusals.Key;
        var parameters = new RSAParameters
        {
            Modulus = key.X,
            Exponent = key.Y,
            D = Padded(secret, key.X.Length),
            P = Padded(parts[0]!, key.X.Length / 2),
            Q = Padded(parts[1]!, key.X.Length / 2),
            DP = Padded(parts[2]!, key.X.Length / 2),
            DQ = Padded(parts[3]!, key.X.Length / 2),
            InverseQ = Padded(parts[4]!, key.X.Length / 2),
        };
        var pair = new PrivateJwk(key, parameters.D, parameters);
        pair.rsa.Add(RSA.Create(parameters));
        return pair;
    }

    /// <summary>.NET wants the numbers at full length, RFC 7518 writes them without leading zeros.</summary>
    private static byte[] Padded(byte[] number, int length) =>
        number.Length >= length ? number : [.. new byte[length - number.Length], .. number];

    private ECParameters Parameters() => new() { Curve = JwkCurves.Named(Public.Curve!), Q = new ECPoint { X = Public.X, Y = Public.Y }, D = secret };

    private byte[] SignElliptic(HashAlgorithmName hash, ReadOnlySpan<byte> data)
    {
        var key = elliptic.TryTake(out var kept) ? kept : ECDsa.Create(Parameters());
        try
        {
            return key.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            elliptic.Add(key);
        }
    }

    private byte[] SignRsa(string algorithm, HashAlgorithmName hash, ReadOnlySpan<byte> data)
    {
        var key = rsa.TryTake(out var kept) ? kept : RSA.Create(rsaParameters);
        try
        {
            var padding = algorithm == JoseAlgorithms.Rs256 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss;
            return key.SignData(data.ToArray(), hash, padding);
        }
        finally
        {
            rsa.Add(key);
        }
    }
}
