using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Phone;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Sessions;

/// <inheritdoc cref="ISessions"/>
internal sealed class BrowserSessions(
    RegionDatabase database, SessionStore store, SecurityEvents events, LogoutNotices notices, NetworkPlaces places, TimeProvider time,
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

        var old = SessionCookie.HashOf(http.Request);
        var fresh = SessionCookie.Issue(http.Response, staff);
        var now = time.GetUtcNow();
        var origin = places.Of(http);
        await database.ExecuteBatchAsync(
            [
                .. old is null ? [] : GrantEnds.Succeed(old, fresh, signIn.AccountId, now),
                new Sql("delete from identity.session where id_hash = @Old or ends_at < @Now", new { Old = old ?? [], Now = now }),
                new Sql(
                    """
                    insert into identity.session
                      (id_hash, account, staff, passkey, method, trust, proofing, authenticator, via_handover, simulated, device, created_at, last_seen_at, ends_at)
                    values
                      (@Hash, @AccountId, @StaffId, @PasskeyId, @Method, @Trust, @Proofing, @Authenticator, @ViaHandover, @Simulated, @Device, @Now, @Now, @EndsAt)
                    """,
                    new
                    {
                        Hash = fresh,
                        signIn.AccountId,
                        signIn.StaffId,
                        signIn.PasskeyId,
                        signIn.Method,
                        Trust = (short)signIn.Trust,
                        Proofing = (short)signIn.Assurance.Proofing,
                        Authenticator = (short)signIn.Assurance.Authenticator,
                        signIn.Assurance.ViaHandover,
                        signIn.Simulated,
                        origin.Device,
                        Now = now,
                        EndsAt = now + options.Value.Lifetime(staff),
                    }),
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
        if (old is not null)
            store.Forget(old);
        events.SignedIn(signIn);
        http.RequestServices.GetRequiredService<SessionActor>().Become(await store.FindAsync(fresh, ct));
    }

    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        if (actor.State is { } state)
        {
            await database.ExecuteBatchAsync(
                [
                    .. GrantEnds.OfSession(state.IdHash, "signed-out", time.GetUtcNow()),
                    new Sql("delete from identity.session where id_hash = @IdHash", new { state.IdHash }),
                    events.Row("signed-out", state.AccountId, state.StaffId),
                ],
                ct);
            store.Forget(state.IdHash);
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
        var counts = await database.ExecuteBatchAsync(
            [
                new Sql(
                    $"delete from identity.session where {Own} and id_hash <> @Kept",
                    new { state.AccountId, state.StaffId, Kept = keepCurrent ? state.IdHash : [] }),
                events.Row("signed-out-everywhere", state.AccountId, state.StaffId),
                .. state.AccountId is { } account
                    ? GrantEnds.OfAccount(account, keepCurrent ? state.IdHash : null, "signed-out", time.GetUtcNow()) : [],
            ],
            ct);
        store.Forget();
        notices.Wake();
        events.Done("signed-out-everywhere");
        if (!keepCurrent)
            Leave(http, actor);
        return counts[0];
    }

    public async Task<bool> EndOneAsync(HttpContext http, string handle, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        if (actor.State is not { } state || handle.Length > 64)
            return false;
        const string One = $"{Own} and encode(sha256(id_hash), 'hex') = @Handle";
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
            from identity.session
            where {Own} and ends_at > @Now and last_seen_at > @Idle
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

    private static void Leave(HttpContext http, SessionActor actor)
    {
        actor.Become(null);
        SessionCookie.Clear(http.Response);
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
