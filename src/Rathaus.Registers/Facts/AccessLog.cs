using System.Collections.Concurrent;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Registers.Facts;

/// <summary>Who looked at which fact for which purpose: one row a day, however often a page is loaded.</summary>
internal sealed class AccessLog(TownDatabase towns, TimeProvider time)
{
    private const int Remembered = 20_000;

    private readonly ConcurrentDictionary<(short Town, DateOnly Day, Guid Actor, string Purpose, string Fact), bool> written = new();

    /// <summary>Written before the answer is given: what is not in the log was not told.</summary>
    public async Task WriteAsync(FactQuestion question, CancellationToken ct)
    {
        if ((question.Actor?.StaffId ?? question.Actor?.ActsFor?.Holder ?? question.Actor?.AccountId) is { } actor)
            await WriteAsync(
                question.Municipality, question.Actor!.StaffId is null ? "Citizen" : "Staff", actor, question.Purpose, question.Name, ct);
    }

    /// <summary>A look on somebody's behalf, also while nobody is there: in background work.</summary>
    public async Task WriteAsync(short municipality, string kind, Guid actor, string purpose, string fact, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var key = (municipality, GermanClock.DayOf(now), actor, purpose, fact);
        if (written.ContainsKey(key))
            return;
        await towns.For(municipality).ExecuteAsync(
            """
            insert into registers.access (municipality, day, actor_kind, actor_id, purpose, fact, first_at)
            values (@Town, @Day, @kind, @actor, @purpose, @fact, @now)
            on conflict do nothing
            """,
            new { Day = key.Item2, kind, actor, purpose, fact, now }, ct);
        if (written.Count >= Remembered)
            written.Clear();
        written[key] = true;
    }
}
