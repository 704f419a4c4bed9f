using System.Security.Cryptography;

namespace Rathaus.Kernel.Cryptography;

/// <summary>Signatures on the curve Ed25519 (RFC 8032), bit for bit reproducible.</summary>
public static class Ed25519
{
    /// <summary>Bytes of a public key and of a private key (seed).</summary>
    public const int KeyLength = 32;

    public const int SignatureLength = 64;

    /// <summary>Signing needs libcrypto 3; checking works everywhere.</summary>
    public static bool CanSign => EdDsa.NativeWorks;

    public static byte[] NewPrivateKey() => RandomNumberGenerator.GetBytes(KeyLength);

    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey) => EdDsa.PublicKey(EdwardsCurve.Ed25519, privateKey);

    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> data) => EdDsa.Sign(EdwardsCurve.Ed25519, privateKey, data);

    /// <summary>False for keys and signatures of a wrong length too.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        EdDsa.Verify(EdwardsCurve.Ed25519, publicKey, data, signature);
}

/// <summary>Signatures on the curve Ed448 with an empty context (RFC 8032).</summary>
public static class Ed448
{
    /// <summary>Bytes of a public key and of a private key (seed).</summary>
    public const int KeyLength = 57;

    public const int SignatureLength = 114;

    /// <summary>Signing needs libcrypto 3; checking works everywhere.</summary>
    public static bool CanSign => EdDsa.NativeWorks;

    public static byte[] NewPrivateKey() => RandomNumberGenerator.GetBytes(KeyLength);

    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey) => EdDsa.PublicKey(EdwardsCurve.Ed448, privateKey);

    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> data) => EdDsa.Sign(EdwardsCurve.Ed448, privateKey, data);

    /// <summary>False for keys and signatures of a wrong length too.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        EdDsa.Verify(EdwardsCurve.Ed448, publicKey, data, signature);
}
