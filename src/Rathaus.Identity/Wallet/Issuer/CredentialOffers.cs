using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>An offer as its owner sees it.</summary>
internal sealed record CredentialOffer
{
    public required Guid Id { get; init; }

    public required Guid Account { get; init; }

    public required string Type { get; init; }

    public required string Town { get; init; }

    public required string State { get; init; }

    public required bool Simulated { get; init; }

    public required DateOnly ValidUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public int Copies { get; init; }

    public int Revoked { get; init; }

    public byte[]? ClaimsBox { get; init; }
}

/// <summary>What lies sealed while a credential waits: its claims, and the code and digits that fetch it.</summary>
internal sealed record OfferContent(string Code, string Digits, JsonObject Claims);

/// <summary>Offers and what was given out on them, in the database.</summary>
internal sealed class CredentialOffers(RegionDatabase database, WalletVault vault, SecurityEvents events, TimeProvider time, IOptions<WalletOptions> options)
{
    /// <summary>Wrong digits that end an offer.</summary>
    public const int MostTries = 5;

    private const int DigitCount = 6;

    private const string Columns =
        "o.id, o.account, o.type, o.town, o.state, o.simulated, o.valid_until, o.created_at, o.expires_at, o.claims_box";

    public async Task<Guid> AddAsync(CredentialOrder order, JsonObject claims, DateOnly until, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var content = new OfferContent(
            Base64Url.Encode(RandomNumberGenerator.GetBytes(32)),
            RandomNumberGenerator.GetInt32(1_000_000).ToString("D" + DigitCount, CultureInfo.InvariantCulture), claims);
        await database.ExecuteBatchAsync(
            [
                // What nobody fetched in time is forgotten; of one document one offer waits.
                new Sql(
                    """
                    update identity.wallet_offer set state = 'ended', claims_box = null
                    where claims_box is not null and (expires_at < @Now or (account = @Account and source = @Source))
                    """,
                    new { Now = now, order.Account, order.Source }),
                new Sql(
                    """
                    insert into identity.wallet_offer
                      (id, account, source, type, town, simulated, claims_box, valid_until, code_hash, digits_hash, state, created_at, expires_at)
                    values (@Id, @Account, @Source, @Type, @Town, @Simulated, @Box, @Until, @Code, @Digits, 'open', @Now, @ExpiresAt)
                    """,
                    new
                    {
                        Id = id,
                        order.Account,
                        order.Source,
                        order.Type,
                        order.Town,
                        order.Simulated,
                        Box = vault.Seal(WalletVault.Claims, JsonSerializer.SerializeToUtf8Bytes(content, StoredJson.Options)),
                        Until = until,
                        Code = HashOf(content.Code),
                        Digits = HashOf(id.ToString("N") + content.Digits),
                        Now = now,
                        ExpiresAt = now + options.Value.OfferLifetime,
                    }),
                events.Row("credential-offered", order.Account, null, new { order.Type }),
            ],
            ct);
        return id;
    }

    /// <summary>For its owner only.</summary>
    public Task<CredentialOffer?> FindAsync(Guid id, Guid account, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<CredentialOffer>(
            $"select {Columns} from identity.wallet_offer o where o.id = @Id and o.account = @Account", new { Id = id, Account = account }, ct);

    /// <summary>Newest first, with the copies given out.</summary>
    public Task<IReadOnlyList<CredentialOffer>> OfAsync(Guid account, CancellationToken ct) => database.QueryAsync<CredentialOffer>(
        $"""
        select {Columns}, count(c.place)::integer as copies, count(c.revoked_at)::integer as revoked
        from identity.wallet_offer o
        left join identity.wallet_credential c on c.offer = o.id
        where o.account = @Account and (o.state = 'issued' or (o.state = 'open' and o.expires_at > @Now))
        group by o.id
        order by o.created_at desc
        limit 100
        """,
        new { Account = account, Now = time.GetUtcNow() }, ct);

    public OfferContent ContentOf(byte[] box) =>
        JsonSerializer.Deserialize<OfferContent>(vault.Open(WalletVault.Claims, box), StoredJson.Options)
        ?? throw new InvalidOperationException("A sealed offer has content");

    /// <summary>A wallet brings code and digits. Null: unknown, used, too old or wrong digits, which count.</summary>
    public async Task<CredentialOffer?> RedeemAsync(string code, string? digits, CancellationToken ct)
    {
        var offer = await database.QuerySingleOrDefaultAsync<CredentialOffer>(
            $"""
            update identity.wallet_offer o
            set state = case when digits_hash = sha256(convert_to(replace(id::text, '-', '') || @Digits, 'UTF8')) then 'redeemed'
                             when tries + 1 >= {MostTries} then 'ended' else state end,
                tries = least(tries + 1, {MostTries}),
                claims_box = case when digits_hash <> sha256(convert_to(replace(id::text, '-', '') || @Digits, 'UTF8')) and tries + 1 >= {MostTries}
                                  then null else claims_box end
            where code_hash = @Code and state = 'open' and expires_at > @Now
            returning {Columns}
            """,
            new { Code = HashOf(code), Digits = digits ?? "", Now = time.GetUtcNow() }, ct);
        return offer is { State: "redeemed" } ? offer : null;
    }

    /// <summary>A wallet brings the code of the provider instead: part of the transaction that uses it up. One row, or the offer is over.</summary>
    public static Sql RedeemSql(Guid id, Guid account, DateTimeOffset now) => new(
        """
        update identity.wallet_offer set state = 'redeemed'
        where id = @Id and account = @Account and state = 'open' and expires_at > @Now
        """,
        new { Id = id, Account = account, Now = now });

    /// <summary>An offer whose code was redeemed and whose credential is still to be fetched.</summary>
    public Task<CredentialOffer?> RedeemedAsync(Guid id, Guid account, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<CredentialOffer>(
            $"select {Columns} from identity.wallet_offer o where o.id = @Id and o.account = @Account and o.state = 'redeemed'",
            new { Id = id, Account = account }, ct);

    /// <summary>Notes the copies with their places and forgets the claims. False: another request was faster.</summary>
    /// <exception cref="UniqueViolationException">A place was taken meanwhile: draw again.</exception>
    public Task<bool> IssueAsync(CredentialOffer offer, int list, IReadOnlyList<int> places, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return database.InTransactionAsync(
            async transaction =>
            {
                var counts = await transaction.ExecuteBatchAsync(
                    [
                        new Sql(
                            "update identity.wallet_offer set state = 'issued', claims_box = null where id = @Id and state = 'redeemed'",
                            new { offer.Id }),
                        new Sql(
                            """
                            insert into identity.wallet_credential (list, place, offer, issued_at, expires_at)
                            select @List, place, @Id, @Now, @Until from unnest(@Places) as drawn (place)
                            """,
                            new { List = list, offer.Id, Now = now, Until = GermanClock.StartOf(offer.ValidUntil.AddDays(1)), Places = places.ToArray() }),
                        events.Row("credential-issued", offer.Account, null, new { offer.Type, copies = places.Count }),
                    ],
                    ct);
                if (counts[0] == 1)
                    return true;
                transaction.Abandon();
                return false;
            },
            ct);
    }

    /// <summary>Revokes all copies of one offer of the account; zero: not theirs, or already revoked.</summary>
    public Task<int> RevokeAsync(Guid id, Guid account, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var counts = await transaction.ExecuteBatchAsync(
                [
                    new Sql(
                        """
                        update identity.wallet_credential c set revoked_at = @Now
                        from identity.wallet_offer o
                        where o.id = c.offer and o.id = @Id and o.account = @Account and c.revoked_at is null
                        """,
                        new { Id = id, Account = account, Now = time.GetUtcNow() }),
                    events.Row("credential-revoked", account, null),
                ],
                ct);
            if (counts[0] == 0)
                transaction.Abandon();
            return counts[0];
        },
        ct);

    public async Task<int> RevokeAsync(string source, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var counts = await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    update identity.wallet_credential c set revoked_at = @Now
                    from identity.wallet_offer o
                    where o.id = c.offer and o.source = @Source and c.revoked_at is null
                    """,
                    new { Source = source, Now = now }),
                new Sql(
                    "update identity.wallet_offer set state = 'ended', claims_box = null where source = @Source and state in ('open', 'redeemed')",
                    new { Source = source }),
            ],
            ct);
        events.Done("credential-revoked");
        return counts[0];
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
