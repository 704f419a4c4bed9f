using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rathaus.Identity.WebAuthn;

/// <summary>Signatures by the key of a certificate, and small questions about certificates.</summary>
internal static class CertificateSignature
{
    public static bool Verify(X509Certificate2 certificate, int algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (CoseAlgorithm.HashOf(algorithm) is not { } hash)
            return false;
        if (algorithm == CoseAlgorithm.Rs256)
        {
            using var rsa = certificate.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
        }

        using var ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>The certificate certifies exactly this credential key.</summary>
    public static bool HoldsKey(X509Certificate2 certificate, CoseKey key)
    {
        if (key.Modulus is not null)
        {
            using var rsa = certificate.GetRSAPublicKey();
            return rsa is not null && rsa.ExportParameters(includePrivateParameters: false).Modulus.AsSpan().SequenceEqual(key.Modulus);
        }

        using var ecdsa = certificate.GetECDsaPublicKey();
        if (ecdsa is null || key.Y is null)
            return false;
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        return point.X.AsSpan().SequenceEqual(key.X) && point.Y.AsSpan().SequenceEqual(key.Y);
    }

    public static string? Find(this X500DistinguishedName name, string oid) => name.EnumerateRelativeDistinguishedNames()
        .Where(part => !part.HasMultipleElements && string.Equals(part.GetSingleElementType().Value, oid, StringComparison.Ordinal))
        .Select(part => part.GetSingleElementValue())
        .FirstOrDefault();

    public static bool Has(this X500DistinguishedName name, string oid) => !string.IsNullOrEmpty(name.Find(oid));
}
