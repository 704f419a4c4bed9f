using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Clients;

/// <inheritdoc cref="IOpenIdClients"/>
internal sealed class OpenIdClients(RegionDatabase database, TimeProvider time, IOptions<IdentityOptions> options) : IOpenIdClients
{
    private const int MostCached = 1000;

    private readonly ConcurrentDictionary<string, (OpenIdClient Client, DateTimeOffset ReadAt)> cache = new(StringComparer.Ordinal);

    public async ValueTask<OpenIdClient?> FindAsync(string? id, CancellationToken ct)
    {
        if (id is not { Length: >= 3 and <= 60 })
            return null;
        var now = time.GetUtcNow();
        if (cache.TryGetValue(id, out var known)
            && now >= known.ReadAt && now - known.ReadAt < TimeSpan.FromSeconds(options.Value.CacheSeconds))
            return known.Client;
        var client = (await database.QuerySingleOrDefaultAsync<ClientRow>(
            ClientRow.Select + "\nwhere id = @id and ended_at is null", new { id }, ct))?.ToClient();
        if (client is null)
        {
            cache.TryRemove(id, out _);
            return null;
        }

        if (cache.Count >= MostCached)
            cache.Clear();
        cache[id] = (client, now);
        return client;
    }

    /// <summary>The clients a town looks after, by name.</summary>
    public async Task<IReadOnlyList<OpenIdClient>> OfTownAsync(short town, CancellationToken ct) =>
        [.. (await database.QueryAsync<ClientRow>(
            ClientRow.Select + "\nwhere town = @town and ended_at is null order by lower(name), id", new { town }, ct)).Select(row => row.ToClient())];

    /// <summary>After a change: what was read before is not believed any more.</summary>
    public void Forget(string id) => cache.TryRemove(id, out _);
}

/// <summary>A client as it is stored.</summary>
internal sealed record ClientRow
{
    public const string Select =
        """
        select id, town, name, purpose, sector_host, redirect_uris, post_logout_uris, jwks::text as jwks, scopes, minimum_level, hybrid,
               backchannel_logout_uri, frontchannel_logout_uri, first_party, wallet, version
        from identity.oidc_client
        """;

    public required string Id { get; init; }

    public short? Town { get; init; }

    public required string Name { get; init; }

    public required string Purpose { get; init; }

    public required string SectorHost { get; init; }

    public required string[] RedirectUris { get; init; }

    public required string[] PostLogoutUris { get; init; }

    public required string Jwks { get; init; }

    public required string[] Scopes { get; init; }

    public required short MinimumLevel { get; init; }

    public required string Hybrid { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public string? FrontchannelLogoutUri { get; init; }

    public required bool FirstParty { get; init; }

    public required bool Wallet { get; init; }

    public required int Version { get; init; }

    public OpenIdClient ToClient() => new()
    {
        Id = Id,
        Town = Town,
        Name = Name,
        Purpose = Purpose,
        SectorHost = SectorHost,
        RedirectUris = RedirectUris,
        PostLogoutUris = PostLogoutUris,
        Jwks = Jwks,
        Scopes = Scopes,
        MinimumLevel = (TrustLevel)MinimumLevel,
        Hybrid = Enum.Parse<HybridPolicy>(Hybrid),
        BackchannelLogoutUri = BackchannelLogoutUri,
        FrontchannelLogoutUri = FrontchannelLogoutUri,
        FirstParty = FirstParty,
        Wallet = Wallet,
        Version = Version,
    };
}
