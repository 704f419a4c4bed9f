using System.Formats.Cbor;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>Rules of sections 7.1 and 7.2, one by one, with an authenticator in software.</summary>
public sealed class CeremonyRuleTests
{
    private static readonly RelyingParty Party = new() { Id = "example.org", Origins = ["https://example.org"] };
    private static readonly WebAuthnVerifier Verifier = new(
        new AttestationVerifier(new AttestationRoots([], TimeProvider.System)), NullLogger<WebAuthnVerifier>.Instance);

    private readonly byte[] challenge = RandomNumberGenerator.GetBytes(32);

    public static TheoryData<int> Algorithms =>
        [CoseAlgorithm.Es256, CoseAlgorithm.Es384, CoseAlgorithm.Es512, CoseAlgorithm.Rs256];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_accepted_algorithm_registers_and_signs_in(int algorithm)
    {
        using var device = new SoftAuthenticator(algorithm);
        var known = Known(Register(device));
        var (client, data, signature) = device.Assert(challenge);
        var outcome = Verifier.VerifyAssertion(Party, challenge, known, client, data, signature);
        Assert.True(outcome.Succeeded, outcome.Refusal?.Code);
        Assert.True(outcome.Value.UserVerified);
    }

    [Fact]
    public void Edwards_curves_pass_their_self_test_here() => Assert.True(Ed25519.CanSign && Ed448.CanSign);

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("http://example.org")]
    [InlineData("https://example.org.evil.example")]
    [InlineData("https://example.org:444")]
    public void A_foreign_origin_is_refused(string origin)
    {
        using var device = new SoftAuthenticator { Origin = origin };
        Assert.Equal("passkey.origin", Register(device).Refusal?.Code);
    }

    [Fact]
    public void Another_host_is_refused()
    {
        using var device = new SoftAuthenticator { RelyingParty = "example.com" };
        Assert.Equal("passkey.relying-party", Register(device).Refusal?.Code);
    }

    [Fact]
    public void Another_challenge_is_refused()
    {
        using var device = new SoftAuthenticator();
        var outcome = Verifier.VerifyRegistration(
            Party, RandomNumberGenerator.GetBytes(32), device.ClientData("webauthn.create", challenge), device.Attestation());
        Assert.Equal("passkey.challenge", outcome.Refusal?.Code);
    }

    [Fact]
    public void A_sign_in_message_is_no_registration()
    {
        using var device = new SoftAuthenticator();
        var outcome = Verifier.VerifyRegistration(
            Party, challenge, device.ClientData("webauthn.get", challenge), device.Attestation());
        Assert.Equal("passkey.type", outcome.Refusal?.Code);
    }

    [Theory]
    [InlineData(0x04, "passkey.user-absent")]
    [InlineData(0x01, "passkey.user-unverified")]
    [InlineData(0x15, "passkey.malformed")]
    public void Flags_that_break_a_rule_are_refused(byte flags, string code)
    {
        using var device = new SoftAuthenticator { Flags = flags };
        Assert.Equal(code, Register(device).Refusal?.Code);
    }

    [Fact]
    public void Backup_eligibility_must_not_change()
    {
        using var device = new SoftAuthenticator();
        var known = Known(Register(device)) with { BackupEligible = false };
        var (client, data, signature) = device.Assert(challenge);
        Assert.Equal(
            "passkey.backup-changed", Verifier.VerifyAssertion(Party, challenge, known, client, data, signature).Refusal?.Code);
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(5, 4, true)]
    [InlineData(5, 0, true)]
    [InlineData(5, 6, false)]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, false)]
    public void A_counter_that_does_not_grow_raises_suspicion(uint stored, uint sent, bool suspected)
    {
        using var device = new SoftAuthenticator();
        var known = Known(Register(device)) with { SignCount = stored };
        device.Counter = sent;
        var client = device.ClientData("webauthn.get", challenge);
        var data = device.AuthenticatorData(withCredential: false);
        var outcome = Verifier.VerifyAssertion(
            Party, challenge, known, client, data, device.Sign([.. data, .. SHA256.HashData(client)]));
        Assert.Equal(suspected, outcome.Value!.CloneSuspected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"type\":\"webauthn.create\"}")]
    [InlineData("{\"type\":1,\"challenge\":\"AA\",\"origin\":\"https://example.org\"}")]
    [InlineData("{\"type\":\"webauthn.create\",\"type\":\"webauthn.create\",\"challenge\":\"AA\",\"origin\":\"x\"}")]
    [InlineData("{\"type\":\"webauthn.create\",\"challenge\":\"!!\",\"origin\":\"x\"}")]
    public void Client_data_that_is_none_is_refused(string json)
    {
        using var device = new SoftAuthenticator();
        var outcome = Verifier.VerifyRegistration(
            Party, challenge, System.Text.Encoding.UTF8.GetBytes(json), device.Attestation());
        Assert.Equal("passkey.malformed", outcome.Refusal?.Code);
    }

    [Fact]
    public void Attestation_objects_cut_off_anywhere_are_refused()
    {
        using var device = new SoftAuthenticator();
        var good = device.Attestation();
        for (var length = 0; length < good.Length; length++)
        {
            var outcome = Verifier.VerifyRegistration(
                Party, challenge, device.ClientData("webauthn.create", challenge), good.AsMemory(0, length));
            Assert.False(outcome.Succeeded, $"cut at {length}");
        }
    }

    [Theory]
    [InlineData(65_537)]
    [InlineData(5_000_000)]
    public void Huge_attestation_objects_are_refused(int length)
    {
        using var device = new SoftAuthenticator();
        var outcome = Verifier.VerifyRegistration(
            Party, challenge, device.ClientData("webauthn.create", challenge), new byte[length]);
        Assert.Equal("passkey.malformed", outcome.Refusal?.Code);
    }

    [Fact]
    public void A_key_whose_point_is_not_on_the_curve_is_refused()
    {
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        foreach (var (label, value) in ((int, int)[])[(1, 2), (3, -7), (-1, 1)])
        {
            cbor.WriteInt32(label);
            cbor.WriteInt32(value);
        }

        cbor.WriteInt32(-2);
        cbor.WriteByteString(Enumerable.Repeat((byte)1, 32).ToArray());
        cbor.WriteInt32(-3);
        cbor.WriteByteString(Enumerable.Repeat((byte)2, 32).ToArray());
        cbor.WriteEndMap();
        var refused = Assert.Throws<WebAuthnException>(() => CoseKey.Parse(cbor.Encode()));
        Assert.Equal("passkey.key-malformed", refused.Code);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("compound")]
    [InlineData("packed")]
    public void A_statement_that_does_not_fit_its_format_is_refused(string format)
    {
        using var device = new SoftAuthenticator();
        var attestation = device.Attestation(format, cbor =>
        {
            cbor.WriteStartMap(1);
            cbor.WriteTextString("alg");
            cbor.WriteInt32(-7);
            cbor.WriteEndMap();
        });
        var outcome = Verifier.VerifyRegistration(Party, challenge, device.ClientData("webauthn.create", challenge), attestation);
        Assert.Equal("passkey.attestation", outcome.Refusal?.Code);
    }

    private static KnownCredential Known(Outcome<RegisteredCredential> registered)
    {
        Assert.True(registered.Succeeded, registered.Refusal?.Code);
        return new KnownCredential(registered.Value.PublicKey, registered.Value.SignCount, registered.Value.BackupEligible);
    }

    private Outcome<RegisteredCredential> Register(SoftAuthenticator device) => Verifier.VerifyRegistration(
        Party, challenge, device.ClientData("webauthn.create", challenge), device.Attestation());
}
