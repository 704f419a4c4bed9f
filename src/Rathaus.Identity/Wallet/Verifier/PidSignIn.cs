using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Linking;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>
/// Where a presentation ends: the account that this wallet's person opened or connected is found, or one is opened, or the signed-in
/// account gets the proven identity; a session on level high begins. No presentation takes an account over.
/// </summary>
internal sealed class PidSignIn(
    RegionDatabase database, WalletVault vault, ISessions sessions, SecurityEvents events, TimeProvider time)
{
    private static readonly Refusal Closed = Refusal.Invalid("account.closed", "Dieses Konto ist geschlossen.");

    private static readonly Refusal Ended = Refusal.Invalid("wallet.code", "Dieser Weg zurück gilt hier nicht.");

    private static readonly Refusal OtherPerson = Refusal.Conflict(
        "wallet.other-person", "Die Wallet gehört einer anderen Person als dieses Konto.");

    private static readonly Refusal OtherAccount = Refusal.Conflict(
        "wallet.other-account", "Für diese Person gibt es schon ein anderes Konto. Melden Sie sich dort an.");

    /// <summary>A card of this person has an account: whoever can sign in there connects the wallet there, and nobody else gets in.</summary>
    public static readonly Refusal AccountExists = Refusal.Conflict(
        "wallet.account-exists", "Für diese Angaben gibt es schon ein Konto mit Ausweis. Melden Sie sich dort an und verbinden Sie die Wallet.");

    public async Task<Outcome<Guid>> CompleteAsync(HttpContext http, WalletRequest request, CancellationToken ct)
    {
        var person = JsonSerializer.Deserialize<ConfirmedPerson>(
            vault.Open(WalletVault.Person, request.PersonBox ?? throw new InvalidOperationException("An answered request has a person")),
            StoredJson.Options) ?? throw new InvalidOperationException("A person is no null");
        await database.ExecuteAsync("update identity.wallet_request set person_box = null where id = @Id", new { request.Id }, ct);
        var pseudonym = HMACSHA256.HashData(await MatchingKeyAsync(ct), Encoding.UTF8.GetBytes(SamePerson.Key(person)));
        var found = request.Account is { } own
            ? await MayLinkAsync(http, own, ct) ?? await LinkAsync(own, person, pseudonym, ct)
            : await FindOrOpenAsync(person, pseudonym, request.OpenNew, ct);
        if (!found.Succeeded)
        {
            events.Refused("wallet", found.Refusal.Code);
            return found;
        }

        await sessions.StartAsync(
            http,
            new SignIn(
                request.Simulated ? SignInMethod.SimulatedWallet : SignInMethod.Wallet,
                new Assurance(Proofing.IdentityCard, Authenticator.BoundDevice, CardInSession: true), request.Simulated)
            { AccountId = found.Value },
            ct);
        return found;
    }

    /// <summary>
    /// Null: the session that began still is this account's, and it may. A session that was handed over proves nobody's
    /// identity: whoever relayed it would make the account their own.
    /// </summary>
    private static async Task<Outcome<Guid>?> MayLinkAsync(HttpContext http, Guid account, CancellationToken ct)
    {
        if (http.RequestServices.GetRequiredService<SessionActor>().AccountId != account)
            return Ended;
        if (await http.RequestServices.GetRequiredService<ISensitiveActions>().CheckAsync(SensitiveAction.ProveIdentity, ct) is { } refused)
            return refused;
        return null;
    }

    private async Task<Outcome<Guid>> LinkAsync(Guid account, ConfirmedPerson person, byte[] pseudonym, CancellationToken ct)
    {
        var stored = await database.QuerySingleOrDefaultAsync<Row>(
            "select id, person::text as person, closed_at from identity.account where id = @Account", new { Account = account }, ct);
        if (stored is null || stored.ClosedAt is not null)
            return Closed;
        if (stored.Confirmed is { } before && !SamePerson.Is(before, person))
            return OtherPerson;
        try
        {
            await database.ExecuteBatchAsync(
                [Update(account, Merge(person, stored.Confirmed), pseudonym), events.Row("pid-linked", account, null)], ct);
            return account;
        }
        catch (UniqueViolationException)
        {
            return OtherAccount;
        }
    }

    private async Task<Outcome<Guid>> FindOrOpenAsync(ConfirmedPerson person, byte[] pseudonym, bool openNew, CancellationToken ct)
    {
        var known = await database.QuerySingleOrDefaultAsync<Row>(
            "select id, person::text as person, closed_at from identity.account where pid_pseudonym = @Pseudonym",
            new { Pseudonym = pseudonym }, ct);
        if (known is { ClosedAt: not null })
            return Closed;
        if (known is not null)
        {
            await database.ExecuteBatchAsync([Update(known.Id, Merge(person, known.Confirmed), pseudonym)], ct);
            return known.Id;
        }

        if (!openNew && await CardHasAccountAsync(person, ct))
            return AccountExists;
        var now = time.GetUtcNow();
        return await database.QuerySingleAsync<Guid>(
            """
            insert into identity.account (id, display_name, user_handle, person, pid_pseudonym, proofing, created_at)
            values (@Id, @Name, @Handle, @Person::jsonb, @Pseudonym, 3, @Now)
            on conflict (pid_pseudonym) do update set proofing = 3
            returning id
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                Name = NameOf(person),
                Handle = RandomNumberGenerator.GetBytes(32),
                Person = StoredJson.Of(person),
                Pseudonym = pseudonym,
                Now = now,
            },
            ct);
    }

    /// <summary>
    /// A card said the same names, birth date and birth place. It may be this person's or a namesake's: the credential tells no more, so
    /// it opens nothing there.
    /// </summary>
    private async Task<bool> CardHasAccountAsync(ConfirmedPerson person, CancellationToken ct)
    {
        var born = await database.QueryAsync<Row>(
            """
            select id, person::text as person, closed_at
            from identity.account
            where person ->> 'BirthDate' = @Born and proofing = 3 and pid_pseudonym is null and closed_at is null
            """,
            new { Born = person.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }, ct);
        return born.Any(row => row.Confirmed is { } one && SamePerson.Is(one, person));
    }

    private static Sql Update(Guid account, ConfirmedPerson person, byte[] pseudonym) => new(
        """
        update identity.account set person = @Person::jsonb, display_name = @Name, pid_pseudonym = @Pseudonym, proofing = 3
        where id = @Account and closed_at is null
        """,
        new { Account = account, Person = StoredJson.Of(person), Name = NameOf(person), Pseudonym = pseudonym });

    /// <summary>The address that was not asked for stays what it was.</summary>
    private static ConfirmedPerson Merge(ConfirmedPerson person, ConfirmedPerson? before) => person.Street.Length == 0 && before is not null
        ? person with { Street = before.Street, HouseNumber = before.HouseNumber, PostCode = before.PostCode, Town = before.Town }
        : person;

    private static string NameOf(ConfirmedPerson person) => $"{person.GivenNames} {person.FamilyName}".Trim();

    /// <summary>Made once; without it the hashes in the database say nothing about guessed people.</summary>
    private async Task<byte[]> MatchingKeyAsync(CancellationToken ct)
    {
        const string Oldest = "select key_box from identity.wallet_key where purpose = 'matching' order by created_at, id limit 1";
        var box = await database.QuerySingleOrDefaultAsync<byte[]>(Oldest, null, ct);
        if (box is null)
        {
            var now = time.GetUtcNow();
            await database.ExecuteAsync(
                """
                insert into identity.wallet_key (id, purpose, key_box, created_at, ends_at)
                values (@Id, 'matching', @KeyBox, @Now, 'infinity')
                """,
                new { Id = Guid.CreateVersion7(now), KeyBox = vault.Seal(WalletVault.HouseKey, RandomNumberGenerator.GetBytes(32)), Now = now }, ct);
            box = await database.QuerySingleAsync<byte[]>(Oldest, null, ct);
        }

        return vault.Open(WalletVault.HouseKey, box);
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public string? Person { get; init; }

        public DateTimeOffset? ClosedAt { get; init; }

        public ConfirmedPerson? Confirmed => Person is null ? null : JsonSerializer.Deserialize<ConfirmedPerson>(Person, StoredJson.Options);
    }
}
