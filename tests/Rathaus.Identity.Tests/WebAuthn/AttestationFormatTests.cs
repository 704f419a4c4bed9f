using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>
/// Formats for which the standard's vectors are not at hand: statements built here after sections 8.4, 8.6 and 8.8, each
/// once right and once wrong in every rule.
/// </summary>
public sealed class AttestationFormatTests : IDisposable
{
    private static readonly RelyingParty Party = new() { Id = "example.org", Origins = ["https://example.org"] };

    private readonly byte[] challenge = RandomNumberGenerator.GetBytes(32);
    private readonly SoftAuthenticator device = new() { Flags = 0x05 };
    private readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;

    public AttestationFormatTests()
    {
        var request = new CertificateRequest("CN=Test root", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private byte[] Client => device.ClientData("webauthn.create", challenge);

    private byte[] ClientHash => SHA256.HashData(Client);

    private byte[] AuthData => device.AuthenticatorData(withCredential: true);

    [Fact]
    public void A_u2f_statement_verifies_and_is_trusted_by_its_root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var outcome = Register("fido-u2f", Statement(U2fSignature(key), Certify(key)));
        Assert.True(outcome.Succeeded, outcome.Refusal?.Code);
        Assert.True(outcome.Value.Attestation.Trusted);
    }

    [Fact]
    public void A_u2f_statement_over_another_credential_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = key.SignData(RandomNumberGenerator.GetBytes(160), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        AssertRefused(Register("fido-u2f", Statement(signature, Certify(key))));
    }

    [Fact]
    public void A_u2f_statement_with_two_certificates_or_another_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        AssertRefused(Register("fido-u2f", Statement(U2fSignature(key), Certify(key), root.RawData)));
        AssertRefused(Register("fido-u2f", Statement(U2fSignature(larger), Certify(larger))));
    }

    [Fact]
    public void An_apple_statement_verifies_by_its_nonce()
    {
        var nonce = SHA256.HashData([.. AuthData, .. ClientHash]);
        var outcome = Register("apple", Statement(null, Certify((ECDsa)device.Key, AppleNonce(nonce))));
        Assert.True(outcome.Succeeded, outcome.Refusal?.Code);
        Assert.True(outcome.Value.Attestation.Trusted);
    }

    [Fact]
    public void An_apple_statement_with_another_nonce_key_or_none_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var nonce = SHA256.HashData([.. AuthData, .. ClientHash]);
        AssertRefused(Register("apple", Statement(null, Certify((ECDsa)device.Key, AppleNonce(new byte[32])))));
        AssertRefused(Register("apple", Statement(null, Certify(other, AppleNonce(nonce)))));
        AssertRefused(Register("apple", Statement(null, Certify((ECDsa)device.Key))));
    }

    [Fact]
    public void An_android_key_statement_verifies_by_its_description()
    {
        var outcome = Register("android-key", Android(ClientHash));
        Assert.True(outcome.Succeeded, outcome.Refusal?.Code);
        Assert.Equal(AttestationKind.Certificate, outcome.Value.Attestation.Kind);
    }

    [Theory]
    [InlineData(false, 2, 0, false)]
    [InlineData(true, 3, 0, false)]
    [InlineData(true, 2, 2, false)]
    [InlineData(true, 2, 0, true)]
    public void An_android_key_for_other_uses_is_refused(bool sameChallenge, int purpose, int origin, bool allApplications) =>
        AssertRefused(Register("android-key", Android(sameChallenge ? ClientHash : new byte[32], purpose, origin, allApplications)));

    [Fact]
    public void An_android_description_that_is_no_structure_is_refused()
    {
        var certificate = Certify((ECDsa)device.Key, new X509Extension("1.3.6.1.4.1.11129.2.1.17", [0x30, 0x80, 0x01], critical: false));
        AssertRefused(Register("android-key", Statement(device.Sign([.. AuthData, .. ClientHash]), certificate)));
    }

    [Fact]
    public void A_packed_certificate_of_an_authority_or_without_the_subject_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = key.SignData([.. AuthData, .. ClientHash], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        AssertRefused(Register("packed", Statement(signature, Certify(key))));
        AssertRefused(Register("packed", Statement(signature, Certify(key, subject: PackedSubject, authority: true))));
        Assert.True(Register("packed", Statement(signature, Certify(key, subject: PackedSubject))).Succeeded);
    }

    [Fact]
    public void A_packed_certificate_of_another_model_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = key.SignData([.. AuthData, .. ClientHash], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var model = new X509Extension("1.3.6.1.4.1.45724.1.1.4", [0x04, 0x10, .. new byte[16]], critical: false);
        AssertRefused(Register("packed", Statement(signature, Certify(key, model, PackedSubject))));
    }

    [Fact]
    public void Certificates_that_are_none_are_refused()
    {
        AssertRefused(Register("packed", Statement([1, 2, 3], [1, 2, 3])), "passkey.malformed");
        AssertRefused(Register("tpm", Statement([1, 2, 3], root.RawData)));
    }

    public void Dispose()
    {
        device.Dispose();
        root.Dispose();
        rootKey.Dispose();
    }

    private const string PackedSubject = "C=DE, O=Test maker, OU=Authenticator Attestation, CN=Test device";

    private static void AssertRefused(Outcome<RegisteredCredential> outcome, string code = "passkey.attestation") =>
        Assert.Equal(code, outcome.Refusal?.Code);

    private static X509Extension AppleNonce(byte[] nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            writer.WriteOctetString(nonce);
        return new X509Extension("1.2.840.113635.100.8.2", writer.Encode(), critical: false);
    }

    private byte[] U2fSignature(ECDsa key)
    {
        var point = ((ECDsa)device.Key).ExportParameters(includePrivateParameters: false).Q;
        return key.SignData(
            [0x00, .. SHA256.HashData("example.org"u8), .. ClientHash, .. device.CredentialId, 0x04, .. point.X!, .. point.Y!],
            HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private Action<CborWriter> Android(byte[] attested, int purpose = 2, int origin = 0, bool allApplications = false)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(3);
            writer.WriteEncodedValue([0x0A, 0x01, 0x01]);
            writer.WriteInteger(4);
            writer.WriteEncodedValue([0x0A, 0x01, 0x01]);
            writer.WriteOctetString(attested);
            writer.WriteOctetString([]);
            using (writer.PushSequence())
            {
                if (allApplications)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 600)))
                        writer.WriteNull();
                }
            }

            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                using (writer.PushSetOf())
                    writer.WriteInteger(purpose);
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 702)))
                    writer.WriteInteger(origin);
            }
        }

        var extension = new X509Extension("1.3.6.1.4.1.11129.2.1.17", writer.Encode(), critical: false);
        return Statement(device.Sign([.. AuthData, .. ClientHash]), Certify((ECDsa)device.Key, extension));
    }

    private byte[] Certify(ECDsa key, X509Extension? extension = null, string subject = "CN=Test device", bool authority = false)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, false));
        if (extension is not null)
            request.CertificateExtensions.Add(extension);
        using var certificate = request.Create(root, new DateTimeOffset(root.NotBefore), new DateTimeOffset(root.NotAfter), RandomNumberGenerator.GetBytes(16));
        return certificate.RawData;
    }

    private static Action<CborWriter> Statement(byte[]? signature, params byte[][] certificates) => cbor =>
    {
        cbor.WriteStartMap(signature is null ? 1 : 3);
        if (signature is not null)
        {
            cbor.WriteTextString("alg");
            cbor.WriteInt32(CoseAlgorithm.Es256);
            cbor.WriteTextString("sig");
            cbor.WriteByteString(signature);
        }

        cbor.WriteTextString("x5c");
        cbor.WriteStartArray(certificates.Length);
        foreach (var certificate in certificates)
            cbor.WriteByteString(certificate);
        cbor.WriteEndArray();
        cbor.WriteEndMap();
    };

    private Outcome<RegisteredCredential> Register(string format, Action<CborWriter> statement) =>
        new WebAuthnVerifier(
            new AttestationVerifier(new AttestationRoots([root], TimeProvider.System)), NullLogger<WebAuthnVerifier>.Instance)
            .VerifyRegistration(Party, challenge, Client, device.Attestation(format, statement));
}
