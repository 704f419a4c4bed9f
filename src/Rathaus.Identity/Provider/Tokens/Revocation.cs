using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary>
/// <c>POST /id/oidc/revoke</c> (RFC 7009): a refresh token takes its whole grant along, an access token goes alone. A token that is
/// unknown or another client's changes nothing and is answered alike.
/// </summary>
internal sealed class Revocation(
    ClientAssertions assertions, HouseAddresses addresses, AccessTokens tokens, RegionDatabase database, SecurityEvents events, TimeProvider time)
{
    public async Task<IResult> RunAsync(HttpContext http, CancellationToken ct)
    {
        var read = await OAuthForm.ReadAsync(http.Request, ct);
        if (read.Error is { } bad)
            return OAuthAnswer.Of(bad);
        var form = read.Value!;
        var issuer = addresses.Issuer(http.Request);
        var client = await assertions.AuthenticateAsync(form, issuer, ct);
        if (client.Error is { } unknown)
            return OAuthAnswer.Of(unknown);
        if (form.Get("token") is not { } token)
            return OAuthAnswer.Of(OAuthErrors.InvalidRequest("token is needed."));
        var fresh = await database.QueryBatchAsync(
            [OnceOnlySql.Remember(client.Value!.Once)], static reader => reader.ReadAsync<byte[]>(), ct);
        if (!fresh.Holds(client.Value.Once))
            return OAuthAnswer.Of(OAuthErrors.InvalidClient("The assertion was used before."));
        if (TokenText.Is256Bits(token))
            await EndGrantAsync(client.Value.Client.Id, token, ct);
        else
            await EndAccessAsync(client.Value.Client.Id, token, issuer, ct);
        return OAuthAnswer.Of(new JsonObject());
    }

    private async Task EndGrantAsync(string client, string token, CancellationToken ct)
    {
        var grant = await database.QuerySingleOrDefaultAsync<Guid?>(
            "select grant_id from identity.oidc_refresh where token_hash = @Hash and client = @client",
            new { Hash = TokenText.HashOf(token), client }, ct);
        if (grant is null)
            return;
        await database.ExecuteBatchAsync(GrantEnds.OfGrant(grant.Value, "revoked-by-client", time.GetUtcNow()), ct);
        events.Done("grant-revoked");
    }

    private async Task EndAccessAsync(string client, string token, string issuer, CancellationToken ct)
    {
        if (await tokens.ReadAsync(token, issuer, ct) is not { } message || message.Claims.Text("client_id") != client)
            return;
        await database.ExecuteAsync(
            "insert into identity.oidc_access (jti, expires_at) values (@Jti, @Until) on conflict do nothing",
            new { Jti = message.Claims.Text("jti"), Until = time.GetUtcNow() + TokenWriter.Lifetime }, ct);
    }
}
