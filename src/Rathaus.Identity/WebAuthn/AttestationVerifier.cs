using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.WebAuthn;

/// <summary>What an attestation statement proves.</summary>
internal enum AttestationKind
{
    /// <summary>Nothing was attested.</summary>
    None,

    /// <summary>The credential attested itself.</summary>
    Self,

    /// <summary>A certificate of the maker or a service attested the device.</summary>
    Certificate,
}

/// <summary>A checked attestation. <paramref name="Trusted"/>: its certificate chains to a configured root.</summary>
internal sealed record AttestationResult(string Format, AttestationKind Kind, bool Trusted);

/// <summary>
/// Attestation statement formats of Web Authentication Level 3, section 8. A wrong statement refuses the registration;
/// a right one from an unknown maker only lowers what the passkey may be used for.
/// </summary>
internal sealed class AttestationVerifier(AttestationRoots roots)
{
    private const string AaguidExtension = "1.3.6.1.4.1.45724.1.1.4";
    private const string AppleNonceExtension = "1.2.840.113635.100.8.2";

    public AttestationResult Verify(
        string format, CborNode encodedStatement, AuthenticatorData data, AttestedCredential credential, byte[] clientDataHash)
    {
        var statement = AttestationStatement.Parse(encodedStatement);
        try
        {
            return format switch
            {
                "none" => None(statement),
                "packed" => Packed(statement, data, credential, clientDataHash),
                "fido-u2f" => FidoU2f(statement, data, credential, clientDataHash),
                "android-key" => AndroidKey(statement, data, credential, clientDataHash),
                "apple" => Apple(statement, data, credential, clientDataHash),
                "tpm" => Tpm(statement, data, credential, clientDataHash),
                _ => throw Wrong($"unknown format {(format.Length > 32 ? "of odd length" : format)}"),
            };
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            throw new WebAuthnException("passkey.attestation", "certificate or signature not readable", exception);
        }
        finally
        {
            statement.Dispose();
        }
    }

    private static AttestationResult None(AttestationStatement statement) => statement.Count == 0
        ? new AttestationResult("none", AttestationKind.None, Trusted: false)
        : throw Wrong("format none with a statement");

    private AttestationResult Packed(
        AttestationStatement statement, AuthenticatorData data, AttestedCredential credential, byte[] clientDataHash)
    {
        byte[] signed = [.. data.Encoded, .. clientDataHash];
        var signature = statement.Bytes("sig");
        var algorithm = statement.Integer("alg");
        if (statement.Certificates.Count == 0)
        {
            if (algorithm != credential.Key.Algorithm || !credential.Key.Verify(signed, signature))
                throw Wrong("self attestation does not verify");
            return new AttestationResult("packed", AttestationKind.Self, Trusted: false);
        }

        var leaf = statement.Certificates[0];
        if (!CertificateSignature.Verify(leaf, algorithm, signed, signature))
            throw Wrong("signature of the attestation certificate does not verify");
        var subject = leaf.SubjectName;
        if (leaf.Version != 3 || IsAuthority(leaf)
            || !subject.Has("2.5.4.6") || !subject.Has("2.5.4.10") || !subject.Has("2.5.4.3")
            || !string.Equals(subject.Find("2.5.4.11"), "Authenticator Attestation", StringComparison.Ordinal))
            throw Wrong("attestation certificate lacks the required subject");
        CheckAaguid(leaf, credential);
        return Chained("packed", statement);
    }

    private AttestationResult FidoU2f(
        AttestationStatement statement, AuthenticatorData data, AttestedCredential credential, byte[] clientDataHash)
    {
        if (statement.Certificates is not [var leaf] || credential.Key.Algorithm != CoseAlgorithm.Es256)
            throw Wrong("fido-u2f needs one certificate and an ES256 key");
        using var key = leaf.GetECDsaPublicKey();
        if (key?.KeySize != 256)
            throw Wrong("fido-u2f certificate without a P-256 key");
        byte[] signed =
            [0x00, .. data.RelyingPartyHash, .. clientDataHash, .. credential.Id, 0x04, .. credential.Key.X!, .. credential.Key.Y!];
        if (!key.VerifyData(signed, statement.Bytes("sig"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            throw Wrong("fido-u2f signature does not verify");
        return Chained("fido-u2f", statement);
    }

    private AttestationResult AndroidKey(
        AttestationStatement statement, AuthenticatorData data, AttestedCredential credential, byte[] clientDataHash)
    {
        var leaf = statement.Leaf;
        if (!CertificateSignature.Verify(leaf, statement.Integer("alg"), [.. data.Encoded, .. clientDataHash], statement.Bytes("sig"))
            || !CertificateSignature.HoldsKey(leaf, credential.Key))
            throw Wrong("android-key signature or key does not fit");
        AndroidKeyDescription.Check(leaf, clientDataHash);
        return Chained("android-key", statement);
    }

    private AttestationResult Apple(
        AttestationStatement statement, AuthenticatorData data, AttestedCredential credential, byte[] clientDataHash)
    {
        var leaf = statement.Leaf;
        var extension = leaf.Extensions[AppleNonceExtension] ?? throw Wrong("apple certificate without a nonce");
        var nonce = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence()
            .ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1)).ReadOctetString();
        if (!CryptographicOperations.FixedTimeEquals(nonce, SHA256.HashData([.. data.Encoded, .. clientDataHash]))
            || !CertificateSignature.HoldsKey(leaf, credential.Key))
            throw Wrong("apple nonce or key does not fit");
        return Chained("apple", statement);
    }

    private AttestationResult Tpm(
        AttestationStatement statement, AuthenticatorData data, AttestedCredential credential, byte[] clientDataHash)
    {
        var leaf = statement.Leaf;
        var algorithm = statement.Integer("alg");
        TpmAttestation.Check(statement, algorithm, [.. data.Encoded, .. clientDataHash], credential.Key);
        if (!CertificateSignature.Verify(leaf, algorithm, statement.Bytes("certInfo"), statement.Bytes("sig")))
            throw Wrong("tpm signature does not verify");
        TpmAttestation.CheckCertificate(leaf);
        CheckAaguid(leaf, credential);
        return Chained("tpm", statement);
    }

    private AttestationResult Chained(string format, AttestationStatement statement) =>
        new(format, AttestationKind.Certificate, roots.Trusts(statement.Certificates));

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraint => constraint.CertificateAuthority);

    /// <summary>The certificate's AAGUID, if it names one, is the authenticator's (section 8.2.1).</summary>
    private static void CheckAaguid(X509Certificate2 leaf, AttestedCredential credential)
    {
        if (leaf.Extensions[AaguidExtension] is not { } extension)
            return;
        var named = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadOctetString();
        if (extension.Critical || !named.AsSpan().SequenceEqual(credential.Aaguid.ToByteArray(bigEndian: true)))
            throw Wrong("certificate and authenticator name different models");
    }

    internal static WebAuthnException Wrong(string what) => new("passkey.attestation", what);
}
