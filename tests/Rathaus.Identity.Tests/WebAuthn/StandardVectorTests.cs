using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>The W3C's own vectors, their attestation chained to the W3C's test root.</summary>
public sealed class StandardVectorTests : IDisposable
{
    private static readonly RelyingParty Party = new()
    {
        Id = "example.org",
        Origins = ["https://example.org"],
        AcceptsUnnamedFrame = true,
        FramedBy = ["https://example.com"],
        RequiresUserVerification = false,
    };

    private readonly X509Certificate2 root = X509CertificateLoader.LoadCertificate(Vector.Root());

    public static TheoryData<string, string, bool> Vectors => new()
    {
        { "none-es256", "None", false },
        { "none-es256-crossOrigin", "None", false },
        { "packed-self-es256", "Self", false },
        { "none-es256-topOrigin", "None", false },
        { "none-es256-long-credential-id", "None", false },
        { "packed-es256", "Certificate", true },
        { "packed-es384", "Certificate", true },
        { "packed-es512", "Certificate", true },
        { "packed-rs256", "Certificate", true },
        { "packed-eddsa", "Certificate", true },
        { "packed-ed448", "Certificate", true },
        { "android-key-es256", "Certificate", true },
        { "apple-es256", "Certificate", true },
        { "fido-u2f-es256", "Certificate", true },
        { "tpm-es256", "Certificate", true },
    };

    private WebAuthnVerifier Verifier => new(
        new AttestationVerifier(new AttestationRoots([root], TimeProvider.System)), NullLogger<WebAuthnVerifier>.Instance);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_registers_and_signs_in(string name, string kind, bool trusted)
    {
        using var vector = new Vector(name);
        var registered = Register(vector, Party);
        Assert.True(registered.Succeeded, registered.Refusal?.Code);
        Assert.Equal(kind, registered.Value.Attestation.Kind.ToString());
        Assert.Equal(trusted, registered.Value.Attestation.Trusted);
        Assert.Equal(vector.Registration("credential_id"), registered.Value.Id);
        Assert.Equal(new Guid(vector.Registration("aaguid"), bigEndian: true), registered.Value.Aaguid);

        var asserted = Authenticate(vector, registered.Value);
        Assert.True(asserted.Succeeded, asserted.Refusal?.Code);
        Assert.False(asserted.Value.CloneSuspected);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_changed_byte_of_a_signed_message_is_refused(string name, string kind, bool trusted)
    {
        _ = (kind, trusted);
        using var vector = new Vector(name);
        var registered = Register(vector, Party).Value!;
        var known = new KnownCredential(registered.PublicKey, registered.SignCount, registered.BackupEligible);
        foreach (var part in (string[])["clientDataJSON", "authenticatorData", "signature"])
        {
            var good = vector.Authentication(part);
            for (var at = 0; at < good.Length; at++)
            {
                var bad = (byte[])good.Clone();
                bad[at] ^= 0x01;
                var outcome = Verifier.VerifyAssertion(
                    Party, vector.Authentication("challenge"), known,
                    part == "clientDataJSON" ? bad : vector.Authentication("clientDataJSON"),
                    part == "authenticatorData" ? bad : vector.Authentication("authenticatorData"),
                    part == "signature" ? bad : vector.Authentication("signature"));
                Assert.False(outcome.Succeeded, $"{name} {part}[{at}]");
            }
        }
    }

    [Theory]
    [InlineData("packed-self-es256")]
    [InlineData("packed-es256")]
    [InlineData("packed-eddsa")]
    [InlineData("packed-ed448")]
    [InlineData("tpm-es256")]
    [InlineData("android-key-es256")]
    [InlineData("apple-es256")]
    public void Every_changed_byte_of_a_signed_attestation_is_refused_or_loses_trust(string name)
    {
        using var vector = new Vector(name);
        var good = vector.Registration("attestationObject");
        for (var at = 0; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 0x01;
            var outcome = Verifier.VerifyRegistration(
                Party, vector.Registration("challenge"), vector.Registration("clientDataJSON"), bad);
            Assert.True(!outcome.Succeeded || !outcome.Value.Attestation.Trusted, $"{name}[{at}]");
        }
    }

    [Fact]
    public void An_attestation_of_an_unknown_maker_registers_without_trust()
    {
        using var vector = new Vector("packed-eddsa");
        var verifier = new WebAuthnVerifier(
            new AttestationVerifier(new AttestationRoots([], TimeProvider.System)), NullLogger<WebAuthnVerifier>.Instance);
        var outcome = verifier.VerifyRegistration(
            Party, vector.Registration("challenge"), vector.Registration("clientDataJSON"), vector.Registration("attestationObject"));
        Assert.True(outcome.Succeeded);
        Assert.False(outcome.Value.Attestation.Trusted);
    }

    [Fact]
    public void A_ceremony_inside_a_foreign_page_is_refused_by_default()
    {
        using var vector = new Vector("none-es256-crossOrigin");
        var outcome = Register(vector, Party with { AcceptsUnnamedFrame = false });
        Assert.Equal("passkey.framed", outcome.Refusal?.Code);
    }

    [Fact]
    public void A_ceremony_inside_another_page_than_the_expected_one_is_refused()
    {
        using var vector = new Vector("none-es256-topOrigin");
        Assert.Equal("passkey.framed", Register(vector, Party with { FramedBy = ["https://example.net"] }).Refusal?.Code);
        Assert.Equal("passkey.framed", Register(vector, Party with { FramedBy = [] }).Refusal?.Code);
    }

    [Fact]
    public void User_verification_is_asked_for_by_default()
    {
        using var vector = new Vector("none-es256");
        var outcome = Register(vector, Party with { RequiresUserVerification = true });
        Assert.Equal("passkey.user-unverified", outcome.Refusal?.Code);
    }

    public void Dispose() => root.Dispose();

    private Outcome<RegisteredCredential> Register(Vector vector, RelyingParty party) => Verifier.VerifyRegistration(
        party, vector.Registration("challenge"), vector.Registration("clientDataJSON"), vector.Registration("attestationObject"));

    private Outcome<AssertedCredential> Authenticate(Vector vector, RegisteredCredential registered) => Verifier.VerifyAssertion(
        Party, vector.Authentication("challenge"),
        new KnownCredential(registered.PublicKey, registered.SignCount, registered.BackupEligible),
        vector.Authentication("clientDataJSON"), vector.Authentication("authenticatorData"), vector.Authentication("signature"));
}
