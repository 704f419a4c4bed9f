using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Rathaus.Kernel.Cryptography;

/// <summary>The few calls into OpenSSL's libcrypto 3 that .NET 10 does not offer: Edwards and Montgomery curves.</summary>
internal static partial class LibCrypto
{
    public const string Library = "libcrypto.so.3";

    /// <summary>OpenSSL's number of the curve X25519 (RFC 7748).</summary>
    public const int X25519 = 1034;

    public static bool Verify(EdwardsCurve curve, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = EVP_PKEY_new_raw_public_key((int)curve, 0, publicKey, (nuint)publicKey.Length);
        if (key.IsInvalid)
            return Forget();
        using var context = Demand(EVP_MD_CTX_new());
        return (EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1
            && EVP_DigestVerify(context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1) || Forget();
    }

    public static byte[] Sign(EdwardsCurve curve, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> data)
    {
        using var key = Demand(EVP_PKEY_new_raw_private_key((int)curve, 0, privateKey, (nuint)privateKey.Length));
        using var context = Demand(EVP_MD_CTX_new());
        var signature = new byte[2 * privateKey.Length];
        var length = (nuint)signature.Length;
        Demand(EVP_DigestSignInit(context, 0, 0, 0, key));
        Demand(EVP_DigestSign(context, signature, ref length, data, (nuint)data.Length));
        return signature;
    }

    public static byte[] PublicKey(int type, ReadOnlySpan<byte> privateKey, int length)
    {
        using var key = Demand(EVP_PKEY_new_raw_private_key(type, 0, privateKey, (nuint)privateKey.Length));
        var publicKey = new byte[length];
        var size = (nuint)length;
        Demand(EVP_PKEY_get_raw_public_key(key, publicKey, ref size));
        return publicKey;
    }

    /// <summary>The shared secret of X25519; null when the other key is of low order.</summary>
    public static byte[]? Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> otherPublicKey)
    {
        using var own = Demand(EVP_PKEY_new_raw_private_key(X25519, 0, privateKey, (nuint)privateKey.Length));
        using var other = Demand(EVP_PKEY_new_raw_public_key(X25519, 0, otherPublicKey, (nuint)otherPublicKey.Length));
        using var context = Demand(EVP_PKEY_CTX_new(own, 0));
        var secret = new byte[32];
        var length = (nuint)secret.Length;
        Demand(EVP_PKEY_derive_init(context));
        if (EVP_PKEY_derive_set_peer(context, other) == 1 && EVP_PKEY_derive(context, secret, ref length) == 1)
            return secret;
        Forget();
        return null;
    }

    /// <summary>A refused input leaves entries in the thread's error queue, which .NET's own calls would find.</summary>
    private static bool Forget()
    {
        ERR_clear_error();
        return false;
    }

    private static void Demand(int result)
    {
        if (result == 1)
            return;
        ERR_clear_error();
        throw new CryptographicException("libcrypto refused a key of ours");
    }

    private static T Demand<T>(T handle) where T : SafeHandle
    {
        if (!handle.IsInvalid)
            return handle;
        handle.Dispose();
        ERR_clear_error();
        throw new CryptographicException("libcrypto gave no handle");
    }

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial KeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial KeyHandle EVP_PKEY_new_raw_private_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_PKEY_get_raw_public_key(KeyHandle key, Span<byte> publicKey, ref nuint length);

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
    private static partial int EVP_DigestVerifyInit(DigestHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerify(
        DigestHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestSignInit(DigestHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestSign(
        DigestHandle context, Span<byte> signature, ref nuint signatureLength, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial AgreementHandle EVP_PKEY_CTX_new(KeyHandle key, nint engine);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_PKEY_derive_init(AgreementHandle context);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_PKEY_derive_set_peer(AgreementHandle context, KeyHandle other);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_PKEY_derive(AgreementHandle context, Span<byte> secret, ref nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ERR_clear_error();

    private sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
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

    private sealed class AgreementHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_CTX_free(handle);
            return true;
        }
    }
}
