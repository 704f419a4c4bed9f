using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Mandates;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Sessions;

/// <summary>
/// Finds living sessions. What was just read is believed for a few seconds; an end of a session on this host is seen at
/// once, on another host after those seconds.
/// </summary>
internal sealed class SessionStore(
    RegionDatabase database, TimeProvider time, IOptions<IdentityOptions> options, DemoSetting demo)
{
    private const int MostCached = 20_000;

    /// <summary>The idle time is counted in steps of this length: at most one write a minute and session.</summary>
    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Cached> cache = new(StringComparer.Ordinal);
    private long ends;

    private readonly record struct Cached(SessionState State, DateTimeOffset ReadAt);

    /// <summary>The session with this hash if it lives, else null. Notes that it was seen.</summary>
    public async Task<SessionState?> FindAsync(byte[] idHash, CancellationToken ct, string place = SessionPlace.Portal)
    {
        var now = time.GetUtcNow();
        var key = Convert.ToBase64String(idHash);
        if (cache.TryGetValue(key, out var cached)
            && now - cached.ReadAt < TimeSpan.FromSeconds(options.Value.CacheSeconds)
            && now >= cached.ReadAt
            && cached.State.Place == place && Lives(cached.State, now))
            return cached.State;

        var endsBefore = Interlocked.Read(ref ends);
        var row = await database.QuerySingleOrDefaultAsync<SessionRow>(
            SessionRow.Select, new { Hash = idHash, Now = now, Today = GermanClock.DayOf(now), Place = place }, ct);
        if (row is null || (row.IsDemo && !demo.Enabled))
        {
            cache.TryRemove(key, out _);
            return null;
        }

        var state = row.ToState(idHash);
        if (!Lives(state, now))
        {
            cache.TryRemove(key, out _);
            await database.ExecuteAsync("delete from identity.session where id_hash = @Hash", new { Hash = idHash }, ct);
            return null;
        }

        if (now - state.LastSeenAt >= SeenStep)
        {
            await database.ExecuteAsync(
                "update identity.session set last_seen_at = @Now where id_hash = @Hash and last_seen_at < @Now",
                new { Hash = idHash, Now = now }, ct);
            state = state with { LastSeenAt = now };
        }

        if (cache.Count >= MostCached)
            cache.Clear();
        cache[key] = new Cached(state, now);

        // An end that happened while the row was on its way must win.
        if (Interlocked.Read(ref ends) != endsBefore)
            cache.TryRemove(key, out _);
        return state;
    }

    /// <summary>Called after sessions ended in the database: nothing read before is believed any more.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref ends);
        cache.Clear();
    }

    public void Forget(byte[] idHash)
    {
        Interlocked.Increment(ref ends);
        cache.TryRemove(Convert.ToBase64String(idHash), out _);
    }

    private bool Lives(SessionState state, DateTimeOffset now) =>
        now < state.EndsAt && now - state.LastSeenAt < options.Value.Idle(state.StaffId is not null);

    private sealed record SessionRow
    {
        public const string Select =
            $"""
            select s.account as account_id, s.staff as staff_id, s.passkey as passkey_id, s.method, s.trust, s.proofing, s.authenticator, s.via_handover, s.place, s.sid,
                   s.simulated,
                   s.created_at, s.last_seen_at, s.ends_at,
                   coalesce(a.display_name, f.display_name) as display_name,
                   a.person::text as person,
                   coalesce(a.demo, f.demo) is not null as is_demo,
                   (select {MandateRow.Json} from {MandateRow.From} where m.id = s.acting and m.holder = s.account and {MandateRow.Live}) as acting,
                   (select max(e.emergency_until) from identity.staff e
                    where s.staff is not null and e.emergency_until > @Now and e.left_at is null) as emergency_until,
                   (select json_agg(json_build_object('Municipality', x.town, 'Office', x.office, 'Role', x.role)
                                    order by x.town, x.office, x.role)::text
                    from identity.staff_assignment x
                    where x.staff = s.staff and x.ended_at is null) as assignments
            from identity.session s
            left join identity.account a on a.id = s.account and a.closed_at is null
            left join identity.staff f on f.id = s.staff and f.left_at is null and (f.emergency_until is null or f.emergency_until > @Now)
            where s.id_hash = @Hash
              and s.place = @Place
              and s.ends_at > @Now
              and (a.id is not null or f.id is not null)
            """;

        public Guid? AccountId { get; init; }

        public Guid? StaffId { get; init; }

        public Guid? PasskeyId { get; init; }

        public required string Place { get; init; }

        public string? Sid { get; init; }

        public required string Method { get; init; }

        public required short Trust { get; init; }

        public required short Proofing { get; init; }

        public required short Authenticator { get; init; }

        public required bool ViaHandover { get; init; }

        public required bool Simulated { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required DateTimeOffset LastSeenAt { get; init; }

        public required DateTimeOffset EndsAt { get; init; }

        public required string DisplayName { get; init; }

        public string? Person { get; init; }

        public required bool IsDemo { get; init; }

        public string? Assignments { get; init; }

        public string? Acting { get; init; }

        public DateTimeOffset? EmergencyUntil { get; init; }

        public SessionState ToState(byte[] idHash) => new()
        {
            IdHash = idHash,
            AccountId = AccountId,
            StaffId = StaffId,
            PasskeyId = PasskeyId,
            DisplayName = DisplayName,
            Place = Place,
            Sid = Sid,
            Method = Enum.Parse<SignInMethod>(Method),
            Trust = (TrustLevel)Trust,
            Proofing = (Proofing)Proofing,
            Authenticator = (Authenticator)Authenticator,
            ViaHandover = ViaHandover,
            Simulated = Simulated,
            Person = Person is null ? null : JsonSerializer.Deserialize<ConfirmedPerson>(Person, StoredJson.Options),
            Assignments = Assignments is null ? [] : JsonSerializer.Deserialize<StaffAssignment[]>(Assignments, StoredJson.Options)!,
            EmergencyUntil = EmergencyUntil,
            ActsFor = Acting is null ? null : MandateRow.Read(Acting).ToActsFor(),
            CreatedAt = CreatedAt,
            LastSeenAt = LastSeenAt,
            EndsAt = EndsAt,
        };
    }
}
