using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Tokens;

/// <inheritdoc cref="IAccessTokens"/>
internal sealed class AccessTokens(
    SigningKeys keys, DpopProofs proofs, DpopNonces nonces, HouseAddresses addresses, RegionDatabase database, TimeProvider time) : IAccessTokens
{
    private const string Scheme = "DPoP ";

    public static readonly JwsPolicy Policy = new() { Algorithms = [JoseAlgorithms.Es256], Types = [TokenWriter.AccessType] };

    public async Task<AccessToken?> RequireAsync(HttpContext http, string scope, CancellationToken ct)
    {
        await nonces.SendAsync(http.Response, ct);
        var checkedToken = await CheckAsync(http.Request, scope, ct);
        if (checkedToken.Error is not { } error)
            return checkedToken.Value;

        // Whoever brings no token at all learns only which kind is needed (RFC 6750 3.1).
        var bare = http.Request.Headers.Authorization.Count == 0;
        http.Response.Headers.WWWAuthenticate = bare
            ? "DPoP algs=\"ES256 EdDSA\""
            : $"DPoP error=\"{error.Code}\", error_description=\"{error.Description}\", algs=\"ES256 EdDSA\"";
        await OAuthAnswer.Of(error with { Status = error.Code == "insufficient_scope" ? error.Status : StatusCodes.Status401Unauthorized }).ExecuteAsync(http);
        return null;
    }

    /// <summary>Who a token of ours is about, whoever sends it; null: not ours, or too old.</summary>
    public async Task<Jws?> ReadAsync(string token, string issuer, CancellationToken ct)
    {
        var message = JwsReader.Read(token, Policy);
        if (!message.Succeeded
            || await keys.FindAsync(KeyUse.Provider, message.Value.Header.KeyId, ct) is not { } key
            || message.Value.Verify(key) is not { Succeeded: true } signed)
            return null;
        var claims = signed.Value.Claims;
        return claims.Text("iss") == issuer && claims.Text("aud") == issuer
            && claims.Integer("exp") is { } exp && exp > time.GetUtcNow().ToUnixTimeSeconds()
            ? signed.Value
            : null;
    }

    private async Task<OAuthOutcome<AccessToken>> CheckAsync(HttpRequest request, string scope, CancellationToken ct)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return OAuthErrors.InvalidToken("An access token with the scheme DPoP is needed.");
        var token = header[Scheme.Length..].Trim();
        var issuer = addresses.Issuer(request);
        if (await ReadAsync(token, issuer, ct) is not { } message || TokenIds.GrantOf(message.Claims.Text("jti")) is not { } grant)
            return OAuthErrors.InvalidToken("The token is not of this house, or its time is over.");
        var proof = await proofs.CheckAsync(request, addresses.Origin(request) + request.PathBase + request.Path, token, ct);
        if (proof.Error is { } unproven)
            return unproven;
        if (message.Claims.Member("cnf")?.Text("jkt") != proof.Value!.Thumbprint)
            return OAuthErrors.InvalidToken("The token is bound to another key.");
        var row = await database.QuerySingleAsync<Row>(
            """
            with seen as (
              insert into identity.dpop_jti (hash, expires_at) values (@Proof, @Until) on conflict do nothing returning hash
            )
            select exists (select from seen) as fresh,
                   (select g.account from identity.oidc_grant g
                    join identity.account a on a.id = g.account and a.closed_at is null
                    where g.id = @grant and g.ended_at is null
                      and (g.passkey is null or exists (select from identity.passkey p where p.id = g.passkey))
                      and not exists (select from identity.oidc_access t where t.jti = @Jti)) as account
            """,
            new { Proof = proof.Value.Once.Hash, Until = proof.Value.Once.ExpiresAt, grant, Jti = message.Claims.Text("jti") }, ct);
        if (!row.Fresh)
            return OAuthErrors.InvalidProof("The proof was used before.");
        if (row.Account is not { } account)
            return OAuthErrors.InvalidToken("What was granted has ended.");
        var scopes = message.Claims.Text("scope")?.Split(' ') ?? [];
        return scopes.Contains(scope)
            ? new AccessToken(
                grant, account, message.Claims.Text("client_id")!, message.Claims.Text("sub")!, scopes,
                Acr.Parse(message.Claims.Text("acr")) ?? Kernel.Ports.TrustLevel.None, proof.Value.Thumbprint)
            : OAuthErrors.InsufficientScope;
    }

    private sealed record Row
    {
        public required bool Fresh { get; init; }

        public Guid? Account { get; init; }
    }
}
