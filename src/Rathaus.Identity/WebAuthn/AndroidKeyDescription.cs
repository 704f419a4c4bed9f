using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rathaus.Identity.WebAuthn;

/// <summary>
/// The key description in an Android key attestation certificate (Web Authentication Level 3 section 8.4.1; ASN.1 of
/// Android's hardware-backed keystore).
/// </summary>
internal static class AndroidKeyDescription
{
    private const string Extension = "1.3.6.1.4.1.11129.2.1.17";
    private const int Purpose = 1;
    private const int AllApplications = 600;
    private const int Origin = 702;
    private const int PurposeSign = 2;
    private const int OriginGenerated = 0;

    public static void Check(X509Certificate2 leaf, byte[] clientDataHash)
    {
        var extension = leaf.Extensions[Extension] ?? throw AttestationVerifier.Wrong("android certificate without a key description");
        var description = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        description.ReadInteger();                              // attestationVersion
        description.ReadEncodedValue();                         // attestationSecurityLevel
        description.ReadInteger();                              // keymasterVersion
        description.ReadEncodedValue();                         // keymasterSecurityLevel
        if (!CryptographicOperations.FixedTimeEquals(description.ReadOctetString(), clientDataHash))
            throw AttestationVerifier.Wrong("android-key attests another challenge");
        description.ReadOctetString();                          // uniqueId

        var (purposes, origin) = ReadAuthorizations(description.ReadSequence());
        var (enforcedPurposes, enforcedOrigin) = ReadAuthorizations(description.ReadSequence());

        // What is said must be right in both lists. The W3C's own vector says neither, so silence is no refusal: the maker's certificate vouches.
        if (!purposes.Concat(enforcedPurposes).All(purpose => purpose == PurposeSign)
            || (origin ?? OriginGenerated) != OriginGenerated || (enforcedOrigin ?? OriginGenerated) != OriginGenerated)
            throw AttestationVerifier.Wrong("android key was imported or may do more than sign");
    }

    private static (IReadOnlyList<BigInteger> Purposes, BigInteger? Origin) ReadAuthorizations(AsnReader list)
    {
        var purposes = new List<BigInteger>();
        BigInteger? origin = null;
        while (list.HasData)
        {
            var tag = list.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
                throw AttestationVerifier.Wrong("android key description not readable");
            switch (tag.TagValue)
            {
                case AllApplications:
                    throw AttestationVerifier.Wrong("android key is open to all applications");
                case Purpose:
                    var set = list.ReadSequence(tag).ReadSetOf();
                    while (set.HasData)
                        purposes.Add(set.ReadInteger());
                    break;
                case Origin:
                    origin = list.ReadSequence(tag).ReadInteger();
                    break;
                default:
                    list.ReadEncodedValue();
                    break;
            }
        }

        return (purposes, origin);
    }
}
