using Rathaus.Cases.Features.Retention;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>
/// Deletes drafts whose day has come, uploads that no application used within a day, stored files that nothing refers to (a
/// notice whose commit failed), visits without a case of a month ago, and answers kept for a repeated submission. Once an hour in each town.
/// </summary>
internal sealed class SweepLeftovers(TownDatabase database, EncryptedFiles files, TimeProvider time) : IJobHandler
{
    private const int Most = 200;

    /// <summary>Days a visit without a case is kept after it.</summary>
    private const int CounterDays = 30;

    /// <summary>Days its mailbox entry is kept: longer than anybody can book ahead.</summary>
    private const int EntryDays = 400;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public string Kind => CaseJobs.Sweep;

    public int Parallel => 1;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        await SweepAsync(database.For(job.Municipality), ct);
        await tx.ExecuteBatchAsync([JobSql.Insert(new JobRequest(Kind, "{}", time.GetUtcNow() + Pause))], ct);
    }

    internal async Task SweepAsync(TownScope town, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var drafts = await town.QueryAsync<Guid>(
            """
            select id from cases.draft
            where municipality = @Town and expires_on < @Today and number is null
            order by expires_on limit @Most
            """,
            new { Today = GermanClock.DayOf(now), Most }, ct);
        foreach (var draft in drafts)
            await DiscardDraft.DeleteAsync(town, files, draft, ct);

        // The row of a draft that became a case only leads old bookmarks to the case, whose files keep its key.
        var closed = await town.ExecuteAsync(
            "delete from cases.draft where municipality = @Town and expires_on < @Today and number is not null",
            new { Today = GermanClock.DayOf(now) }, ct);
        await town.ExecuteAsync(
            """
            delete from kernel.idempotency i
            where i.municipality = @Town and i.scope = 'cases.draft' and i.created_at < @Before
              and not exists (select from cases.draft d where d.municipality = @Town and d.number = i.response ->> 'number')
            """,
            new { Before = now - IdempotencySql.Kept }, ct);

        await town.ExecuteAsync(
            "delete from cases.presence where municipality = @Town and seen_at < @Before", new { Before = now - Pause }, ct);

        // Visits to a counter are nobody's business a month later.
        await town.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    delete from cases.account_appointment x
                    where x.town = @Town and x.appointment in (
                      select a.id from cases.appointment a where a.municipality = @Town and a.number is null and a.day < @Before)
                    """,
                    new { Before = GermanClock.DayOf(now).AddDays(-CounterDays) }),
                new Sql(
                    """
                    delete from cases.appointment_unit u
                    where u.municipality = @Town and u.appointment in (
                      select a.id from cases.appointment a where a.municipality = @Town and a.number is null and a.day < @Before)
                    """,
                    new { Before = GermanClock.DayOf(now).AddDays(-CounterDays) }),
                new Sql(
                    "delete from cases.mailbox_entry m where m.municipality = @Town and m.number is null and m.kind = 'appointment' and m.created_at < @Before",
                    new { Before = now.AddDays(-EntryDays) }),
                new Sql(
                    "delete from cases.appointment a where a.municipality = @Town and a.number is null and a.day < @Before",
                    new { Before = GermanClock.DayOf(now).AddDays(-CounterDays) }),
            ], ct);

        var uploads = await town.QueryAsync<Guid>(
            """
            delete from cases.upload u
            where u.municipality = @Town and u.created_at < @Before
              and not exists (select from cases.draft d where d.municipality = @Town and d.id = u.draft and d.number is null)
              and not exists (select from cases.case_file f where f.municipality = @Town and f.upload = u.id)
            returning u.id
            """,
            new { Before = now - Grace }, ct);
        var orphans = await town.QueryAsync<Guid>(
            """
            select f.id from kernel.file f
            where f.municipality = @Town and f.created_at < @Before
              and (f.object like 'case/%' or f.object like 'upload/%' or f.object like 'draft/%')
              and not exists (select from cases.document d where d.municipality = @Town and f.id in (d.pdf, d.html, d.proven))
              and not exists (select from cases.upload u where u.municipality = @Town and u.id = f.id)
            limit @Most
            """,
            new { Before = now - Grace, Most }, ct);
        foreach (var file in uploads.Union(orphans))
            await files.DeleteAsync(town.Municipality, file, ct);
        await BookAsync(town, GermanClock.DayOf(now), [("draft", drafts.Count + closed), ("upload", uploads.Count), ("file", orphans.Count)], ct);
    }

    private static async Task BookAsync(
        TownScope town, DateOnly day, IReadOnlyList<(string Kind, int Count)> deleted, CancellationToken ct)
    {
        List<Sql> entries = [.. deleted.Where(one => one.Count > 0).Select(one => ErasureBook.Add(day, one.Kind, one.Count))];
        if (entries.Count > 0)
            await town.ExecuteBatchAsync(entries, ct);
    }
}

/// <summary>Each town has its sweeping job and its nightly one; a lost one is put back at the next start.</summary>
internal sealed class StartSweeping(TownDatabase database, ICatalogue catalogue) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var town in catalogue.Towns)
            await database.For(town.Number).ExecuteAsync(
                """
                insert into kernel.job (municipality, kind, payload)
                select @Town, k.kind, '{}'
                from unnest(@Kinds) as k (kind)
                where not exists (select from kernel.job j where j.municipality = @Town and j.kind = k.kind)
                  and not exists (select from kernel.job_later j where j.municipality = @Town and j.kind = k.kind)
                """,
                new { Kinds = new[] { CaseJobs.Sweep, CaseJobs.Retain } }, ct);
    }
}
