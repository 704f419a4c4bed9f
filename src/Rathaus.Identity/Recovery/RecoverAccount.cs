using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Recovery;

/// <summary>
/// Somebody without a device opens the account with a code and a new passkey. What the account had proved is gone, earlier passkeys rest,
/// every session ends, sensitive changes wait, and every channel tells of it: a thief of the code gains little, and the owner can object.
/// </summary>
internal sealed class RecoverAccount(
    RecoveryCodes codes, PasskeyRegistration registration, PasskeyStore passkeys, RegionDatabase database, TownDatabase towns,
    RegistrationOffices offices, LogoutNotices notices, ISessions sessions, SessionStore store, SecurityEvents events, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>What the device signs for; kept on the server.</summary>
    private sealed record Detail(Guid Account, byte[] Code);

    public async Task<Outcome<RecoveryCode>> CheckAsync(string? code, CancellationToken ct)
    {
        if (await codes.FindAsync(code, ct) is { } found)
            return found;
        events.Refused("recovery", RecoveryCodes.Unknown.Code);
        return RecoveryCodes.Unknown;
    }

    public async Task<Outcome<JsonObject>> OptionsAsync(HttpContext http, string? code, CancellationToken ct)
    {
        var found = await CheckAsync(code, ct);
        if (!found.Succeeded)
            return found.Refusal;
        return await passkeys.NameAsync(KeyHolder.OfAccount(found.Value.Account), ct) is { } name
            ? await registration.OptionsAsync(http, Purpose.Recover, name, new Detail(found.Value.Account, found.Value.Hash), [], ct)
            : RecoveryCodes.Unknown;
    }

    public async Task<Outcome<SignIn>> RunAsync(HttpContext http, string? code, string? credential, Language language, CancellationToken ct)
    {
        var found = await CheckAsync(code, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var registered = await registration.VerifyAsync<Detail>(http, Purpose.Recover, credential, ct);
        if (!registered.Succeeded)
            return registered.Refusal;
        var (detail, verified) = registered.Value;
        if (detail.Account != found.Value.Account || !detail.Code.AsSpan().SequenceEqual(found.Value.Hash))
            return PasskeyRegistration.Expired;

        var now = time.GetUtcNow();
        var until = now + options.Value.Hold;
        var (account, passkey) = (found.Value.Account, Guid.CreateVersion7(now));
        Before? before;
        try
        {
            before = await database.InTransactionAsync(
                async transaction =>
                {
                    var used = await transaction.ExecuteBatchAsync([RecoveryCodes.Use(found.Value.Hash, now)], ct);
                    if (used[0] == 0)
                    {
                        transaction.Abandon();
                        return null;
                    }

                    var was = await transaction.QuerySingleAsync<Before>(
                        "select proofing, person::text as person, display_name, proofing_town from identity.account where id = @account for update",
                        new { account }, ct);
                    await transaction.ExecuteBatchAsync(Change(account, passkey, found.Value.Kind, was, until, now), ct);
                    await transaction.ExecuteBatchAsync(
                        [
                            PasskeyStore.Insert(passkey, KeyHolder.OfAccount(account), DeviceName.Of(http.Request.Headers.UserAgent), verified, now),
                            new Sql("update identity.passkey set authenticator = least(authenticator, 2::smallint) where id = @passkey", new { passkey }),
                        ], ct);
                    return was;
                },
                ct);
        }
        catch (UniqueViolationException)
        {
            return PasskeyRegistration.AlreadyUsed;
        }

        if (before is null)
            return RecoveryCodes.Unknown;
        events.Done("account-recovered");
        store.Forget();
        notices.Wake();
        await TellByLetterAsync(account, before, language, now, ct);
        var signIn = new SignIn(SignInMethod.Passkey, new Assurance(Proofing.SelfDeclared, Authenticator.Passkey), Simulated: false)
        {
            AccountId = account,
            PasskeyId = passkey,
        };
        await sessions.StartAsync(http, signIn, ct);
        return signIn;
    }

    private List<Sql> Change(Guid account, Guid passkey, string kind, Before was, DateTimeOffset until, DateTimeOffset now) =>
    [
        // A second recovery within the hold keeps what stood before the first one.
        new Sql(
            """
            insert into identity.recovery (id, account, kind, at, hold_until, proofing, person, display_name)
            values (@Id, @account, @kind, @now, @until, @Proofing, @Person::jsonb, @DisplayName)
            on conflict (account) where ended_at is null do update set hold_until = excluded.hold_until
            """,
            new { Id = Guid.CreateVersion7(now), account, kind, now, until, was.Proofing, was.Person, was.DisplayName }),
        new Sql(
            "update identity.account set proofing = least(proofing, 1::smallint), person = null, hold_until = @until where id = @account",
            new { account, until }),
        new Sql("update identity.passkey set suspended_at = coalesce(suspended_at, @now) where account = @account", new { account, now }),
        .. GrantEnds.OfAccount(account, keptSid: null, "account-recovered", now),
        new Sql("delete from identity.session where account = @account", new { account }),
        RecoveryCodes.EndOthers(account, now),
        new Sql(
            """
            update identity.activation
            set ended_at = @now, end_reason = 'replaced', person = null
            where account = @account and ended_at is null
            """, new { account, now }),
        events.Row("account-recovered", account, null, new { kind, passkey, until }),
        AccountNotices.Row(account, AccountNotices.Recovered, now),
    ];

    /// <summary>Whoever took the account over cannot keep the post from telling it to the person at the registered address.</summary>
    private async Task TellByLetterAsync(Guid account, Before before, Language language, DateTimeOffset now, CancellationToken ct)
    {
        if (before.Person is null || JsonSerializer.Deserialize<ConfirmedPerson>(before.Person, StoredJson.Options) is not { } person)
            return;
        var town = before.ProofingTown is { } number ? offices.Find(number) : offices.All.FirstOrDefault(one => one.Name == person.Town);
        if (town is not null)
            await towns.For(town.Number).ExecuteBatchAsync([LetterQueue.Tell(Guid.CreateVersion7(now), account, person, language, now)], ct);
    }

    private sealed record Before
    {
        public required short Proofing { get; init; }

        public string? Person { get; init; }

        public required string DisplayName { get; init; }

        public short? ProofingTown { get; init; }
    }
}
