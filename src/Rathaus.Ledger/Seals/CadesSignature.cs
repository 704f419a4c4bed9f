using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Rathaus.Ledger.Seals;

/// <summary>
/// CMS signatures as PAdES B-B asks for them (ETSI EN 319 142-1, EN 319 122-1): detached, with signing-certificate-v2
/// (RFC 5035), without the signer's own word on the time.
/// </summary>
internal static class CadesSignature
{
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private const string SignatureTimeStamp = "1.2.840.113549.1.9.16.2.14";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <param name="stamp">Asks for a time stamp over the signature, or null: none is configured.</param>
    public static async Task<byte[]> SignAsync(
        byte[] content, X509Certificate2 certificate, X509Certificate2Collection chain, Func<SignerInfo, Task<Rfc3161TimestampToken?>>? stamp)
    {
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid(Sha256),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        signer.Certificates.AddRange(chain);
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), CertificateAttribute(certificate)));
        cms.ComputeSignature(signer);
        if (stamp is not null && await stamp(cms.SignerInfos[0]) is { } token)
            cms.SignerInfos[0].AddUnsignedAttribute(new AsnEncodedData(new Oid(SignatureTimeStamp), token.AsSignedCms().Encode()));
        return cms.Encode();
    }

    /// <summary>Whether a signature belongs to a content; zeros behind it fill its room in the file.</summary>
    public static bool Holds(byte[] content, byte[] filled)
    {
        try
        {
            AsnDecoder.ReadEncodedValue(filled, AsnEncodingRules.DER, out _, out _, out var length);
            if (filled.AsSpan(length).ContainsAnyExcept((byte)0))
                return false;
            var cms = new SignedCms(new ContentInfo(content), detached: true);
            cms.Decode(filled[..length]);
            if (cms.SignerInfos.Count != 1 || !CmsShape.IsOurs(filled[..length]))
                return false;
            cms.CheckSignature(verifySignatureOnly: true);
            return NamesItsCertificate(cms.SignerInfos[0]);
        }
        catch (Exception wrong) when (wrong is CryptographicException or AsnContentException)
        {
            return false;
        }
    }

    private static bool NamesItsCertificate(SignerInfo signer) =>
        signer.Certificate is { } certificate && signer.SignedAttributes.Cast<CryptographicAttributeObject>()
            .Where(static attribute => attribute.Oid.Value == SigningCertificateV2 && attribute.Values.Count == 1)
            .Any(attribute => attribute.Values[0].RawData.AsSpan().SequenceEqual(CertificateAttribute(certificate)));

    /// <summary>SEQUENCE of one ESSCertIDv2: SHA-256 is the default and left out (DER).</summary>
    private static byte[] CertificateAttribute(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        return writer.Encode();
    }
}
