using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>A client that a person lets in, as the list of the account shows it.</summary>
internal sealed record ClientAccess
{
    public required string Client { get; init; }

    public required string Name { get; init; }

    public required string Purpose { get; init; }

    public required string[] Scopes { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Gets data also while the person is away.</summary>
    public required bool Offline { get; init; }
}

/// <summary>What people agreed to.</summary>
internal sealed class Consents(RegionDatabase database, TimeProvider time)
{
    /// <summary>Has this person agreed to all of it before?</summary>
    public async Task<bool> CoverAsync(Guid account, string client, IReadOnlyList<string> scopes, CancellationToken ct) =>
        await database.QuerySingleAsync<bool>(
            """
            select exists (select from identity.oidc_consent
                           where account = @account and client = @client and scopes @> @Scopes)
            """,
            new { account, client, Scopes = scopes.ToArray() }, ct);

    /// <summary>The clients of the list "where I am signed in", the last used first.</summary>
    public Task<IReadOnlyList<ClientAccess>> OfAsync(Guid account, CancellationToken ct) => database.QueryAsync<ClientAccess>(
        """
        select c.id as client, c.name, c.purpose, k.scopes, k.given_at as since, max(g.last_used_at) as last_used_at,
               coalesce(bool_or(r.token_hash is not null), false) as offline
        from identity.oidc_consent k
        join identity.oidc_client c on c.id = k.client and c.ended_at is null
        left join identity.oidc_grant g on g.client = k.client and g.account = k.account and g.ended_at is null
        left join identity.oidc_refresh r on r.grant_id = g.id and r.ended_at is null and r.expires_at > @Now
        where k.account = @account
        group by c.id, c.name, c.purpose, k.scopes, k.given_at
        order by coalesce(max(g.last_used_at), k.given_at) desc, c.id
        """,
        new { account, Now = time.GetUtcNow() }, ct);

    public async Task<bool> WithdrawAsync(Guid account, string client, SecurityEvents events, CancellationToken ct)
    {
        var counts = await database.ExecuteBatchAsync(
            [
                .. Logout.GrantEnds.OfClient(account, client, "withdrawn", time.GetUtcNow()),
                events.Row("client-access-withdrawn", account, null, new { client }),
            ],
            ct);
        events.Done("client-access-withdrawn");
        return counts[1] > 0;
    }
}
