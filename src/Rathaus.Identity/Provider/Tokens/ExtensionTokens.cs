using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary>Tokens for the grant types of other parts of the house (<see cref="ITokenGrant"/>).</summary>
internal sealed class ExtensionTokens(RegionDatabase database, TokenWriter tokens, TimeProvider time)
{
    public async Task<OAuthOutcome<JsonObject>> RunAsync(
        ITokenGrant type, OpenIdClient client, DpopProof proof, string issuer, IFormCollection form, CancellationToken ct)
    {
        // The proof is used up first, so that one code cannot be tried twice with it.
        var fresh = await database.QueryBatchAsync([OnceOnlySql.Remember(proof.Once)], static reader => reader.ReadAsync<byte[]>(), ct);
        if (!fresh.Holds(proof.Once))
            return OAuthErrors.InvalidProof("The proof was used before.");
        var (given, error) = await type.RedeemAsync(form, proof.Thumbprint, ct);
        if (given is null)
            return error ?? OAuthErrors.InvalidGrant("The grant is unknown, used or too old.");
        var how = new Authentication
        {
            At = given.AuthenticatedAt,
            Reached = given.Assurance.Trust,
            Level = given.Assurance.Trust,
            Proofing = given.Assurance.Proofing,
            Authenticator = given.Assurance.Authenticator,
            Method = SignInMethod.None,
            Simulated = false,
        };
        var now = time.GetUtcNow();
        var grant = Guid.CreateVersion7(now);
        await database.ExecuteAsync(
            """
            insert into identity.oidc_grant (id, client, account, sid, scopes, authentication, issuer, created_at, last_used_at)
            values (@grant, @Client, @Account, '', @Scopes, @How::jsonb, @issuer, @now, @now)
            """,
            new { grant, Client = client.Id, given.Account, Scopes = given.Scopes.ToArray(), How = StoredJson.Of(how), issuer, now }, ct);
        var about = new TokenSubject(grant, given.Account, client, given.Scopes, how, issuer);
        var answer = new JsonObject
        {
            ["access_token"] = await tokens.AccessTokenAsync(about, proof.Thumbprint, ct),
            ["token_type"] = "DPoP",
            ["expires_in"] = (int)TokenWriter.Lifetime.TotalSeconds,
            ["scope"] = string.Join(' ', given.Scopes),
        };
        foreach (var (name, value) in given.More ?? new Dictionary<string, object>(StringComparer.Ordinal))
            answer[name] = JsonSerializer.SerializeToNode(value);
        return answer;
    }
}
