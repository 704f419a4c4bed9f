using System.Security.Cryptography;
using Rathaus.Kernel.Cryptography;

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

    private readonly byte[]? okp;

    private CoseKey(int algorithm, byte[] encoded, byte[]? x, byte[]? y, byte[]? modulus, byte[]? exponent)
    {
        Algorithm = algorithm;
        Encoded = encoded;
        X = x;
        Y = y;
        Modulus = modulus;
        Exponent = exponent;
        okp = y is null ? x : null;
    }

    public int Algorithm { get; }

    /// <summary>As the authenticator sent it; this is what is stored.</summary>
    public byte[] Encoded { get; }

    public byte[]? X { get; }

    public byte[]? Y { get; }

    public byte[]? Modulus { get; }

    public byte[]? Exponent { get; }

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
            (TypeEc2, CoseAlgorithm.Es256) when curve == 1 => Elliptic(CoseAlgorithm.Es256, encoded, minus2, minus3, 32),
            (TypeEc2, CoseAlgorithm.Es384) when curve == 2 => Elliptic(CoseAlgorithm.Es384, encoded, minus2, minus3, 48),
            (TypeEc2, CoseAlgorithm.Es512) when curve == 3 => Elliptic(CoseAlgorithm.Es512, encoded, minus2, minus3, 66),
            (TypeOkp, CoseAlgorithm.EdDsa or CoseAlgorithm.Ed25519) when curve == 6 => Edwards((int)algorithm, encoded, minus2, 32),
            (TypeOkp, CoseAlgorithm.EdDsa or CoseAlgorithm.Ed448) when curve == 7 => Edwards((int)algorithm, encoded, minus2, 57),
            (TypeRsa, CoseAlgorithm.Rs256) => Rsa(encoded, minus1, minus2),
            _ => throw new WebAuthnException("passkey.algorithm", "Algorithm, key type and curve do not fit or are not accepted"),
        };
    }

    /// <summary>Checks a signature in WebAuthn's form: DER for elliptic curves, plain for the others.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (okp is not null)
            return okp.Length == Ed25519.KeyLength ? Ed25519.Verify(okp, data, signature) : Ed448.Verify(okp, data, signature);

        var hash = CoseAlgorithm.HashOf(Algorithm)!.Value;
        if (Modulus is not null)
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Modulus, Exponent = Exponent });
            return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = CreateEcdsa(Algorithm, X!, Y!);
        return ecdsa.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static CoseKey Elliptic(int algorithm, byte[] encoded, byte[]? x, byte[]? y, int length)
    {
        if (x?.Length != length || y?.Length != length)
            throw new WebAuthnException("passkey.key-malformed", "A coordinate has the wrong length");
        try
        {
            using var onCurve = CreateEcdsa(algorithm, x, y);
        }
        catch (CryptographicException exception)
        {
            throw new WebAuthnException("passkey.key-malformed", "The point is not on the curve", exception);
        }

        return new CoseKey(algorithm, encoded, x, y, null, null);
    }

    private static CoseKey Edwards(int algorithm, byte[] encoded, byte[]? x, int length)
    {
        if (x?.Length != length)
            throw new WebAuthnException("passkey.key-malformed", "The key has the wrong length");
        return new CoseKey(algorithm, encoded, x, null, null, null);
    }

    private static CoseKey Rsa(byte[] encoded, byte[]? modulus, byte[]? exponent)
    {
        // 2,048 to 4,096 bits, BSI TR-02102-1; the exponent of all authenticators is 65,537.
        if (modulus is not { Length: >= 256 and <= 512 } || modulus[0] == 0 || exponent is not [1, 0, 1])
            throw new WebAuthnException("passkey.key-malformed", "The RSA key is too short, too long or has an odd exponent");
        return new CoseKey(CoseAlgorithm.Rs256, encoded, null, null, modulus, exponent);
    }

    private static ECDsa CreateEcdsa(int algorithm, byte[] x, byte[] y) => ECDsa.Create(new ECParameters
    {
        Curve = algorithm switch
        {
            CoseAlgorithm.Es256 => ECCurve.NamedCurves.nistP256,
            CoseAlgorithm.Es384 => ECCurve.NamedCurves.nistP384,
            CoseAlgorithm.Es512 => ECCurve.NamedCurves.nistP521,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "No curve"),
        },
        Q = new ECPoint { X = x, Y = y },
    });
}
