using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.WebAuthn;

/// <summary>A credential that passed registration.</summary>
internal sealed record RegisteredCredential(
    byte[] Id, byte[] PublicKey, int Algorithm, uint SignCount, Guid Aaguid,
    bool UserVerified, bool BackupEligible, bool BackedUp, AttestationResult Attestation)
{
    /// <summary><c>platform</c> or <c>cross-platform</c> as the browser said, or null.</summary>
    public string? Attachment { get; init; }
}

/// <summary>What is stored about a credential and needed to check an assertion.</summary>
internal sealed record KnownCredential(byte[] PublicKey, uint SignCount, bool BackupEligible);

/// <summary>An assertion that passed. <paramref name="CloneSuspected"/>: the counter did not grow, two devices may hold the key.</summary>
internal sealed record AssertedCredential(uint SignCount, bool UserVerified, bool BackedUp, bool CloneSuspected);

/// <summary>
/// Registration and authentication ceremonies of Web Authentication Level 3, sections 7.1 and 7.2. Knows bytes only;
/// storing, sessions and single use of challenges are the caller's.
/// </summary>
internal sealed partial class WebAuthnVerifier(AttestationVerifier attestations, ILogger<WebAuthnVerifier> log)
{
    public Outcome<RegisteredCredential> VerifyRegistration(
        RelyingParty party, ReadOnlySpan<byte> challenge, ReadOnlyMemory<byte> clientDataJson, ReadOnlyMemory<byte> attestationObject)
    {
        try
        {
            var client = ClientData.Parse(clientDataJson);
            CheckClient(party, client, "webauthn.create", challenge);
            var (format, statement, authData) = ReadAttestationObject(attestationObject);
            var data = AuthenticatorData.Parse(authData);
            CheckAuthenticator(party, data);
            var credential = data.Credential
                ?? throw new WebAuthnException("passkey.malformed", "registration without a credential");
            var attestation = attestations.Verify(format, statement, data, credential, client.Hash);
            return new RegisteredCredential(
                credential.Id, credential.Key.Encoded, credential.Key.Algorithm, data.SignCount, credential.Aaguid,
                data.UserVerified, data.BackupEligible, data.BackedUp, attestation);
        }
        catch (WebAuthnException refused)
        {
            return Refuse("registration", refused);
        }
    }

    public Outcome<AssertedCredential> VerifyAssertion(
        RelyingParty party, ReadOnlySpan<byte> challenge, KnownCredential known,
        ReadOnlyMemory<byte> clientDataJson, byte[] authenticatorData, ReadOnlySpan<byte> signature)
    {
        try
        {
            var client = ClientData.Parse(clientDataJson);
            CheckClient(party, client, "webauthn.get", challenge);
            var data = AuthenticatorData.Parse(authenticatorData);
            CheckAuthenticator(party, data);
            if (data.BackupEligible != known.BackupEligible)
                throw new WebAuthnException("passkey.backup-changed", "backup eligibility differs from registration");

            if (!CoseKey.Parse(known.PublicKey).Verify([.. data.Encoded, .. client.Hash], signature))
                throw new WebAuthnException("passkey.signature", "signature does not fit");

            var clone = (data.SignCount > 0 || known.SignCount > 0) && data.SignCount <= known.SignCount;
            return new AssertedCredential(data.SignCount, data.UserVerified, data.BackedUp, clone);
        }
        catch (WebAuthnException refused)
        {
            return Refuse("assertion", refused);
        }
    }

    private static void CheckClient(RelyingParty party, ClientData client, string type, ReadOnlySpan<byte> challenge)
    {
        if (!string.Equals(client.Type, type, StringComparison.Ordinal))
            throw new WebAuthnException("passkey.type", "ceremony of another type");
        if (!CryptographicOperations.FixedTimeEquals(client.Challenge, challenge))
            throw new WebAuthnException("passkey.challenge", "another challenge was signed");
        if (!party.Origins.Contains(client.Origin, StringComparer.Ordinal))
            throw new WebAuthnException("passkey.origin", "foreign origin");
        if (client.TopOrigin is null
                ? client.CrossOrigin && !party.AcceptsUnnamedFrame
                : !party.FramedBy.Contains(client.TopOrigin, StringComparer.Ordinal))
            throw new WebAuthnException("passkey.framed", "ceremony inside a foreign page");
    }

    private static void CheckAuthenticator(RelyingParty party, AuthenticatorData data)
    {
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(party.Id));
        if (!CryptographicOperations.FixedTimeEquals(expected, data.RelyingPartyHash))
            throw new WebAuthnException("passkey.relying-party", "made for another host");
        if (!data.UserPresent)
            throw new WebAuthnException("passkey.user-absent", "nobody was present");
        if (party.RequiresUserVerification && !data.UserVerified)
            throw new WebAuthnException("passkey.user-unverified", "the device did not verify the person");
        if (data.BackedUp && !data.BackupEligible)
            throw new WebAuthnException("passkey.malformed", "backed up but not eligible for it");
    }

    private static (string Format, CborNode Statement, byte[] AuthData) ReadAttestationObject(ReadOnlyMemory<byte> encoded)
    {
        var read = CborNode.Parse(encoded);
        if (!read.Succeeded)
            throw new WebAuthnException("passkey.malformed", "attestation object: " + read.Refusal.Code);
        return read.Value["fmt"]?.Text is { } format && read.Value["attStmt"] is { } statement && read.Value["authData"]?.Bytes is { } authData
            ? (format, statement, authData)
            : throw new WebAuthnException("passkey.malformed", "attestation object incomplete");
    }

    private Refusal Refuse(string ceremony, WebAuthnException refused)
    {
        LogRefused(log, ceremony, refused.Code, refused.Message);
        return Refusal.Invalid(refused.Code, "Dieser Passkey passt hier nicht. Versuchen Sie es noch einmal oder nehmen Sie einen anderen.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Passkey {Ceremony} refused: {Code}, {Reason}")]
    private static partial void LogRefused(ILogger logger, string ceremony, string code, string reason);
}
