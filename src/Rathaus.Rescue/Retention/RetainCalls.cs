using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Stored;

namespace Rathaus.Rescue.Retention;

/// <summary>
/// Once a night in each town: calls of a month that ended more than five years ago (a plan's cycle, RettG NRW § 12) become counts by
/// hour, kind and district, then they and their missions go. A count below five is not kept. Seconds cut from the moments of calls go after thirty days.
/// </summary>
internal sealed class RetainCalls(AreaStore areas, TimeProvider time) : IJobHandler
{
    public const string JobKind = "rescue.retain";

    private const int Years = 5;
    private const int CutDays = 30;

    public string Kind => JobKind;

    public int Parallel => 1;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var today = time.Today();
        var before = GermanClock.StartOf(new DateOnly(today.Year, today.Month, 1).AddYears(-Years));
        await tx.ExecuteAsync(
            "update rescue.call set cut_s = null where municipality = @Town and cut_s is not null and received_at < @Limit",
            new { Limit = GermanClock.StartOf(today.AddDays(-CutDays)) }, ct);
        IReadOnlyList<DemandCell> cells = await areas.CurrentAsync(tx, ct) is { } stored ? stored.Area.Cells : [];
        await tx.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    insert into rescue.call_count (municipality, day, hour, kind, district, calls)
                    select @Town, l.at::date, extract(hour from l.at)::smallint, c.kind, coalesce(d.district, ''), count(*)
                    from rescue.call c
                    cross join lateral (select c.received_at at time zone 'Europe/Berlin' as at) l
                    left join unnest(@Cells, @Districts) as d (cell, district) on d.cell = c.cell
                    where c.municipality = @Town and c.received_at < @before
                    group by 2, 3, 4, 5
                    having count(*) >= 5
                    on conflict (municipality, day, hour, kind, district) do update set calls = rescue.call_count.calls + excluded.calls
                    """,
                    new { before, Cells = cells.Select(cell => cell.Id).ToArray(), Districts = cells.Select(cell => cell.District).ToArray() }),
                new Sql(
                    """
                    delete from rescue.mission m
                    using rescue.call c
                    where m.municipality = @Town and c.municipality = @Town and c.source = m.source and c.id = m.call and c.received_at < @before
                    """, new { before }),
                new Sql("delete from rescue.call where municipality = @Town and received_at < @before", new { before }),
                JobSql.Insert(new JobRequest(Kind, "{}", GermanClock.At(today.AddDays(1), new TimeOnly(2, 30)))),
            ], ct);
    }
}

/// <summary>Each town has its nightly job; a lost one is put back at the next start.</summary>
internal sealed class StartRetention(TownDatabase database, ITownOffices? towns = null) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var town in towns?.All ?? [])
            await database.For(town.Number).ExecuteAsync(
                """
                with seen as (
                  insert into kernel.job_town (municipality) values (@Town) on conflict do nothing
                )
                insert into kernel.job (municipality, kind, payload)
                select @Town, @JobKind, '{}'
                where exists (select from rescue.area a where a.municipality = @Town)
                  and not exists (select from kernel.job j where j.municipality = @Town and j.kind = @JobKind)
                  and not exists (select from kernel.job_later j where j.municipality = @Town and j.kind = @JobKind)
                """,
                new { RetainCalls.JobKind }, ct);
    }
}
