using System.Security.Cryptography;

namespace Rathaus.Kernel.Cryptography;

/// <summary>Names of the algorithms that Rathaus knows (IANA registry "JSON Object Signing and Encryption"). There is no symmetric one.</summary>
public static class JoseAlgorithms
{
    public const string Es256 = "ES256";
    public const string Es384 = "ES384";
    public const string Es512 = "ES512";
    public const string Ps256 = "PS256";
    public const string Ps384 = "PS384";
    public const string Ps512 = "PS512";

    /// <summary>For messages of foreign systems only; never first choice.</summary>
    public const string Rs256 = "RS256";

    /// <summary>Ed25519 or Ed448, as the key says.</summary>
    public const string EdDsa = "EdDSA";

    public const string Ed25519 = "Ed25519";
    public const string Ed448 = "Ed448";

    /// <summary>Key agreement for encryption: the agreed key encrypts directly.</summary>
    public const string EcdhEs = "ECDH-ES";

    public const string A128Gcm = "A128GCM";
    public const string A256Gcm = "A256GCM";

    /// <summary>The hash inside an ECDSA or RSA algorithm; null for others.</summary>
    internal static HashAlgorithmName? HashOf(string algorithm) => algorithm switch
    {
        Es256 or Ps256 or Rs256 => HashAlgorithmName.SHA256,
        Es384 or Ps384 => HashAlgorithmName.SHA384,
        Es512 or Ps512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The algorithm, the type of key and its curve belong together (RFC 7518 section 3.4, RFC 8037, RFC 9864).</summary>
    internal static bool Fits(string algorithm, Jwk key) => (algorithm, key.KeyType, key.Curve) switch
    {
        (Es256, JwkTypes.Elliptic, JwkCurves.P256) => true,
        (Es384, JwkTypes.Elliptic, JwkCurves.P384) => true,
        (Es512, JwkTypes.Elliptic, JwkCurves.P521) => true,
        (EdDsa or Ed25519, JwkTypes.OctetPair, JwkCurves.Ed25519) => true,
        (EdDsa or Ed448, JwkTypes.OctetPair, JwkCurves.Ed448) => true,
        (Ps256 or Ps384 or Ps512 or Rs256, JwkTypes.Rsa, _) => true,
        (EcdhEs, JwkTypes.Elliptic, _) => true,
        (EcdhEs, JwkTypes.OctetPair, JwkCurves.X25519) => true,
        _ => false,
    };
}

/// <summary>Values of <c>kty</c>.</summary>
public static class JwkTypes
{
    public const string Elliptic = "EC";
    public const string OctetPair = "OKP";
    public const string Rsa = "RSA";
}

/// <summary>Values of <c>crv</c>.</summary>
public static class JwkCurves
{
    public const string P256 = "P-256";
    public const string P384 = "P-384";
    public const string P521 = "P-521";
    public const string Ed25519 = "Ed25519";
    public const string Ed448 = "Ed448";
    public const string X25519 = "X25519";

    /// <summary>Bytes of a coordinate or public key; null for a curve that is not accepted.</summary>
    internal static int? Length(string? curve) => curve switch
    {
        P256 or Ed25519 or X25519 => 32,
        P384 => 48,
        P521 => 66,
        Ed448 => 57,
        _ => null,
    };

    internal static ECCurve Named(string curve) => curve switch
    {
        P256 => ECCurve.NamedCurves.nistP256,
        P384 => ECCurve.NamedCurves.nistP384,
        P521 => ECCurve.NamedCurves.nistP521,
        _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "no elliptic curve of NIST"),
    };

    internal static string? NameOf(ECCurve curve) => curve.Oid.Value switch
    {
        "1.2.840.10045.3.1.7" => P256,
        "1.3.132.0.34" => P384,
        "1.3.132.0.35" => P521,
        _ => null,
    };
}
