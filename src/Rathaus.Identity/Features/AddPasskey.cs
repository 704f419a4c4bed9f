using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Features;

/// <summary>A person opens an account with a passkey; whoever is signed in adds another one.</summary>
internal sealed class AddPasskey(
    PasskeyRegistration registration, PasskeyStore passkeys, ISessions sessions, RegionDatabase database,
    SecurityEvents events, TimeProvider time)
{
    public const int LongestName = 60;

    private const int MostPasskeys = 20;

    private sealed record NewAccount(Guid Account, string DisplayName, byte[] UserHandle);

    private sealed record OneMore(Guid? Account, Guid? Staff);

    /// <summary>Options for a new account under a name the person chose.</summary>
    public async Task<Outcome<JsonObject>> OptionsForNewAccountAsync(HttpContext http, string? displayName, CancellationToken ct)
    {
        if (AccountName.Check(displayName) is { } refusal)
            return refusal;
        var name = new KeyHolderName { DisplayName = displayName!.Trim(), UserHandle = RandomNumberGenerator.GetBytes(32) };
        var detail = new NewAccount(Guid.CreateVersion7(time.GetUtcNow()), name.DisplayName, name.UserHandle);
        return await registration.OptionsAsync(http, Purpose.OpenAccount, name, detail, [], ct);
    }

    /// <summary>Options for one more passkey of whoever is signed in.</summary>
    /// <param name="attested">The device is asked to prove its maker, so that the passkey may count as bound to it.</param>
    public async Task<Outcome<JsonObject>> OptionsAsync(HttpContext http, KeyHolder holder, string? hint, bool attested, CancellationToken ct)
    {
        if (await passkeys.NameAsync(holder, ct) is not { } name)
            return Refusal.Conflict("passkey.demo-staff", "Personen der Vorführung haben keine Passkeys.");
        var existing = await passkeys.OfAsync(holder, ct);
        if (existing.Count >= MostPasskeys)
            return Refusal.Conflict("passkey.too-many", "Mehr Passkeys passen nicht in ein Konto. Entfernen Sie zuerst einen.");
        return await registration.OptionsAsync(
            http, Purpose.AddPasskey, name, new OneMore(holder.Account, holder.Staff), existing.Select(passkey => passkey.CredentialId), ct,
            hint, attested);
    }

    /// <summary>Finishes the new account and signs it in.</summary>
    public async Task<Outcome<SignIn>> OpenAccountAsync(HttpContext http, string? credential, CancellationToken ct)
    {
        var registered = await registration.VerifyAsync<NewAccount>(http, Purpose.OpenAccount, credential, ct);
        if (!registered.Succeeded)
            return registered.Refusal;
        var (account, verified) = registered.Value;
        var now = time.GetUtcNow();
        var passkey = Guid.CreateVersion7(now);
        try
        {
            await database.ExecuteBatchAsync(
                [
                    new Sql(
                        """
                        insert into identity.account (id, display_name, user_handle, created_at)
                        values (@Account, @DisplayName, @UserHandle, @Now)
                        """,
                        new { account.Account, account.DisplayName, account.UserHandle, Now = now }),
                    PasskeyStore.Insert(
                        passkey, KeyHolder.OfAccount(account.Account), DeviceName.Of(http.Request.Headers.UserAgent), verified, now),
                    events.Row("account-opened", account.Account, null, new { passkey }),
                ],
                ct);
        }
        catch (UniqueViolationException)
        {
            return PasskeyRegistration.AlreadyUsed;
        }

        events.Done("account-opened");
        var signIn = new SignIn(
            SignInMethod.Passkey, new Assurance(Proofing.SelfDeclared, PasskeyStore.LevelOf(verified)), Simulated: false) { AccountId = account.Account, PasskeyId = passkey };
        await sessions.StartAsync(http, signIn, ct);
        return signIn;
    }

    /// <summary>Stores one more passkey; every other session of the person ends, because the factors changed.</summary>
    public async Task<Outcome<Guid>> AddAsync(HttpContext http, KeyHolder holder, string? credential, CancellationToken ct)
    {
        var registered = await registration.VerifyAsync<OneMore>(http, Purpose.AddPasskey, credential, ct);
        if (!registered.Succeeded)
            return registered.Refusal;
        var (detail, verified) = registered.Value;
        if (detail != new OneMore(holder.Account, holder.Staff))
            return PasskeyRegistration.Expired;
        var now = time.GetUtcNow();
        var passkey = Guid.CreateVersion7(now);
        try
        {
            await database.ExecuteBatchAsync(
                [
                    PasskeyStore.Insert(passkey, holder, DeviceName.Of(http.Request.Headers.UserAgent), verified, now),
                    events.Row("passkey-added", holder.Account, holder.Staff, new { passkey }),
                    .. holder.Account is { } account ? [AccountNotices.Row(account, AccountNotices.PasskeyAdded, now, passkey)] : Array.Empty<Sql>(),
                ],
                ct);
        }
        catch (UniqueViolationException)
        {
            return PasskeyRegistration.AlreadyUsed;
        }

        events.Done("passkey-added");
        await sessions.EndAllAsync(http, keepCurrent: true, ct);
        return passkey;
    }
}
