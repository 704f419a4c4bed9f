using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.Wallet.Issuer;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>An authorization as its browser sees it.</summary>
internal sealed record Authorization
{
    public required Guid Id { get; init; }

    public required string Client { get; init; }

    public required string State { get; init; }

    public required PushedRequest Request { get; init; }

    public Guid? Account { get; init; }

    public byte[]? Session { get; init; }

    public Authentication? Authentication { get; init; }

    /// <summary>The credential that the person agreed to give to a wallet.</summary>
    public Guid? Offer { get; init; }

    /// <summary>When the browser came with it.</summary>
    public required DateTimeOffset OpenedAt { get; init; }
}

/// <summary>
/// The way of one authorization: pushed, opened, authenticated, consented, code_issued, redeemed; or expired, denied, replayed.
/// Every step is one update with the state before in its where, so that no step happens twice or out of turn.
/// </summary>
internal sealed class Authorizations(RegionDatabase database, TimeProvider time)
{
    public static readonly TimeSpan PushedLifetime = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    /// <summary>How long a person may take on the sign-in pages.</summary>
    public static readonly TimeSpan SignInLifetime = TimeSpan.FromMinutes(20);

    private const string UriPrefix = "urn:ietf:params:oauth:request_uri:";

    /// <summary>Stores a checked request. The statement goes with what makes the call itself unrepeatable.</summary>
    public (string RequestUri, Sql Insert) Push(string client, PushedRequest request)
    {
        var reference = RandomText();
        var now = time.GetUtcNow();
        return (UriPrefix + reference, new Sql(
            """
            insert into identity.oidc_par (id, request_hash, client, request, state, created_at, expires_at)
            values (@Id, @Hash, @Client, @Request::jsonb, 'pushed', @Now, @ExpiresAt)
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                Hash = HashOf(reference),
                Client = client,
                Request = StoredJson.Of(request),
                Now = now,
                ExpiresAt = now + PushedLifetime,
            }));
    }

    /// <summary>The browser comes with the reference, once. Null: unknown, used, too old, or another client's.</summary>
    public async Task<Authorization?> OpenAsync(string client, string requestUri, byte[] browser, CancellationToken ct)
    {
        if (!requestUri.StartsWith(UriPrefix, StringComparison.Ordinal) || requestUri.Length != UriPrefix.Length + 43)
            return null;
        var now = time.GetUtcNow();
        return (await database.QuerySingleOrDefaultAsync<Row>(
            $"""
            update identity.oidc_par
            set state = 'opened', browser = @Browser, created_at = @Now, expires_at = @ExpiresAt
            where request_hash = @Hash and client = @Client and state = 'pushed' and expires_at > @Now
            returning {Row.Columns}
            """,
            new { Hash = HashOf(requestUri[UriPrefix.Length..]), Client = client, Browser = browser, Now = now, ExpiresAt = now + SignInLifetime },
            ct))?.ToAuthorization();
    }

    /// <summary>An open authorization of this browser, or null.</summary>
    public async Task<Authorization?> FindAsync(Guid id, byte[] browser, CancellationToken ct) => (await database.QuerySingleOrDefaultAsync<Row>(
        $"""
        select {Row.Columns}
        from identity.oidc_par
        where id = @id and browser = @browser and state in ('opened', 'authenticated', 'consented') and expires_at > @Now
        """,
        new { id, browser, Now = time.GetUtcNow() }, ct))?.ToAuthorization();

    /// <summary>The person of the session is the one this is about. Signing in anew replaces who it was before.</summary>
    public async Task<bool> AuthenticateAsync(Authorization authorization, SessionState session, CancellationToken ct) => await database.ExecuteAsync(
        """
        update identity.oidc_par
        set state = 'authenticated', account = @Account, session = @Session, authentication = @Authentication::jsonb
        where id = @Id and state in ('opened', 'authenticated') and expires_at > @Now
        """,
        new
        {
            authorization.Id,
            Account = session.AccountId,
            Session = session.IdHash,
            Authentication = StoredJson.Of(Authentication.Of(session, authorization.Request)),
            Now = time.GetUtcNow(),
        },
        ct) == 1;

    /// <summary>The person agreed, or had agreed before, or need not be asked.</summary>
    /// <param name="remember">Scopes to remember for the next time; null: nothing new.</param>
    /// <param name="offer">The credential that a wallet gets.</param>
    public async Task<bool> ConsentAsync(
        Authorization authorization, SessionState session, IReadOnlyList<string>? remember, CancellationToken ct, Guid? offer = null)
    {
        var now = time.GetUtcNow();
        var changed = await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    update identity.oidc_par set state = 'consented', offer = @offer
                    where id = @Id and state = 'authenticated' and account = @Account and session = @Session and expires_at > @Now
                    """,
                    new { authorization.Id, offer, Account = session.AccountId, Session = session.IdHash, Now = now }),
                .. remember is null ? (Sql[])[] :
                [
                    new Sql(
                        """
                        insert into identity.oidc_consent (account, client, scopes, given_at)
                        select @Account, @Client, @Scopes, @Now
                        from identity.oidc_par
                        where id = @Id and state = 'consented' and account = @Account
                        on conflict (account, client) do update set scopes = excluded.scopes, given_at = excluded.given_at
                        """,
                        new { authorization.Id, Account = session.AccountId, authorization.Client, Scopes = remember.ToArray(), Now = now }),
                ],
            ],
            ct);
        return changed[0] == 1;
    }

    /// <summary>The last step before the redirect: grant and code come to be in one transaction.</summary>
    /// <returns>The code, or null: the step was taken already, or the time is over.</returns>
    public async Task<string?> IssueCodeAsync(Authorization authorization, SessionState session, string sid, string issuer, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = RandomText();
        var grant = Guid.CreateVersion7(now);
        var request = authorization.Request;
        var issued = await database.ExecuteAsync(
            """
            with step as (
              update identity.oidc_par set state = 'code_issued', expires_at = @ExpiresAt
              where id = @Id and state = 'consented' and account = @Account and session = @Session and expires_at > @Now
              returning id, client, account, session, authentication
            ), granted as (
              insert into identity.oidc_grant
                (id, client, account, passkey, session, sid, scopes, authentication, issuer, created_at, last_used_at)
              select @Grant, client, account, @Passkey, session, @Sid, @Scopes, authentication, @Issuer, @Now, @Now
              from step
              returning id
            )
            insert into identity.oidc_code
              (code_hash, par, grant_id, client, redirect_uri, code_challenge, dpop_jkt, nonce, expires_at)
            select @Hash, step.id, granted.id, step.client, @RedirectUri, @CodeChallenge, @DpopJkt, @Nonce, @ExpiresAt
            from step, granted
            """,
            new
            {
                authorization.Id,
                Account = session.AccountId,
                Session = session.IdHash,
                Passkey = session.PasskeyId,
                Grant = grant,
                Sid = sid,
                Scopes = authorization.Offer is { } offer ? CredentialWishes.GrantedScopes(offer).ToArray() : [.. request.Scopes],
                Issuer = issuer,
                Hash = TokenText.HashOf(code),
                request.RedirectUri,
                request.CodeChallenge,
                request.DpopJkt,
                request.Nonce,
                Now = now,
                ExpiresAt = now + CodeLifetime,
            },
            ct);
        return issued == 1 ? code : null;
    }

    /// <summary>The person said no.</summary>
    public async Task<bool> DenyAsync(Authorization authorization, CancellationToken ct) => await database.ExecuteAsync(
        "update identity.oidc_par set state = 'denied' where id = @Id and state in ('opened', 'authenticated')",
        new { authorization.Id }, ct) == 1;

    private static string RandomText() => TokenText.New();

    private static byte[] HashOf(string reference) => SHA256.HashData(Encoding.ASCII.GetBytes(reference));

    private sealed record Row
    {
        public const string Columns = "id, client, state, request::text as request, account, session, authentication::text as authentication, offer, created_at";

        public required Guid Id { get; init; }

        public required string Client { get; init; }

        public required string State { get; init; }

        public required string Request { get; init; }

        public Guid? Account { get; init; }

        public byte[]? Session { get; init; }

        public string? Authentication { get; init; }

        public Guid? Offer { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public Authorization ToAuthorization() => new()
        {
            Id = Id,
            Client = Client,
            State = State,
            Request = JsonSerializer.Deserialize<PushedRequest>(Request, StoredJson.Options)!,
            Account = Account,
            Session = Session,
            Authentication = Authentication is null ? null : JsonSerializer.Deserialize<Authentication>(Authentication, StoredJson.Options),
            Offer = Offer,
            OpenedAt = CreatedAt,
        };
    }
}
