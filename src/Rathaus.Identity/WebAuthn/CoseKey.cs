using System.Security.Cryptography;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.WebAuthn;

/// <summary>COSE algorithm numbers (IANA registry) that a passkey may use.</summary>
internal static class CoseAlgorithm
{
    public const int Es256 = (int)CoseNumbers.Es256;
    public const int EdDsa = (int)CoseNumbers.EdDsa;
    public const int Ed25519 = (int)CoseNumbers.Ed25519;
    public const int Es384 = (int)CoseNumbers.Es384;
    public const int Es512 = (int)CoseNumbers.Es512;
    public const int Ed448 = (int)CoseNumbers.Ed448;
    public const int Rs256 = (int)CoseNumbers.Rs256;

    /// <summary>In order of preference, for pubKeyCredParams.</summary>
    public static IReadOnlyList<int> Accepted { get; } = [Es256, EdDsa, Rs256, Es384, Es512, Ed25519, Ed448];

    public static HashAlgorithmName? HashOf(int algorithm) => algorithm switch
    {
        Es256 or Rs256 => HashAlgorithmName.SHA256,
        Es384 => HashAlgorithmName.SHA384,
        Es512 => HashAlgorithmName.SHA512,
        _ => null,
    };
}

/// <summary>
/// A credential's public key (RFC 9052 section 7). Parsing proves that algorithm, type and curve fit together and that
/// a point lies on its curve.
/// </summary>
internal sealed class CoseKey
{
    private const int TypeOkp = 1;
    private const int TypeEc2 = 2;
    private const int TypeRsa = 3;

    private readonly Jwk key;

    private CoseKey(int algorithm, byte[] encoded, Jwk key, byte[]? x, byte[]? y, byte[]? modulus)
    {
        Algorithm = algorithm;
        Encoded = encoded;
        this.key = key;
        X = x;
        Y = y;
        Modulus = modulus;
    }

    public int Algorithm { get; }

    /// <summary>As the authenticator sent it; this is what is stored.</summary>
    public byte[] Encoded { get; }

    public byte[]? X { get; }

    public byte[]? Y { get; }

    public byte[]? Modulus { get; }

    /// <exception cref="WebAuthnException">Not a key of an accepted kind.</exception>
    public static CoseKey Parse(ReadOnlyMemory<byte> encoded) => CborNode.Parse(encoded) is { Succeeded: true } node
        ? Of(node.Value)
        : throw new WebAuthnException("passkey.key-malformed", "The public key is not readable");

    /// <exception cref="WebAuthnException">Not a key of an accepted kind.</exception>
    public static CoseKey Of(CborNode node)
    {
        if (node.Kind != CborKind.Map)
            throw new WebAuthnException("passkey.key-malformed", "The public key is no map");
        var (type, algorithm, curve) = (node[1]?.Integer, node[3]?.Integer, node[-1]?.Integer);
        var (minus1, minus2, minus3) = (node[-1]?.Bytes, node[-2]?.Bytes, node[-3]?.Bytes);
        var encoded = node.Encoded.ToArray();
        return (type, algorithm) switch
        {
            (TypeEc2, CoseAlgorithm.Es256) when curve == 1 => Elliptic(CoseAlgorithm.Es256, JwkCurves.P256, encoded, minus2, minus3),
            (TypeEc2, CoseAlgorithm.Es384) when curve == 2 => Elliptic(CoseAlgorithm.Es384, JwkCurves.P384, encoded, minus2, minus3),
            (TypeEc2, CoseAlgorithm.Es512) when curve == 3 => Elliptic(CoseAlgorithm.Es512, JwkCurves.P521, encoded, minus2, minus3),
            (TypeOkp, CoseAlgorithm.EdDsa or CoseAlgorithm.Ed25519) when curve == 6 => Edwards((int)algorithm, JwkCurves.Ed25519, encoded, minus2),
            (TypeOkp, CoseAlgorithm.EdDsa or CoseAlgorithm.Ed448) when curve == 7 => Edwards((int)algorithm, JwkCurves.Ed448, encoded, minus2),
            (TypeRsa, CoseAlgorithm.Rs256) => Rsa(encoded, minus1, minus2),
            _ => throw new WebAuthnException("passkey.algorithm", "Algorithm, key type and curve do not fit or are not accepted"),
        };
    }

    /// <summary>Checks a signature in WebAuthn's form: DER for elliptic curves, plain for the others.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.VerifyDer(Name(Algorithm), data, signature);

    private static string Name(int algorithm) => algorithm switch
    {
        CoseAlgorithm.Es256 => JoseAlgorithms.Es256,
        CoseAlgorithm.Es384 => JoseAlgorithms.Es384,
        CoseAlgorithm.Es512 => JoseAlgorithms.Es512,
        CoseAlgorithm.Rs256 => JoseAlgorithms.Rs256,
        _ => JoseAlgorithms.EdDsa,
    };

    private static CoseKey Elliptic(int algorithm, string curve, byte[] encoded, byte[]? x, byte[]? y) =>
        new(algorithm, encoded, Usable(Jwk.Elliptic(curve, x, y)), x, y, modulus: null);

    private static CoseKey Edwards(int algorithm, string curve, byte[] encoded, byte[]? x) =>
        new(algorithm, encoded, Usable(Jwk.OctetPair(curve, x)), x, y: null, modulus: null);

    private static CoseKey Rsa(byte[] encoded, byte[]? modulus, byte[]? exponent)
    {
        // Up to 4,096 bits: no authenticator makes longer keys, and checking them takes long.
        if (modulus is { Length: > 512 })
            throw new WebAuthnException("passkey.key-malformed", "The RSA key is too long");
        return new(CoseAlgorithm.Rs256, encoded, Usable(Jwk.Rsa(modulus, exponent)), x: null, y: null, modulus);
    }

    private static Jwk Usable(Outcome<Jwk> read) => read.Succeeded
        ? read.Value
        : throw new WebAuthnException("passkey.key-malformed", "The key has a wrong length, is too short or lies off its curve");
}
