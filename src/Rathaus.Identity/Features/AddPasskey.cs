using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>A person opens an account with a passkey, or adds another passkey to the account.</summary>
internal sealed class AddPasskey(
    Challenges challenges, PasskeyHost host, PasskeyStore passkeys, WebAuthnVerifier verifier, ISessions sessions,
    RegionDatabase database, SecurityEvents events, TimeProvider time, IOptions<UiOptions> ui)
{
    public const int LongestName = 60;

    private const int MostPasskeys = 20;

    private sealed record Detail(Guid Account, string DisplayName, string UserHandle);

    /// <summary>Options for a new account under a name the person chose.</summary>
    public async Task<Outcome<JsonObject>> OptionsForNewAccountAsync(HttpContext http, string? displayName, CancellationToken ct)
    {
        if (AccountName.Check(displayName) is { } refusal)
            return refusal;
        var detail = new Detail(
            Guid.CreateVersion7(time.GetUtcNow()), displayName!.Trim(), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        return await OptionsAsync(http, Purpose.OpenAccount, detail, [], ct);
    }

    /// <summary>Options for one more passkey of the signed-in account.</summary>
    public async Task<Outcome<JsonObject>> OptionsForAccountAsync(HttpContext http, Guid account, CancellationToken ct)
    {
        var row = await database.QuerySingleAsync<AccountRow>(
            "select display_name, user_handle from identity.account where id = @account", new { account }, ct);
        var existing = await passkeys.OfAccountAsync(account, ct);
        if (existing.Count >= MostPasskeys)
            return Refusal.Conflict("passkey.too-many", "Mehr Passkeys passen nicht in ein Konto. Entfernen Sie zuerst einen.");
        var detail = new Detail(account, row.DisplayName, Convert.ToHexString(row.UserHandle));
        return await OptionsAsync(http, Purpose.AddPasskey, detail, existing.Select(passkey => passkey.CredentialId), ct);
    }

    /// <summary>Finishes the new account and signs it in.</summary>
    public async Task<Outcome<SignIn>> OpenAccountAsync(HttpContext http, string? credential, CancellationToken ct)
    {
        var registered = await RegisterAsync(http, Purpose.OpenAccount, credential, ct);
        if (!registered.Succeeded)
            return registered.Refusal;
        var (detail, verified) = registered.Value;
        var now = time.GetUtcNow();
        var passkey = Guid.CreateVersion7(now);
        try
        {
            await database.ExecuteBatchAsync(
                [
                    new Sql(
                        """
                        insert into identity.account (id, display_name, user_handle, created_at)
                        values (@Account, @DisplayName, @Handle, @Now)
                        """,
                        new { detail.Account, detail.DisplayName, Handle = Convert.FromHexString(detail.UserHandle), Now = now }),
                    PasskeyStore.Insert(passkey, detail.Account, DeviceName.Of(http.Request.Headers.UserAgent), verified, now),
                    events.Row("account-opened", detail.Account, null, new { passkey }),
                ],
                ct);
        }
        catch (UniqueViolationException)
        {
            return AlreadyUsed();
        }

        events.Done("account-opened");
        var signIn = new SignIn(SignInMethod.Passkey, TrustLevel.Low, Simulated: false) { AccountId = detail.Account, PasskeyId = passkey };
        await sessions.StartAsync(http, signIn, ct);
        return signIn;
    }

    /// <summary>Stores one more passkey; every other session of the account ends, because its factors changed.</summary>
    public async Task<Outcome<Guid>> AddAsync(HttpContext http, Guid account, string? credential, CancellationToken ct)
    {
        var registered = await RegisterAsync(http, Purpose.AddPasskey, credential, ct);
        if (!registered.Succeeded)
            return registered.Refusal;
        var (detail, verified) = registered.Value;
        if (detail.Account != account)
            return Refusal.Invalid("passkey.challenge", "Die Seite war zu lange offen. Versuchen Sie es noch einmal.");
        var now = time.GetUtcNow();
        var passkey = Guid.CreateVersion7(now);
        try
        {
            await database.ExecuteBatchAsync(
                [
                    PasskeyStore.Insert(passkey, account, DeviceName.Of(http.Request.Headers.UserAgent), verified, now),
                    events.Row("passkey-added", account, null, new { passkey }),
                ],
                ct);
        }
        catch (UniqueViolationException)
        {
            return AlreadyUsed();
        }

        events.Done("passkey-added");
        await sessions.EndAllAsync(http, keepCurrent: true, ct);
        return passkey;
    }

    private static Refusal AlreadyUsed() =>
        Refusal.Conflict("passkey.already-used", "Dieser Passkey gehört schon zu einem Konto.");

    private async Task<Outcome<JsonObject>> OptionsAsync(
        HttpContext http, string purpose, Detail detail, IEnumerable<byte[]> existing, CancellationToken ct)
    {
        var challenge = await challenges.IssueAsync(http, purpose, JsonSerializer.Serialize(detail), ct);
        return PasskeyMessages.CreationOptions(
            host.Of(http.Request), ui.Value.RegionName, challenge, Convert.FromHexString(detail.UserHandle), detail.DisplayName, existing);
    }

    private async Task<Outcome<(Detail Detail, RegisteredCredential Credential)>> RegisterAsync(
        HttpContext http, string purpose, string? credential, CancellationToken ct)
    {
        if (PasskeyMessages.ReadRegistration(credential) is not { } message
            || PasskeyMessages.ChallengeOf(message.ClientData) is not { } challenge)
            return Refusal.Invalid("passkey.malformed", "Das hat nicht geklappt. Versuchen Sie es noch einmal.");
        if (await challenges.RedeemAsync(http, purpose, challenge, ct) is not { } detail)
            return Refusal.Invalid("passkey.challenge", "Die Seite war zu lange offen. Versuchen Sie es noch einmal.");
        var verified = verifier.VerifyRegistration(host.Of(http.Request), challenge, message.ClientData, message.AttestationObject);
        if (!verified.Succeeded)
        {
            events.Refused(purpose, verified.Refusal.Code);
            return verified.Refusal;
        }

        return (JsonSerializer.Deserialize<Detail>(detail)!, verified.Value);
    }

    private sealed record AccountRow
    {
        public required string DisplayName { get; init; }

        public required byte[] UserHandle { get; init; }
    }
}
