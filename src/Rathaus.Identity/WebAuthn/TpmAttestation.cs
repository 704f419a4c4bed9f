using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rathaus.Identity.WebAuthn;

/// <summary>
/// TPM statements (Web Authentication Level 3 section 8.3; structures of the TPM 2.0 Library, part 2: TPMT_PUBLIC and
/// TPMS_ATTEST). The manufacturer's name in the certificate is policy and judged by the trusted roots.
/// </summary>
internal static class TpmAttestation
{
    private const uint GeneratedValue = 0xFF544347;
    private const ushort AttestCertify = 0x8017;
    private const ushort AlgorithmRsa = 0x0001;
    private const ushort AlgorithmEcc = 0x0023;
    private const ushort AlgorithmNull = 0x0010;
    private const string AttestationKeyUsage = "2.23.133.8.3";
    private const string SubjectAlternativeName = "2.5.29.17";

    public static void Check(AttestationStatement statement, int algorithm, ReadOnlySpan<byte> toBeSigned, CoseKey key)
    {
        if (!string.Equals(statement.Text("ver"), "2.0", StringComparison.Ordinal))
            throw Wrong("version");
        var pubArea = statement.Bytes("pubArea");
        CheckPublicArea(pubArea, key);

        var hash = CoseAlgorithm.HashOf(algorithm) ?? throw Wrong("signature algorithm");
        var info = new Reader(statement.Bytes("certInfo"));
        if (info.UInt32() != GeneratedValue || info.UInt16() != AttestCertify)
            throw Wrong("structure is no certification");
        info.Sized();                                           // qualifiedSigner
        if (!CryptographicOperations.FixedTimeEquals(info.Sized(), CryptographicOperations.HashData(hash, toBeSigned)))
            throw Wrong("attests other data");
        info.Skip(17 + 8);                                      // clockInfo, firmwareVersion
        var name = info.Sized();
        info.Sized();                                           // qualifiedName
        info.End();

        if (name.Length < 2)
            throw Wrong("name missing");
        var nameHash = NameHash(BinaryPrimitives.ReadUInt16BigEndian(name));
        if (!CryptographicOperations.FixedTimeEquals(name[2..], CryptographicOperations.HashData(nameHash, pubArea)))
            throw Wrong("certifies another key");
    }

    /// <summary>Section 8.3.1: version 3, empty subject, alternative name present, key usage of an attestation key, no authority.</summary>
    public static void CheckCertificate(X509Certificate2 leaf)
    {
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>());
        if (leaf.Version != 3
            || leaf.SubjectName.EnumerateRelativeDistinguishedNames().Any()
            || leaf.Extensions[SubjectAlternativeName] is null
            || !usages.Any(usage => string.Equals(usage.Value, AttestationKeyUsage, StringComparison.Ordinal))
            || leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraint => constraint.CertificateAuthority))
            throw Wrong("certificate is none of an attestation key");
    }

    private static void CheckPublicArea(byte[] pubArea, CoseKey key)
    {
        var area = new Reader(pubArea);
        var type = area.UInt16();
        area.UInt16();                                          // nameAlg
        area.UInt32();                                          // objectAttributes
        area.Sized();                                           // authPolicy
        if (area.UInt16() != AlgorithmNull)
            throw Wrong("key is no signing key");
        if (area.UInt16() != AlgorithmNull)
            area.UInt16();                                      // hash of the signing scheme

        if (type == AlgorithmRsa)
        {
            area.UInt16();                                      // keyBits
            var exponent = area.UInt32();
            var modulus = area.Sized();
            if (exponent is not (0 or 65_537) || key.Modulus is null || !modulus.SequenceEqual(key.Modulus))
                throw Wrong("other RSA key");
        }
        else if (type == AlgorithmEcc)
        {
            var curve = area.UInt16();
            if (area.UInt16() != AlgorithmNull)
                area.UInt16();                                  // hash of the key derivation
            var x = area.Sized();
            var y = area.Sized();
            if (curve != CurveOf(key.Algorithm) || !SameNumber(x, key.X) || !SameNumber(y, key.Y))
                throw Wrong("other elliptic key");
        }
        else
        {
            throw Wrong("key type");
        }

        area.End();
    }

    /// <summary>TPM_ECC_CURVE; zero for other algorithms, which no TPM curve has.</summary>
    private static ushort CurveOf(int algorithm) => algorithm switch
    {
        CoseAlgorithm.Es256 => 3,
        CoseAlgorithm.Es384 => 4,
        CoseAlgorithm.Es512 => 5,
        _ => 0,
    };

    private static HashAlgorithmName NameHash(ushort algorithm) => algorithm switch
    {
        0x000B => HashAlgorithmName.SHA256,
        0x000C => HashAlgorithmName.SHA384,
        0x000D => HashAlgorithmName.SHA512,
        _ => throw Wrong("hash of the name"),
    };

    /// <summary>A TPM may leave out leading zeros of a coordinate.</summary>
    private static bool SameNumber(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.TrimStart((byte)0).SequenceEqual(right.TrimStart((byte)0));

    private static WebAuthnException Wrong(string what) => AttestationVerifier.Wrong("tpm: " + what);

    private ref struct Reader(ReadOnlySpan<byte> source)
    {
        private ReadOnlySpan<byte> rest = source;

        public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

        public ReadOnlySpan<byte> Sized() => Take(UInt16());

        public void Skip(int length) => Take(length);

        public readonly void End()
        {
            if (!rest.IsEmpty)
                throw Wrong("bytes follow");
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            if (rest.Length < length)
                throw Wrong("cut off");
            var taken = rest[..length];
            rest = rest[length..];
            return taken;
        }
    }
}
