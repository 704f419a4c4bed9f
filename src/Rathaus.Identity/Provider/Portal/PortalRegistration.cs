using System.Text.Json.Nodes;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>The house's own pages are a client like any other, with a key of their own; they are there before any host listens.</summary>
internal sealed class PortalRegistration(SigningKeys keys, RegionDatabase database, TimeProvider time) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        var key = (await keys.CurrentAsync(KeyUse.Portal, ct)).Public;
        await database.ExecuteAsync(
            """
            insert into identity.oidc_client
              (id, name, purpose, sector_host, jwks, scopes, minimum_level, hybrid, first_party, created_at, changed_at)
            values
              (@Id, 'Rathaus', 'Portal', 'rathaus', @Jwks::jsonb, @Scopes, 0, 'Allow', true, @Now, @Now)
            on conflict (id) do update set jwks = excluded.jwks, changed_at = excluded.changed_at
            where oidc_client.jwks <> excluded.jwks
            """,
            new
            {
                PortalClient.Id,
                Jwks = new JsonObject { ["keys"] = new JsonArray(key.ToJson()) }.ToJsonString(),
                Scopes = new[] { Scopes.OpenId, Scopes.House },
                Now = time.GetUtcNow(),
            },
            ct);
    }
}
