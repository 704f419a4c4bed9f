using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Linking;

/// <summary>What another system proved.</summary>
/// <param name="Kind"><c>Eid</c> or <c>Bundid</c>.</param>
/// <param name="Person">Null: it told no checked data.</param>
internal sealed record ProvenIdentity(string Kind, byte[] Pseudonym, ConfirmedPerson? Person, Proofing Proofing);

/// <summary>
/// A signed-in person connects an identity card or BundID to the own account, and later signs in to it with either. Only on the person's
/// own wish, begun in the same browser: no sign-in ever joins two accounts by itself, and whatever another account holds is refused.
/// </summary>
internal sealed class LinkIdentity(RegionDatabase database, IDataProtectionProvider protection, SecurityEvents events, TimeProvider time)
{
    /// <summary>The page it begins on and leads back to; a sign-in that leads anywhere else connects nothing.</summary>
    public const string Address = "/konto/sicherheit/ausweis";

    private const string Cookie = "__Host-rathaus-verbinden";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly Refusal Ended = Refusal.Invalid(
        "link.ended", "Das hat zu lange gedauert oder wurde in einem anderen Browser begonnen. Beginnen Sie noch einmal unter Sicherheit.");

    private static readonly Refusal NoPerson = Refusal.Conflict(
        "link.no-person", "Diese Anmeldung sagt nicht geprüft, wer Sie sind. Nehmen Sie den Online-Ausweis.");

    private static readonly Refusal OtherPerson = Refusal.Conflict(
        "link.other-person", "Der Ausweis gehört einer anderen Person als dieses Konto.");

    private static readonly Refusal OtherAccount = Refusal.Conflict(
        "link.other-account", "Dieser Ausweis gehört schon zu einem anderen Konto. Melden Sie sich dort an. Konten werden nicht zusammengelegt.");

    private readonly IDataProtector protector = protection.CreateProtector("identity.link");

    /// <summary>The wish of this browser, for ten minutes.</summary>
    public void Begin(HttpContext http, Guid account)
    {
        var wish = new byte[24];
        account.TryWriteBytes(wish, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(wish.AsSpan(16), (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        http.Response.Cookies.Append(Cookie, Convert.ToHexString(protector.Protect(wish)), Shape(Lifetime));
    }

    /// <summary>The account that has this identity in addition, or null.</summary>
    public Task<Guid?> FindAsync(byte[] pseudonym, CancellationToken ct) => database.QuerySingleOrDefaultAsync<Guid?>(
        "select account from identity.linked_identity where pseudonym = @pseudonym", new { pseudonym }, ct);

    /// <summary>What a sign-in proved becomes the account's.</summary>
    public async Task<Outcome<Guid>> CompleteAsync(HttpContext http, ProvenIdentity proven, CancellationToken ct)
    {
        var done = await TryAsync(http, proven, ct);
        http.Response.Cookies.Delete(Cookie, Shape(null));
        if (done.Succeeded)
            events.Done("identity-linked");
        else
            events.Refused("identity-link", done.Refusal.Code);
        return done;
    }

    private async Task<Outcome<Guid>> TryAsync(HttpContext http, ProvenIdentity proven, CancellationToken ct)
    {
        if (WishOf(http) is not { } account || http.RequestServices.GetRequiredService<SessionActor>().AccountId != account)
            return Ended;
        if (await http.RequestServices.GetRequiredService<ISensitiveActions>().CheckAsync(SensitiveAction.ProveIdentity, ct) is { } refused)
            return refused;
        if (proven.Person is not { } person)
            return NoPerson;
        try
        {
            return await database.InTransactionAsync(transaction => LinkAsync(transaction, account, proven, person, ct), ct);
        }
        catch (UniqueViolationException)
        {
            return OtherAccount;
        }
    }

    private async Task<Outcome<Guid>> LinkAsync(
        RegionTransaction transaction, Guid account, ProvenIdentity proven, ConfirmedPerson person, CancellationToken ct)
    {
        var stored = await transaction.QuerySingleOrDefaultAsync<Stored>(
            """
            select person::text as person,
                   (select coalesce(
                      (select id from identity.account where eid_pseudonym = @Pseudonym),
                      (select account from identity.linked_identity where pseudonym = @Pseudonym))) as holder
            from identity.account
            where id = @account and closed_at is null
            for update
            """,
            new { account, proven.Pseudonym }, ct);
        if (stored is null)
            return Ended;
        if (stored.Person is { } known && !SamePerson.Is(JsonSerializer.Deserialize<ConfirmedPerson>(known, StoredJson.Options)!, person))
            return OtherPerson;
        if (stored.Holder is { } holder && holder != account)
            return OtherAccount;
        var now = time.GetUtcNow();
        await transaction.ExecuteBatchAsync(
            [
                .. stored.Holder is not null ? (Sql[])[] :
                [
                    new Sql(
                        "insert into identity.linked_identity (pseudonym, account, kind, linked_at) values (@Pseudonym, @account, @Kind, @now)",
                        new { proven.Pseudonym, account, proven.Kind, now }),
                ],
                new Sql(
                    """
                    update identity.account
                    set person = @Person::jsonb, display_name = @Name, proofing = greatest(proofing, @Proofing)
                    where id = @account
                    """,
                    new
                    {
                        account,
                        Person = StoredJson.Of(person),
                        Name = $"{person.GivenNames} {person.FamilyName}".Trim(),
                        Proofing = (short)proven.Proofing,
                    }),
                events.Row("identity-linked", account, null, new { kind = proven.Kind }),
            ],
            ct);
        return account;
    }

    private Guid? WishOf(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(Cookie, out var text) || text is not { Length: > 0 and <= 1000 })
            return null;
        try
        {
            var wish = protector.Unprotect(Convert.FromHexString(text));
            return wish.Length == 24 && BinaryPrimitives.ReadInt64BigEndian(wish.AsSpan(16)) > time.GetUtcNow().ToUnixTimeSeconds()
                ? new Guid(wish.AsSpan(0, 16), bigEndian: true)
                : null;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Shape(TimeSpan? age) => new()
    {
        Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = age,
    };

    private sealed record Stored
    {
        public string? Person { get; init; }

        public Guid? Holder { get; init; }
    }
}
