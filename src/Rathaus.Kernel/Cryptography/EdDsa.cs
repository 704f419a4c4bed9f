using System.Runtime.InteropServices;

namespace Rathaus.Kernel.Cryptography;

/// <summary>The two Edwards curves of RFC 8032, with the numbers OpenSSL gives them.</summary>
internal enum EdwardsCurve
{
    Ed25519 = 1087,
    Ed448 = 1088,
}

/// <summary>
/// Edwards curves by the EVP interface of libcrypto 3: .NET 10 has no type for them. Where the library is missing or fails
/// its self-test with vectors of RFC 8032, signatures are checked by <see cref="ManagedEdDsa"/>; nothing is signed then,
/// because arithmetic on big numbers leaks the private key by its timing.
/// </summary>
internal static class EdDsa
{
    private static readonly Lazy<bool> Works = new(SelfTest);

    public static bool NativeWorks => Works.Value;

    public static int KeyLength(EdwardsCurve curve) => curve == EdwardsCurve.Ed25519 ? Ed25519.KeyLength : Ed448.KeyLength;

    public static bool Verify(EdwardsCurve curve, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        publicKey.Length == KeyLength(curve) && signature.Length == 2 * KeyLength(curve)
        && (NativeWorks
            ? LibCrypto.Verify(curve, publicKey, data, signature)
            : ManagedEdDsa.Verify(curve, publicKey, data, signature));

    public static byte[] Sign(EdwardsCurve curve, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> data)
    {
        Demand(curve, privateKey);
        return LibCrypto.Sign(curve, privateKey, data);
    }

    public static byte[] PublicKey(EdwardsCurve curve, ReadOnlySpan<byte> privateKey)
    {
        Demand(curve, privateKey);
        return LibCrypto.PublicKey((int)curve, privateKey, KeyLength(curve));
    }

    private static void Demand(EdwardsCurve curve, ReadOnlySpan<byte> privateKey)
    {
        if (!NativeWorks)
            throw new PlatformNotSupportedException("Signing on Edwards curves needs libcrypto 3 (Debian package libssl3)");
        if (privateKey.Length != KeyLength(curve))
            throw new ArgumentException("a private key of another length", nameof(privateKey));
    }

    /// <summary>RFC 8032 section 7.1 test 1 and section 7.4 "blank" (both sign the empty message), signed again and with one bit changed.</summary>
    private static bool SelfTest() =>
        NativeLibrary.TryLoad(LibCrypto.Library, typeof(EdDsa).Assembly, null, out _)
        && Check(
            EdwardsCurve.Ed25519,
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        && Check(
            EdwardsCurve.Ed448,
            "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b",
            "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180",
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600");

    private static bool Check(EdwardsCurve curve, string privateKey, string publicKey, string signature)
    {
        var seed = Convert.FromHexString(privateKey);
        var key = Convert.FromHexString(publicKey);
        var good = Convert.FromHexString(signature);
        var bad = (byte[])good.Clone();
        bad[0] ^= 1;
        return LibCrypto.PublicKey((int)curve, seed, key.Length).AsSpan().SequenceEqual(key)
            && LibCrypto.Sign(curve, seed, []).AsSpan().SequenceEqual(good)
            && LibCrypto.Verify(curve, key, [], good)
            && !LibCrypto.Verify(curve, key, [], bad);
    }
}
