using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Phone;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Provider.Portal;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Sessions;

/// <inheritdoc cref="ISessions"/>
internal sealed class BrowserSessions(
    RegionDatabase database, SessionStore store, SecurityEvents events, LogoutNotices notices, NetworkPlaces places, ProviderSecrets secrets,
    TimeProvider time,
    IOptions<IdentityOptions> options)
    : ISessions
{
    /// <summary>Condition that a row belongs to the person of a session: its account or its member of staff.</summary>
    private const string Own = "(account = @AccountId or staff = @StaffId)";

    public async Task StartAsync(HttpContext http, SignIn signIn, CancellationToken ct)
    {
        var staff = signIn.StaffId is not null;
        if (staff == signIn.AccountId is not null)
            throw new ArgumentException("A session is for an account or for a member of staff", nameof(signIn));

        var place = staff ? SessionPlace.Portal : SessionPlace.Issuer;
        var cookie = staff ? SessionCookie.Name : SessionCookie.IssuerName;
        var old = SessionCookie.HashOf(http.Request, cookie);
        var fresh = SessionCookie.Issue(http.Response, staff, cookie);
        var now = time.GetUtcNow();
        var origin = places.Of(http);
        var citizen = !staff ? null
            : await FindIssuerAsync(http, ct)
                ?? (old is not null && await store.FindAsync(old, ct) is { AccountId: not null } portal ? portal : null);
        var row = new SessionInsert(fresh, place, staff ? null : await SidAsync(fresh, ct), signIn, now, now + options.Value.Lifetime(staff), origin.Device);
        await database.ExecuteBatchAsync(
            [
                .. old is null ? [] : GrantEnds.Succeed(old, fresh, signIn.AccountId, now),
                .. citizen is null ? (Sql[])[] : LeaveTo(citizen, now),
                Clear(old, old is null || staff ? null : await SidAsync(old, ct), now),
                row.ToSql(),
                events.Row("signed-in", signIn.AccountId, signIn.StaffId, new
                {
                    method = signIn.Method.ToString(),
                    trust = signIn.Trust.ToString(),
                    service = signIn.Service,
                    device = origin.Device,
                    place = origin.Place,
                }),
            ],
            ct);
        if (staff && SessionCookie.IsThere(http.Request, SessionCookie.IssuerName))
            SessionCookie.Clear(http.Response, SessionCookie.IssuerName);
        store.Forget();
        notices.Wake();
        events.SignedIn(signIn);
        http.RequestServices.GetRequiredService<SessionActor>().Become(await store.FindAsync(fresh, ct, place));
        if (!staff)
            PortalHop.After(http);
    }

    /// <summary>The portal's own session, from what the provider told it about the person. It ends with the provider's.</summary>
    public async Task StartPortalAsync(HttpContext http, Guid account, Authentication how, string sid, CancellationToken ct)
    {
        var old = SessionCookie.HashOf(http.Request);
        var fresh = SessionCookie.Issue(http.Response, staff: false);
        var now = time.GetUtcNow();
        var signIn = new SignIn(how.Method, how.Assurance, how.Simulated) { AccountId = account, PasskeyId = how.Passkey };
        var row = new SessionInsert(fresh, SessionPlace.Portal, sid, signIn, now, how.At + options.Value.Lifetime(staff: false), places.Of(http).Device)
        {
            SignedInAt = how.At,
        };
        await database.ExecuteBatchAsync([Clear(old, null, now), row.ToSql()], ct);
        if (old is not null)
            store.Forget(old);
        http.RequestServices.GetRequiredService<SessionActor>().Become(await store.FindAsync(fresh, ct));
    }

    /// <summary>The session of this browser at the provider, or null.</summary>
    public async Task<SessionState?> FindIssuerAsync(HttpContext http, CancellationToken ct) =>
        SessionCookie.HashOf(http.Request, SessionCookie.IssuerName) is { } hash ? await store.FindAsync(hash, ct, SessionPlace.Issuer) : null;

    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        var issuer = await FindIssuerAsync(http, ct);
        if ((actor.State ?? issuer) is { } state)
        {
            var keys = new
            {
                Hashes = new[] { state.IdHash, issuer?.IdHash ?? state.IdHash },
                Sids = new[] { state.Sid, issuer?.Sid }.OfType<string>().ToArray(),
            };
            const string These = "(id_hash = any(@Hashes) or sid = any(@Sids))";
            await database.ExecuteBatchAsync(
                [
                    GrantEnds.OfSessions($"select id_hash from identity.session where {These}", "signed-out", time.GetUtcNow(), keys),
                    new Sql($"delete from identity.session where {These}", keys),
                    events.Row("signed-out", state.AccountId, state.StaffId),
                    .. state.StaffId is not null && issuer is not null ? [events.Row("signed-out", issuer.AccountId, null)] : (Sql[])[],
                ],
                ct);
            store.Forget();
            notices.Wake();
            events.Done("signed-out");
        }

        Leave(http, actor);
    }

    public async Task<int> EndAllAsync(HttpContext http, bool keepCurrent, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        if (actor.State is not { } state)
            return 0;
        var keys = new { state.AccountId, state.StaffId, Kept = keepCurrent ? state.IdHash : [], KeptSid = keepCurrent ? state.Sid : null };
        const string Others = $"{Own} and id_hash <> @Kept and (sid is null or sid is distinct from @KeptSid)";
        var counts = await database.ExecuteBatchAsync(
            [
                .. state.AccountId is { } account
                    ? GrantEnds.OfAccount(account, keys.KeptSid, "signed-out", time.GetUtcNow()) : [],
                new Sql($"delete from identity.session where {Others}", keys),
                events.Row("signed-out-everywhere", state.AccountId, state.StaffId),
            ],
            ct);
        store.Forget();
        notices.Wake();
        events.Done("signed-out-everywhere");
        if (!keepCurrent)
            Leave(http, actor);
        return counts[state.AccountId is null ? 0 : 1];
    }

    public async Task<bool> EndOneAsync(HttpContext http, string handle, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        if (actor.State is not { } state || handle.Length > 64)
            return false;
        const string One =
            $"""
            {Own} and (encode(sha256(id_hash), 'hex') = @Handle
                       or sid = (select sid from identity.session where {Own} and encode(sha256(id_hash), 'hex') = @Handle))
            """;
        var keys = new { state.AccountId, state.StaffId, Handle = handle };
        var ended = await database.ExecuteBatchAsync(
            [
                GrantEnds.OfSessions($"select id_hash from identity.session where {One}", "signed-out", time.GetUtcNow(), keys),
                new Sql($"delete from identity.session where {One}", keys),
            ],
            ct);
        store.Forget();
        notices.Wake();
        return ended[1] > 0;
    }

    public async Task<IReadOnlyList<SessionInfo>> ListAsync(HttpContext http, CancellationToken ct)
    {
        if (http.RequestServices.GetRequiredService<SessionActor>().State is not { } state)
            return [];
        var now = time.GetUtcNow();
        var rows = await database.QueryAsync<Row>(
            $"""
            select encode(sha256(id_hash), 'hex') as handle, method, trust, device, created_at, last_seen_at,
                   id_hash = @IdHash as current
            from identity.session s
            where {Own} and ends_at > @Now and last_seen_at > @Idle
              and (place = 'portal'
                   or not exists (select from identity.session p where p.sid = s.sid and p.place = 'portal' and p.ends_at > @Now and p.last_seen_at > @Idle))
            order by created_at desc
            limit 100
            """,
            new
            {
                state.IdHash,
                state.AccountId,
                state.StaffId,
                Now = now,
                Idle = now - options.Value.Idle(state.StaffId is not null),
            },
            ct);
        return
        [
            .. rows.Select(row => new SessionInfo(
                row.Handle, Enum.Parse<SignInMethod>(row.Method), (TrustLevel)row.Trust, row.Device,
                row.CreatedAt, row.LastSeenAt, row.Current)),
        ];
    }

    /// <summary>A member of staff takes the browser over: nobody at this desk goes on as the citizen who sat there before.</summary>
    private Sql[] LeaveTo(SessionState citizen, DateTimeOffset now)
    {
        const string These = "(id_hash = @IdHash or sid = @Sid)";
        var keys = new { citizen.IdHash, citizen.Sid };
        return
        [
            GrantEnds.OfSessions($"select id_hash from identity.session where {These}", "signed-out", now, keys),
            new Sql($"delete from identity.session where {These}", keys),
            events.Row("signed-out", citizen.AccountId, null),
        ];
    }

    private ValueTask<string> SidAsync(byte[] issuerHash, CancellationToken ct) => secrets.SessionIdAsync(PortalClient.Id, issuerHash, ct);

    /// <summary>What the browser brought along ends, with the portal's sessions that came from it.</summary>
    private static Sql Clear(byte[]? old, string? oldSid, DateTimeOffset now) => new(
        "delete from identity.session where id_hash = @Old or sid = @OldSid or ends_at < @Now", new { Old = old ?? [], OldSid = oldSid, Now = now });

    private static void Leave(HttpContext http, SessionActor actor)
    {
        actor.Become(null);
        SessionCookie.Clear(http.Response);
        if (SessionCookie.IsThere(http.Request, SessionCookie.IssuerName))
            SessionCookie.Clear(http.Response, SessionCookie.IssuerName);
        http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
    }

    private sealed record Row
    {
        public required string Handle { get; init; }

        public required string Method { get; init; }

        public required short Trust { get; init; }

        public required string Device { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required DateTimeOffset LastSeenAt { get; init; }

        public required bool Current { get; init; }
    }
}
