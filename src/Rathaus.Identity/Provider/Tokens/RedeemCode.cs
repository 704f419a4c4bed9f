using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Wallet.Issuer;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary>
/// A client turns its code into tokens, once, within 60 seconds, with the key and the verifier it began with. A code that comes a
/// second time was stolen: everything it gave ends.
/// </summary>
internal sealed class RedeemCode(RegionDatabase database, TokenWriter tokens, SecurityEvents events, TimeProvider time)
{
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    private static readonly OAuthError Refused = OAuthErrors.InvalidGrant("The code is unknown, used, too old, or not for this client.");

    public async Task<OAuthOutcome<JsonObject>> RunAsync(KnownClient client, DpopProof proof, IFormCollection form, CancellationToken ct)
    {
        if (form.Get("code") is not { } code || form.Get("redirect_uri") is not { } redirect || form.Get("code_verifier") is not { } verifier)
            return OAuthErrors.InvalidRequest("code, redirect_uri and code_verifier are needed.");
        var refresh = TokenText.New();
        var redeemed = await database.InTransactionAsync(
            transaction => RedeemAsync(transaction, client, proof, new Attempt(TokenText.HashOf(code), redirect, verifier, refresh), ct), ct);
        if (redeemed.Error is { } error)
            return error;
        var row = redeemed.Value!;
        var about = row.Subject(client.Client);
        var answer = new JsonObject
        {
            ["access_token"] = await tokens.AccessTokenAsync(about, proof.Thumbprint, ct),
            ["token_type"] = "DPoP",
            ["expires_in"] = (int)TokenWriter.Lifetime.TotalSeconds,
            ["scope"] = string.Join(' ', row.Scopes),
        };
        if (row.Scopes.Contains(Scopes.OpenId))
            answer["id_token"] = await tokens.IdTokenAsync(about, row.Sid, row.Nonce, ct);
        if (row.Wish is { Detailed: true } wish && CredentialWishes.OfferOf(row.Scopes) is { } offer)
            answer["authorization_details"] = wish.Granted(offer);
        if (row.Scopes.Contains(Scopes.Offline))
            answer["refresh_token"] = refresh;
        return answer;
    }

    private async Task<OAuthOutcome<CodeRow>> RedeemAsync(
        RegionTransaction transaction, KnownClient client, DpopProof proof, Attempt attempt, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (fresh, found) = await transaction.QueryBatchAsync(
            [OnceOnlySql.Remember(proof.Once, client.Once), new Sql(CodeRow.Select, new { Hash = attempt.CodeHash, Client = client.Client.Id })],
            static async reader => (await reader.ReadAsync<byte[]>(), await reader.ReadSingleOrDefaultAsync<CodeRow>()), ct);
        if (!fresh.Holds(client.Once))
            return OAuthErrors.InvalidClient("The assertion was used before.");
        if (!fresh.Holds(proof.Once))
            return OAuthErrors.InvalidProof("The proof was used before.");
        if (found is not { } row)
            return Refused;
        if (row.UsedAt is not null)
        {
            await transaction.ExecuteBatchAsync(
                [
                    new Sql("update identity.oidc_par set state = 'replayed' where id = @Par and state = 'redeemed'", new { row.Par }),
                    .. GrantEnds.OfGrant(row.GrantId, "code-replayed", now),
                    events.Row("code-replayed", row.Account, null, new { client = client.Client.Id }),
                ],
                ct);
            events.Refused("token", "code-replayed");
            return Refused;
        }

        if (Judge(row, client.Client, proof, attempt, now) is { } refusal)
            return refusal;
        var steps = await transaction.ExecuteBatchAsync(
            [
                new Sql("update identity.oidc_code set used_at = @now where code_hash = @CodeHash and used_at is null", new { now, attempt.CodeHash }),
                new Sql("update identity.oidc_par set state = 'redeemed' where id = @Par and state = 'code_issued'", new { row.Par }),
                .. CredentialWishes.OfferOf(row.Scopes) is { } offer ? [CredentialOffers.RedeemSql(offer, row.Account, now)] : (Sql[])[],
                .. row.Scopes.Contains(Scopes.Offline) ? [RefreshInsert(row, client.Client, proof, attempt.Refresh, now)] : (Sql[])[],
            ],
            ct);
        if (steps.All(static count => count == 1))
            return row;
        transaction.Abandon();
        return Refused;
    }

    private static OAuthError? Judge(CodeRow row, OpenIdClient client, DpopProof proof, Attempt attempt, DateTimeOffset now)
    {
        if (row.ExpiresAt <= now || row.EndedAt is not null || row.RedirectUri != attempt.Redirect)
            return Refused;
        if (attempt.Verifier.Length is < 43 or > 128
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(row.CodeChallenge),
                Encoding.ASCII.GetBytes(Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(attempt.Verifier))))))
            return OAuthErrors.InvalidGrant("code_verifier does not fit the code.");
        if (row.DpopJkt is not null && row.DpopJkt != proof.Thumbprint)
            return OAuthErrors.InvalidGrant("The code belongs to another key.");

        // The level was asked for before the code; here it is enforced, whatever happened between.
        return row.How.Reached < client.MinimumLevel ? OAuthErrors.InvalidGrant("The sign-in is below the client's level.") : null;
    }

    private static Sql RefreshInsert(CodeRow row, OpenIdClient client, DpopProof proof, string refresh, DateTimeOffset now) => new(
        """
        insert into identity.oidc_refresh (token_hash, grant_id, client, jkt, expires_at)
        values (@Hash, @GrantId, @Client, @Jkt, @ExpiresAt)
        """,
        new { Hash = TokenText.HashOf(refresh), row.GrantId, Client = client.Id, Jkt = proof.Thumbprint, ExpiresAt = now + RefreshLifetime });

    private sealed record Attempt(byte[] CodeHash, string Redirect, string Verifier, string Refresh);

    private sealed record CodeRow
    {
        public const string Select =
            """
            select c.par, c.grant_id, c.redirect_uri, c.code_challenge, c.dpop_jkt, c.nonce, c.expires_at, c.used_at,
                   g.account, g.scopes, g.authentication::text as authentication, g.issuer, g.sid,
                   coalesce(g.ended_at, a.closed_at) as ended_at, (p.request -> 'Credential')::text as credential
            from identity.oidc_code c
            join identity.oidc_par p on p.id = c.par
            join identity.oidc_grant g on g.id = c.grant_id
            join identity.account a on a.id = g.account
            where c.code_hash = @Hash and c.client = @Client
            for update of c
            """;

        public required Guid Par { get; init; }

        public required Guid GrantId { get; init; }

        public required string RedirectUri { get; init; }

        public required string CodeChallenge { get; init; }

        public string? DpopJkt { get; init; }

        public string? Nonce { get; init; }

        public required DateTimeOffset ExpiresAt { get; init; }

        public DateTimeOffset? UsedAt { get; init; }

        public required Guid Account { get; init; }

        public required string[] Scopes { get; init; }

        public required string Authentication { get; init; }

        public required string Issuer { get; init; }

        public required string Sid { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? Credential { get; init; }

        public CredentialWish? Wish => Credential is null ? null : System.Text.Json.JsonSerializer.Deserialize<CredentialWish>(Credential, StoredJson.Options);

        public Authentication How => System.Text.Json.JsonSerializer.Deserialize<Authentication>(Authentication, StoredJson.Options)!;

        public TokenSubject Subject(OpenIdClient client) => new(GrantId, Account, client, Scopes, How, Issuer);
    }
}
