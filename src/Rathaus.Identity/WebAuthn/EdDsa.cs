using System.Runtime.InteropServices;

namespace Rathaus.Identity.WebAuthn;

/// <summary>The two Edwards curves of RFC 8032, with the numbers OpenSSL gives them.</summary>
internal enum EdwardsCurve
{
    Ed25519 = 1087,
    Ed448 = 1088,
}

/// <summary>
/// Ed25519 and Ed448 signatures by the EVP interface of libcrypto 3: .NET 10 has no type for them. Where the library
/// is missing or fails its self-test with RFC 8032 vectors, <see cref="Supported"/> is false and the algorithms are
/// not offered to authenticators.
/// </summary>
internal static partial class EdDsa
{
    private const string Library = "libcrypto.so.3";

    private static readonly Lazy<bool> Works = new(SelfTest);

    public static bool Supported => Works.Value;

    public static bool Verify(EdwardsCurve curve, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Supported && VerifyCore(curve, publicKey, data, signature);

    public static int KeyLength(EdwardsCurve curve) => curve == EdwardsCurve.Ed25519 ? 32 : 57;

    private static int SignatureLength(EdwardsCurve curve) => 2 * KeyLength(curve);

    private static bool VerifyCore(
        EdwardsCurve curve, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyLength(curve) || signature.Length != SignatureLength(curve))
            return false;

        using var key = EVP_PKEY_new_raw_public_key((int)curve, 0, publicKey, (nuint)publicKey.Length);
        if (key.IsInvalid)
            return false;
        using var context = EVP_MD_CTX_new();
        return !context.IsInvalid
            && EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1
            && EVP_DigestVerify(context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;
    }

    /// <summary>RFC 8032 section 7.1 test 1 and section 7.4 "blank" (both sign the empty message), and one changed bit of each.</summary>
    private static bool SelfTest()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(EdDsa).Assembly, null, out _))
            return false;
        return Check(
                EdwardsCurve.Ed25519,
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
            && Check(
                EdwardsCurve.Ed448,
                "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180",
                "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600");
    }

    private static bool Check(EdwardsCurve curve, string publicKey, string signature)
    {
        var key = Convert.FromHexString(publicKey);
        var good = Convert.FromHexString(signature);
        var bad = (byte[])good.Clone();
        bad[0] ^= 1;
        return VerifyCore(curve, key, [], good) && !VerifyCore(curve, key, [], bad);
    }

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial PublicKeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial DigestHandle EVP_MD_CTX_new();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerifyInit(DigestHandle context, nint keyContext, nint digest, nint engine, PublicKeyHandle key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerify(
        DigestHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> data, nuint length);

    private sealed class PublicKeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);
            return true;
        }
    }

    private sealed class DigestHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_MD_CTX_free(handle);
            return true;
        }
    }
}
