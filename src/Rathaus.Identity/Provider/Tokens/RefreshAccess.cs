using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary>
/// A new access token for a refresh token, which stays the same: it is bound to the client and to its DPoP key, and FAPI 2.0 advises
/// against changing it. A grant that began with a passkey ends with it. One round trip.
/// </summary>
internal sealed class RefreshAccess(RegionDatabase database, TokenWriter tokens, TimeProvider time)
{
    private static readonly OAuthError Refused = OAuthErrors.InvalidGrant("The refresh token is unknown, ended, too old, or not for this client and key.");

    public async Task<OAuthOutcome<JsonObject>> RunAsync(KnownClient client, DpopProof proof, IFormCollection form, CancellationToken ct)
    {
        if (form.Get("refresh_token") is not { } token)
            return OAuthErrors.InvalidRequest("refresh_token is needed.");
        if (!TokenText.Is256Bits(token))
            return Refused;
        var now = time.GetUtcNow();
        var row = await database.QuerySingleAsync<Row>(
            """
            with seen as (
              insert into identity.dpop_jti (hash, expires_at) values (@Proof, @ProofUntil), (@Assertion, @AssertionUntil)
              on conflict do nothing
              returning hash
            ), used as (
              update identity.oidc_grant g set last_used_at = @Now
              from identity.oidc_refresh r
              where r.token_hash = @Token and r.client = @Client and r.jkt = @Jkt
                and g.id = r.grant_id and g.ended_at is null and g.last_used_at < @Now - interval '1 hour'
            )
            select exists (select from seen where hash = @Proof) as proof_fresh,
                   exists (select from seen where hash = @Assertion) as assertion_fresh,
                   r.grant_id, r.jkt, g.account, g.scopes, g.authentication::text as authentication, g.issuer
            from (values (1)) as one
            left join (identity.oidc_refresh r
                       join identity.oidc_grant g on g.id = r.grant_id and g.ended_at is null
                         and (g.passkey is null or exists (select from identity.passkey p where p.id = g.passkey))
                       join identity.account a on a.id = g.account and a.closed_at is null)
              on r.token_hash = @Token and r.client = @Client and r.ended_at is null and r.expires_at > @Now
            """,
            new
            {
                Token = TokenText.HashOf(token),
                Client = client.Client.Id,
                Jkt = proof.Thumbprint,
                Proof = proof.Once.Hash,
                ProofUntil = proof.Once.ExpiresAt,
                Assertion = client.Once.Hash,
                AssertionUntil = client.Once.ExpiresAt,
                Now = now,
            },
            ct);
        if (!row.AssertionFresh)
            return OAuthErrors.InvalidClient("The assertion was used before.");
        if (!row.ProofFresh)
            return OAuthErrors.InvalidProof("The proof was used before.");
        if (row.GrantId is not { } grant || row.Jkt != proof.Thumbprint)
            return Refused;
        var how = JsonSerializer.Deserialize<Authentication>(row.Authentication!, StoredJson.Options)!;
        if (how.Reached < client.Client.MinimumLevel)
            return OAuthErrors.InvalidGrant("The sign-in is below the client's level.");
        var scopes = form.Get("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? row.Scopes!;
        if (!scopes.All(row.Scopes!.Contains))
            return OAuthErrors.InvalidScope("A refresh cannot widen the scope.");
        var about = new TokenSubject(grant, row.Account!.Value, client.Client, scopes, how, row.Issuer!);
        return new JsonObject
        {
            ["access_token"] = await tokens.AccessTokenAsync(about, proof.Thumbprint, ct),
            ["token_type"] = "DPoP",
            ["expires_in"] = (int)TokenWriter.Lifetime.TotalSeconds,
            ["scope"] = string.Join(' ', scopes),
        };
    }

    private sealed record Row
    {
        public required bool ProofFresh { get; init; }

        public required bool AssertionFresh { get; init; }

        public Guid? GrantId { get; init; }

        public string? Jkt { get; init; }

        public Guid? Account { get; init; }

        public string[]? Scopes { get; init; }

        public string? Authentication { get; init; }

        public string? Issuer { get; init; }
    }
}
