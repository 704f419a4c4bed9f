using Rathaus.Cases.Features.Applications;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Retention;

/// <summary>
/// Once a night in each town: asks for the deletion of every case whose retention has ended, each as a job of its own, so
/// that one that fails stops no other; and deletes keys that nothing uses any more, and sessions that have ended.
/// </summary>
internal sealed class RetainCases(
    ICatalogue catalogue, CaseReader cases, ObjectKeys keys, ExpiredSignIns signIns, HistoryHead history, IJobSignal signal, TimeProvider time) : IJobHandler
{
    private const int KeysAtOnce = 1000;

    private static readonly TimeSpan KeyGrace = TimeSpan.FromDays(2);

    public string Kind => CaseJobs.Retain;

    public int Parallel => 1;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = GermanClock.DayOf(now);
        if (catalogue.FindTown(job.Municipality) is { } town)
        {
            foreach (var service in await DueCases.ServicesAsync(tx, ct))
            {
                if (await cases.PinnedAsync(town, service.Service, service.Hash, ct) is { } known)
                    await tx.ExecuteBatchAsync([DueCases.With(service, known.Retention, today, AskForEach)], ct);
            }
        }

        await history.SubmitAsync(tx, today, ct);
        await signIns.DeleteAsync(ct);
        await SweepKeysAsync(tx, now, ct);
        await tx.ExecuteBatchAsync([JobSql.Insert(new JobRequest(Kind, "{}", CaseJobs.MorningAfter(today)))], ct);
        signal.Wake(CaseJobs.Erase);
    }

    private const string AskForEach =
        """
        insert into kernel.job (municipality, kind, payload)
        select @Town, @Kind, jsonb_build_object('number', d.number)
        from due d
        where d.held is null
          and not exists (select from kernel.job j
            where j.municipality = @Town and j.kind = @Kind and j.payload ->> 'number' = d.number)
          and not exists (select from kernel.job_dead j
            where j.municipality = @Town and j.kind = @Kind and j.payload ->> 'number' = d.number)
        """;

    private async Task SweepKeysAsync(TownTransaction tx, DateTimeOffset now, CancellationToken ct)
    {
        var after = "";
        while (true)
        {
            var names = await keys.NamesAsync(tx.Municipality, now - KeyGrace, after, KeysAtOnce, ct);
            if (names.Count == 0)
                return;
            var unused = await tx.QueryAsync<string>(Unused, new { Names = names.ToArray() }, ct);
            foreach (var name in unused)
                await keys.DeleteAsync(tx.Municipality, name, ct);
            if (unused.Count > 0)
                await tx.ExecuteBatchAsync([ErasureBook.Add(GermanClock.DayOf(now), "key", unused.Count)], ct);
            after = names[^1];
        }
    }

    /// <summary>Names of this room's objects that no file, draft or case stands behind.</summary>
    internal const string Unused =
        """
        select n.name
        from unnest(@Names) as n (name)
        where (n.name like 'case/%' or n.name like 'draft/%' or n.name like 'upload/%')
          and not exists (select from kernel.file f where f.municipality = @Town and f.object = n.name)
          and not exists (select from cases.draft d where d.municipality = @Town and 'draft/' || d.id::text = n.name)
          and not exists (select from cases.application a where a.municipality = @Town and 'case/' || a.number = n.name)
        """;
}

/// <summary>How much was deleted, by day and kind: what the deletion report counts.</summary>
internal static class ErasureBook
{
    /// <param name="kind"><c>draft</c>, <c>upload</c>, <c>file</c> or <c>key</c>; a case books itself.</param>
    public static Sql Add(DateOnly day, string kind, int count) => new(
        """
        insert into cases.erasure (municipality, day, kind, count)
        values (@Town, @day, @kind, @count)
        on conflict (municipality, day, kind) do update set count = erasure.count + excluded.count
        """,
        new { day, kind, count });
}
