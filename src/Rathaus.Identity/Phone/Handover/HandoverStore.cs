using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Phone;

/// <summary>
/// The rows of identity.handover. Every step is one update with the step before in its condition, so whatever races, one
/// of them takes it.
/// </summary>
internal sealed class HandoverStore(RegionDatabase database, TimeProvider time)
{
    private const string Columns =
        """
        id, kind, state, client, service, town, purpose, back, device, place, network, for_account, deed, claimed_account,
        claimed_session, shown, nonce, passkey, tries, created_at, expires_at
        """;

    private const string Open = "state in ('created', 'claimed', 'approved', 'matched')";

    public Task<Handover?> FindAsync(byte[] id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<Handover>(
        $"select {Columns} from identity.handover where id = @id", new { id }, ct);

    public Task<Handover?> FindByBrowserAsync(byte[] pollHash, CancellationToken ct) => database.QuerySingleOrDefaultAsync<Handover>(
        $"select {Columns} from identity.handover where poll_hash = @pollHash", new { pollHash }, ct);

    public Task<Handover?> FindByTypedAsync(byte[] typedHash, CancellationToken ct) => database.QuerySingleOrDefaultAsync<Handover>(
        $"select {Columns} from identity.handover where typed_hash = @typedHash", new { typedHash }, ct);

    /// <summary>What waits for this account's approval: asked of it, or claimed by this very phone.</summary>
    public Task<IReadOnlyList<Handover>> WaitingAsync(Guid account, byte[] session, CancellationToken ct) => database.QueryAsync<Handover>(
        $"""
        select {Columns} from identity.handover
        where expires_at > @Now
          and ((for_account = @account and state = 'created') or (claimed_account = @account and claimed_session = @session and state in ('claimed', 'approved')))
        order by created_at
        limit 20
        """,
        new { account, session, Now = time.GetUtcNow() }, ct);

    /// <summary>A new one; an older one of the same browser ends.</summary>
    public Task StartAsync(Handover made, byte[] pollHash, byte[] typedHash, byte[]? oldPollHash, CancellationToken ct) =>
        database.ExecuteBatchAsync(
            [
                new Sql($"update identity.handover set state = 'expired' where poll_hash = @Old and {Open}", new { Old = oldPollHash ?? [] }),
                new Sql(
                    """
                    insert into identity.handover
                      (id, kind, state, poll_hash, typed_hash, client, service, town, purpose, back, device, place, network,
                       for_account, deed, created_at, expires_at)
                    values
                      (@Id, @Kind, 'created', @PollHash, @TypedHash, @Client, @Service, @Town, @Purpose, @Back, @Device, @Place, @Network,
                       @ForAccount, @Deed, @CreatedAt, @ExpiresAt)
                    """,
                    new
                    {
                        made.Id,
                        made.Kind,
                        PollHash = pollHash,
                        TypedHash = typedHash,
                        made.Client,
                        made.Service,
                        made.Town,
                        made.Purpose,
                        made.Back,
                        made.Device,
                        made.Place,
                        made.Network,
                        made.ForAccount,
                        made.Deed,
                        made.CreatedAt,
                        made.ExpiresAt,
                    }),
            ],
            ct);

    /// <summary>Binds the first phone. The account's row is the lock, so that its limit an hour holds whatever comes at once.</summary>
    public Task<Claim> ClaimAsync(byte[] id, Guid account, byte[] session, CancellationToken ct) => database.InTransactionAsync(
        async transaction =>
        {
            var now = time.GetUtcNow();
            var args = new { id, account, session, Now = now, Hour = now.AddHours(-1), Handover.MostAnHour };
            await transaction.QueryAsync<Guid>("select id from identity.account where id = @account for update", args, ct);
            if (await transaction.QuerySingleAsync<bool>(
                $"select exists (select from identity.handover where id = @id and claimed_session = @session and {Open} and expires_at > @Now)",
                args, ct))
                return Claim.Own;
            if (await transaction.QuerySingleAsync<bool>(
                "select count(*) >= @MostAnHour from identity.handover where claimed_account = @account and claimed_at > @Hour", args, ct))
                return Claim.TooMany;
            var claimed = await transaction.ExecuteAsync(
                """
                update identity.handover
                set state = 'claimed', claimed_account = @account, claimed_session = @session, claimed_at = @Now
                where id = @id and state = 'created' and expires_at > @Now and (for_account is null or for_account = @account)
                """,
                args, ct);
            if (claimed == 1)
                return Claim.First;
            var conflict = await transaction.ExecuteAsync(
                """
                update identity.handover set state = 'conflict'
                where id = @id and state in ('claimed', 'approved') and claimed_session <> @session and expires_at > @Now
                  and (for_account is null or for_account = @account)
                """,
                args, ct);
            return conflict == 1 ? Claim.Second : Claim.Gone;
        },
        ct);

    /// <summary>Keeps what the phone shows and the random part it shall sign; an earlier one counts no more.</summary>
    public async Task<bool> ShowAsync(byte[] id, byte[] session, string shown, byte[] nonce, CancellationToken ct) =>
        await database.ExecuteAsync(
            """
            update identity.handover set shown = @shown, nonce = @nonce
            where id = @id and state = 'claimed' and claimed_session = @session and expires_at > @Now
            """,
            new { id, session, shown, nonce, Now = time.GetUtcNow() }, ct) == 1;

    /// <summary>In the batch with what the signature changes; 1 row if this signature was the first and in time.</summary>
    public Sql Approve(byte[] id, byte[] session, byte[] nonce, Guid passkey)
    {
        var now = time.GetUtcNow();
        return new Sql(
            """
            update identity.handover set state = 'approved', passkey = @passkey, expires_at = @Until
            where id = @id and state = 'claimed' and claimed_session = @session and nonce = @nonce and expires_at > @Now
            """,
            new { id, session, nonce, passkey, Now = now, Until = now + Handover.CodeLifetime });
    }

    /// <summary>Counts one try before the digits are compared, so that tries sent at once are no more than three.</summary>
    /// <returns>Which try it is, or null: none is left.</returns>
    public Task<short?> TryAsync(byte[] id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<short?>(
        """
        update identity.handover set tries = tries + 1
        where id = @id and state = 'approved' and tries < @MostTries and expires_at > @Now
        returning tries
        """,
        new { id, Handover.MostTries, Now = time.GetUtcNow() }, ct);

    public async Task<bool> MatchAsync(byte[] id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await database.ExecuteAsync(
            "update identity.handover set state = 'matched', expires_at = @Until where id = @id and state = 'approved' and expires_at > @Now",
            new { id, Now = now, Until = now + Handover.CodeLifetime }, ct) == 1;
    }

    public async Task<bool> LockAsync(byte[] id, CancellationToken ct) => await database.ExecuteAsync(
        "update identity.handover set state = 'locked' where id = @id and state = 'approved'", new { id }, ct) == 1;

    /// <summary>Takes the result, once.</summary>
    public Task<Handover?> ConsumeAsync(byte[] pollHash, string kind, Guid? account, string? deed, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Handover>(
            $"""
            update identity.handover set state = 'consumed'
            where poll_hash = @pollHash and kind = @kind and state = 'matched' and expires_at > @Now
              and for_account is not distinct from @account and deed is not distinct from @deed
            returning {Columns}
            """,
            new { pollHash, kind, account, deed, Now = time.GetUtcNow() }, ct);

    /// <summary>The phone says no.</summary>
    public async Task<bool> DenyAsync(byte[] id, byte[] session, CancellationToken ct) => await database.ExecuteAsync(
        "update identity.handover set state = 'denied' where id = @id and claimed_session = @session and state in ('claimed', 'approved')",
        new { id, session }, ct) == 1;

    /// <summary>The browser gives up.</summary>
    public Task GiveUpAsync(byte[] pollHash, CancellationToken ct) => database.ExecuteAsync(
        $"update identity.handover set state = 'denied' where poll_hash = @pollHash and {Open}", new { pollHash }, ct);

    /// <summary>What a phone that is removed was about to approve.</summary>
    public static Sql EndOf(Guid? account) => new(
        "update identity.handover set state = 'denied' where claimed_account = @account and state in ('claimed', 'approved', 'matched')",
        new { account });

    /// <summary>The person as the approving passkey stands for it now; null: passkey or account are gone.</summary>
    public Task<HandoverPerson?> PersonAsync(Guid account, Guid passkey, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<HandoverPerson>(
            """
            select a.proofing, a.demo is not null as is_demo
            from identity.account a
            join identity.passkey p on p.account = a.id and p.id = @passkey
            where a.id = @account and a.closed_at is null and p.clone_suspected_at is null
            """,
            new { account, passkey }, ct);
}

/// <summary>What became of a phone's wish to take a hand-over.</summary>
internal enum Claim
{
    /// <summary>It is bound to this phone now.</summary>
    First,

    /// <summary>It was bound to this phone already.</summary>
    Own,

    /// <summary>Another phone was first; nobody gets it.</summary>
    Second,

    /// <summary>Over, unknown or somebody else's.</summary>
    Gone,

    /// <summary>The account had its hand-overs of this hour.</summary>
    TooMany,
}

/// <summary>Whose session begins.</summary>
internal sealed record HandoverPerson
{
    public required short Proofing { get; init; }

    public required bool IsDemo { get; init; }
}
