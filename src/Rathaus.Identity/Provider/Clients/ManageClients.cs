using Rathaus.Identity.Provider.Logout;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Provider.Clients;

/// <summary>One entry of a client's history.</summary>
internal sealed record ClientChange
{
    public required DateTimeOffset At { get; init; }

    public required string Action { get; init; }

    public required string By { get; init; }
}

/// <summary>Administrators of a town register the systems it lets people sign in to. Everything done to a client stays in its history.</summary>
internal sealed class ManageClients(RegionDatabase database, OpenIdClients clients, SecurityEvents events, TimeProvider time)
{
    private static readonly Refusal Taken = Refusal.Conflict("client.taken", "Diese Kennung gibt es schon. Wählen Sie eine andere.");
    private static readonly Refusal Changed = Refusal.Conflict("client.changed", "Diese Anwendung wurde inzwischen geändert. Sehen Sie sie noch einmal an.");

    public async Task<OpenIdClient?> FindAsync(short town, string id, CancellationToken ct) => (await database.QuerySingleOrDefaultAsync<ClientRow>(
        ClientRow.Select + "\nwhere id = @id and town = @town and ended_at is null", new { id, town }, ct))?.ToClient();

    public Task<IReadOnlyList<ClientChange>> HistoryAsync(string id, CancellationToken ct) => database.QueryAsync<ClientChange>(
        """
        select h.at, h.action, s.display_name as by
        from identity.oidc_client_change h
        join identity.staff s on s.id = h.staff
        where h.client = @id
        order by h.at desc, h.id desc
        limit 100
        """,
        new { id }, ct);

    public async Task<Outcome<OpenIdClient>> RegisterAsync(Guid staff, OpenIdClient client, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        try
        {
            await database.ExecuteBatchAsync(
                [
                    new Sql(
                        """
                        insert into identity.oidc_client
                          (id, town, name, purpose, sector_host, redirect_uris, post_logout_uris, jwks, scopes, minimum_level, hybrid,
                           backchannel_logout_uri, frontchannel_logout_uri, created_at, changed_at)
                        values
                          (@Id, @Town, @Name, @Purpose, @SectorHost, @RedirectUris, @PostLogoutUris, @Jwks::jsonb, @Scopes, @Level, @Hybrid,
                           @BackchannelLogoutUri, @FrontchannelLogoutUri, @Now, @Now)
                        """,
                        Parameters(client, now)),
                    Entry(client.Id, staff, "registered", new { level = client.MinimumLevel.ToString(), keys = Names(client) }),
                ],
                ct);
        }
        catch (UniqueViolationException)
        {
            return Taken;
        }

        events.Done("client-registered");
        return client;
    }

    public async Task<Outcome<OpenIdClient>> ChangeAsync(Guid staff, OpenIdClient client, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var outcome = await database.InTransactionAsync<Outcome<OpenIdClient>>(
            async transaction =>
            {
                var before = await transaction.QuerySingleOrDefaultAsync<ClientRow>(
                    ClientRow.Select + "\nwhere id = @Id and town = @Town and ended_at is null for update", new { client.Id, client.Town }, ct);
                if (before is null)
                    return Refusal.NotFound("client");
                if (before.Version != client.Version)
                    return Changed;
                var newKeys = !Names(before.ToClient()).SequenceEqual(Names(client), StringComparer.Ordinal);
                await transaction.ExecuteBatchAsync(
                    [
                        new Sql(
                            """
                            update identity.oidc_client
                            set name = @Name, purpose = @Purpose, sector_host = @SectorHost, redirect_uris = @RedirectUris,
                                post_logout_uris = @PostLogoutUris, jwks = @Jwks::jsonb, scopes = @Scopes, minimum_level = @Level, hybrid = @Hybrid,
                                backchannel_logout_uri = @BackchannelLogoutUri, frontchannel_logout_uri = @FrontchannelLogoutUri,
                                version = version + 1, changed_at = @Now
                            where id = @Id
                            """,
                            Parameters(client, now)),
                        Entry(client.Id, staff, newKeys ? "keys-changed" : "changed",
                            new { from = before.MinimumLevel, to = (short)client.MinimumLevel, keys = Names(client) }),
                    ],
                    ct);
                return client;
            },
            ct);
        clients.Forget(client.Id);
        if (outcome.Succeeded)
            events.Done("client-changed");
        return outcome;
    }

    /// <summary>Nobody signs in to it any more, and what people granted it ends.</summary>
    public async Task<bool> EndAsync(Guid staff, short town, string id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ended = await database.InTransactionAsync(
            async transaction =>
            {
                var done = await transaction.ExecuteAsync(
                    "update identity.oidc_client set ended_at = @now where id = @id and town = @town and ended_at is null", new { id, town, now }, ct);
                if (done == 1)
                    await transaction.ExecuteBatchAsync([.. GrantEnds.OfEveryone(id, "client-ended", now), Entry(id, staff, "ended", new { })], ct);
                return done == 1;
            },
            ct);
        clients.Forget(id);
        if (ended)
            events.Done("client-ended");
        return ended;
    }

    private static object Parameters(OpenIdClient client, DateTimeOffset now) => new
    {
        client.Id,
        client.Town,
        client.Name,
        client.Purpose,
        client.SectorHost,
        RedirectUris = client.RedirectUris.ToArray(),
        PostLogoutUris = client.PostLogoutUris.ToArray(),
        client.Jwks,
        Scopes = client.Scopes.ToArray(),
        Level = (short)client.MinimumLevel,
        Hybrid = client.Hybrid.ToString(),
        client.BackchannelLogoutUri,
        client.FrontchannelLogoutUri,
        Now = now,
    };

    private static string[] Names(OpenIdClient client) =>
        StrictJson.Parse(client.Jwks).Then(Jwk.ParseSet) is { Succeeded: true } keys
            ? [.. keys.Value.Select(key => key.Thumbprint).Order(StringComparer.Ordinal)]
            : [];

    private Sql Entry(string client, Guid staff, string action, object detail)
    {
        var now = time.GetUtcNow();
        return new Sql(
            """
            insert into identity.oidc_client_change (id, client, at, staff, action, detail)
            values (@Id, @Client, @At, @Staff, @Action, @Detail::jsonb)
            """,
            new { Id = Guid.CreateVersion7(now), Client = client, At = now, Staff = staff, Action = action, Detail = System.Text.Json.JsonSerializer.Serialize(detail) });
    }
}
