using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Federation;

/// <summary>
/// Break-glass (Notzugang): a code per town that lies sealed in an envelope, made by a command and used once. Whoever uses it
/// administers the town for four hours as a member of staff of its own; everybody is told: history, log, metric, a strip on
/// every page of the office, a notice to each administrator.
/// </summary>
internal sealed partial class SealedCodes(
    RegionDatabase database, ITownOffices towns, ISessions sessions, SessionStore store, SecurityEvents events, TimeProvider time, ILogger<SealedCodes> log)
{
    public static readonly TimeSpan Hours = TimeSpan.FromHours(4);

    private static readonly Meter Meter = new("Rathaus.Identity.BreakGlass");

    private static readonly Counter<long> Opened = Meter.CreateCounter<long>("rathaus.identity.break_glass", "{use}", "Emergency accesses by sealed code");

    private static readonly Refusal Unknown = Refusal.Invalid(
        "break-glass.unknown", "Dieser Code gilt nicht.", new FieldFault("code", "break-glass.unknown", "Dieser Code gilt nicht."));

    /// <summary>A fresh code for the envelope; the one before ends.</summary>
    public async Task<string> SealAsync(short town, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = AccessSecret.Create();
        await database.ExecuteBatchAsync(
            [
                new Sql("update identity.sealed_code set ended_at = @now where town = @town and ended_at is null", new { now, town }),
                new Sql(
                    "insert into identity.sealed_code (id, town, code_hash, sealed_at) values (@Id, @town, @Hash, @now)",
                    new { Id = Guid.CreateVersion7(now), town, Hash = AccessSecret.Hash(code), now }),
                events.Row("break-glass-sealed", null, null, new { town }),
                .. events.Act("break-glass-sealed", town),
            ],
            ct);
        events.Done("break-glass-sealed");
        return code;
    }

    public async Task<Outcome<Guid>> OpenAsync(HttpContext http, string? code, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var staff = Guid.CreateVersion7(now);
        var town = await database.InTransactionAsync<short?>(
            async transaction =>
            {
                var found = await transaction.QuerySingleOrDefaultAsync<short?>(
                    """
                    update identity.sealed_code set used_at = @now, ended_at = @now
                    where code_hash = @Hash and ended_at is null
                    returning town
                    """,
                    new { now, Hash = AccessSecret.Hash(code) }, ct);
                if (found is not { } number)
                    return null;
                var until = now + Hours;
                await transaction.ExecuteBatchAsync(
                    [
                        new Sql(
                            "insert into identity.staff (id, display_name, created_at, emergency_until) values (@staff, @Name, @now, @until)",
                            new { staff, Name = $"Notzugang {towns.Find(number)?.Name}".Trim(), now, until }),
                        new Sql(
                            """
                            insert into identity.staff_assignment (staff, town, office, role, since)
                            select @staff, @number, office, 'Administrator', @now
                            from unnest(@Offices) as held (office)
                            """,
                            new { staff, number, Offices = OfficesOf(number), now }),
                        new Sql(
                            """
                            insert into identity.staff_notice (staff, id, kind, town, at)
                            select distinct a.staff, @staff, 'break-glass', @number, @now
                            from identity.staff_assignment a
                            join identity.staff f on f.id = a.staff
                            where a.town = @number and a.role = 'Administrator' and a.ended_at is null and f.left_at is null and f.emergency_until is null
                            """,
                            new { staff, number, now }),
                        events.Row("break-glass-opened", null, staff, new { town = number, until }),
                        .. events.Act("break-glass-opened", number),
                    ],
                    ct);
                return number;
            },
            ct);
        if (town is not { } opened)
        {
            events.Refused("break-glass", Unknown.Code);
            return Unknown;
        }

        Opened.Add(1);
        LogOpened(log, opened);
        store.Forget();
        await sessions.StartAsync(
            http, new SignIn(SignInMethod.BreakGlass, new Assurance(Proofing.None, Authenticator.Link), Simulated: false) { StaffId = staff }, ct);
        return staff;
    }

    /// <summary>Administration is held in each office of the town.</summary>
    private string[] OfficesOf(short town) => [.. towns.Find(town)?.Offices.Select(office => office.Id) ?? []];

    /// <summary>What this member of staff has not read yet.</summary>
    public Task<IReadOnlyList<Notice>> NoticesAsync(Guid staff, CancellationToken ct) => database.QueryAsync<Notice>(
        "select id, town, at from identity.staff_notice where staff = @staff and read_at is null order by at", new { staff }, ct);

    public Task<int> ReadAsync(Guid staff, Guid id, CancellationToken ct) => database.ExecuteAsync(
        "update identity.staff_notice set read_at = @Now where staff = @staff and id = @id and read_at is null",
        new { Now = time.GetUtcNow(), staff, id }, ct);

    internal sealed record Notice
    {
        public required Guid Id { get; init; }

        public required short Town { get; init; }

        public required DateTimeOffset At { get; init; }
    }

    [LoggerMessage(EventId = 3060, EventName = "break-glass-opened", Level = LogLevel.Critical, Message = "Emergency access by sealed code was opened in town {Town}")]
    private static partial void LogOpened(ILogger logger, short town);
}
