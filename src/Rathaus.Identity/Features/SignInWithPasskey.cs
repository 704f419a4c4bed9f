using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Features;

/// <summary>
/// A person signs in with a passkey, without naming an account first; staff at their own door. A key whose counter went
/// back may have been copied: citizens are told, staff are not let in.
/// </summary>
internal sealed class SignInWithPasskey(
    Challenges challenges, PasskeyHost host, PasskeyStore passkeys, WebAuthnVerifier verifier, ISessions sessions,
    RegionDatabase database, SecurityEvents events, DemoSetting demo, TimeProvider time)
{
    private static readonly Refusal Unknown = Refusal.Invalid(
        "passkey.unknown", "Diesen Passkey kennen wir nicht. Nehmen Sie einen anderen oder legen Sie ein Konto an.");

    private static readonly Refusal UnknownToStaff = Refusal.Invalid(
        "passkey.unknown-to-staff", "Mit diesem Passkey kommen Sie nicht ins Amt. Nehmen Sie einen anderen oder fragen Sie die Administration.");

    private static readonly Refusal Copied = Refusal.Invalid(
        "passkey.copied", "Dieser Passkey wurde vielleicht kopiert und öffnet nichts mehr. Fragen Sie die Administration.");

    private static readonly Refusal Suspended = Refusal.Invalid(
        "passkey.suspended", "Das Konto wurde wiederhergestellt. Dieser Passkey öffnet es nicht mehr. Waren Sie das nicht, widersprechen Sie.");

    private static readonly Refusal NotSuspended = Refusal.Invalid(
        "passkey.not-suspended", "Mit diesem Passkey können Sie sich wie immer anmelden.");

    /// <summary>Signed against when the credential is unknown, so that the answer takes as long as for a known one.</summary>
    private static readonly KnownCredential Dummy = MakeDummy();

    /// <param name="hint">Which kind of device the person chose, or null.</param>
    public async Task<JsonObject> OptionsAsync(HttpContext http, bool staff, string? hint, CancellationToken ct)
    {
        var challenge = await challenges.IssueAsync(http, staff ? Purpose.StaffSignIn : Purpose.SignIn, "{}", ct);
        return PasskeyMessages.RequestOptions(host.Of(http.Request), challenge, hint: hint);
    }

    public async Task<Outcome<SignIn>> RunAsync(HttpContext http, string? credential, bool staff, CancellationToken ct)
    {
        var outcome = await VerifyAsync(http, credential, staff, ct);
        if (outcome.Succeeded)
            await sessions.StartAsync(http, outcome.Value, ct);
        return outcome;
    }

    /// <summary>Whose passkey signed, and on which level. No session begins.</summary>
    public async Task<Outcome<SignIn>> VerifyAsync(HttpContext http, string? credential, bool staff, CancellationToken ct)
    {
        var outcome = await JudgeAsync(http, credential, staff, suspended: false, ct);
        if (!outcome.Succeeded)
            events.Refused(staff ? "staff-sign-in" : "sign-in", outcome.Refusal.Code);
        return outcome;
    }

    /// <summary>A passkey that rests since a recovery: it opens nothing, but its holder may object.</summary>
    public Task<Outcome<SignIn>> VerifySuspendedAsync(HttpContext http, string? credential, CancellationToken ct) =>
        JudgeAsync(http, credential, staff: false, suspended: true, ct);

    private async Task<Outcome<SignIn>> JudgeAsync(HttpContext http, string? credential, bool staff, bool suspended, CancellationToken ct)
    {
        if (PasskeyMessages.ReadAssertion(credential) is not { } message
            || PasskeyMessages.ChallengeOf(message.ClientData) is not { } challenge)
            return Refusal.Invalid("passkey.malformed", "Das hat nicht geklappt. Versuchen Sie es noch einmal.");
        if (await challenges.RedeemAsync(http, staff ? Purpose.StaffSignIn : Purpose.SignIn, challenge, ct) is null)
            return PasskeyRegistration.Expired;

        var owner = await passkeys.FindAsync(message.Id, staff, ct);
        var usable = owner is not null && (!owner.IsDemo || demo.Enabled)
            && message.UserHandle is not null && CryptographicOperations.FixedTimeEquals(message.UserHandle, owner.UserHandle);
        var verified = verifier.VerifyAssertion(
            host.Of(http.Request), challenge, usable ? owner!.Known : Dummy,
            message.ClientData, message.AuthenticatorData, message.Signature);
        if (!usable)
            return staff ? UnknownToStaff : Unknown;
        if (!verified.Succeeded)
            return verified.Refusal;
        if (owner!.Suspended != suspended)
            return suspended ? NotSuspended : Suspended;

        var suspected = verified.Value.CloneSuspected || owner.CloneSuspected;
        var assurance = new Assurance(
            (Proofing)owner.Proofing, suspected ? Authenticator.Passkey : (Authenticator)owner.Authenticator);
        var signIn = new SignIn(SignInMethod.Passkey, assurance, owner.IsDemo)
        {
            AccountId = owner.Account,
            StaffId = owner.Staff,
            PasskeyId = owner.Id,
        };
        var changes = new List<Sql> { passkeys.Used(owner.Id, verified.Value, message.Attachment) };
        if (verified.Value.CloneSuspected)
        {
            changes.Add(events.Row("passkey-clone-suspected", owner.Account, owner.Staff, new { passkey = owner.Id }));
            if (owner is { Account: { } account, CloneSuspected: false })
                changes.Add(AccountNotices.Row(account, AccountNotices.PasskeyCopied, time.GetUtcNow(), owner.Id));
        }

        await database.ExecuteBatchAsync(changes, ct);
        if (staff && suspected)
            return Copied;
        return signIn;
    }

    private static KnownCredential MakeDummy()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y} in canonical CBOR.
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        return new KnownCredential(cose, 0, BackupEligible: true);
    }
}
