using System.Formats.Asn1;

namespace Rathaus.Ledger.Seals;

/// <summary>
/// The parts of a CMS object that its signature does not cover (RFC 5652, 5.1 and 5.3) are as we write them: one signer, SHA-256
/// throughout, nothing beside. So no bit of a seal can be changed unseen.
/// </summary>
internal static class CmsShape
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string Data = "1.2.840.113549.1.7.1";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>ECDSA with SHA-256, RSA, RSA with SHA-256.</summary>
    private static readonly string[] Signatures = ["1.2.840.10045.4.3.2", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"];

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1);

    /// <exception cref="AsnContentException">No CMS object at all.</exception>
    public static bool IsOurs(byte[] der)
    {
        var content = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        if (content.ReadObjectIdentifier() != SignedData)
            return false;
        var signed = content.ReadSequence(Zero).ReadSequence();
        if (!signed.TryReadInt32(out var version) || version != 1)
            return false;
        var digests = signed.ReadSetOf();
        if (!IsAlgorithm(digests.ReadSequence(), Sha256) || digests.HasData)
            return false;
        var encapsulated = signed.ReadSequence();
        if (encapsulated.ReadObjectIdentifier() != Data || encapsulated.HasData)
            return false;
        signed.ReadSetOf(skipSortOrderValidation: true, Zero);
        var signers = signed.ReadSetOf();
        return IsSigner(signers.ReadSequence()) && !signers.HasData && !signed.HasData && !content.HasData;
    }

    private static bool IsSigner(AsnReader signer)
    {
        if (!signer.TryReadInt32(out var version) || version != 1)
            return false;
        signer.ReadSequence();
        if (!IsAlgorithm(signer.ReadSequence(), Sha256))
            return false;
        signer.ReadSetOf(skipSortOrderValidation: true, Zero);
        if (!IsAlgorithm(signer.ReadSequence(), Signatures))
            return false;
        signer.ReadOctetString();
        if (signer.HasData)
            signer.ReadSetOf(skipSortOrderValidation: true, One);
        return !signer.HasData;
    }

    private static bool IsAlgorithm(AsnReader algorithm, params string[] known)
    {
        if (!known.Contains(algorithm.ReadObjectIdentifier()))
            return false;
        if (algorithm.HasData)
            algorithm.ReadNull();
        return !algorithm.HasData;
    }
}
