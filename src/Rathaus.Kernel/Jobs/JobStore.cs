using System.Security.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Jobs;

/// <summary>A town that has ready jobs of a kind.</summary>
internal sealed record Lane(short Municipality, string Kind);

/// <summary>The statements of the workers.</summary>
internal sealed class JobStore(WorkerDatabase database, TimeProvider time, JobOptions options)
{
    // Limit and order hold the planner to one probe of the index per town and kind, however long the queue is.
    public Task<IReadOnlyList<Lane>> ReadyAsync(IReadOnlyCollection<string> kinds, CancellationToken ct) =>
        database.QueryAsync<Lane>(
            """
            select t.municipality, k.kind
            from kernel.job_town t
            cross join unnest(@kinds) as k(kind)
            cross join lateral (
              select from kernel.job j
              where j.municipality = t.municipality and j.kind = k.kind and j.lease_until is null and j.run_at <= @now
              order by j.run_at, j.id
              limit 1) as first
            """,
            new { kinds = kinds.ToArray(), now = time.GetUtcNow() }, ct);

    public Task<IReadOnlyList<Job>> ClaimAsync(Lane lane, int count, CancellationToken ct) =>
        database.For(lane.Municipality).QueryAsync<Job>(
            """
            update kernel.job
            set lease_until = now() + make_interval(secs => @lease), attempts = attempts + 1
            where municipality = @Town and id = any(array(
              select id from kernel.job
              where municipality = @Town and kind = @kind and lease_until is null and run_at <= @now
              order by run_at, id
              limit @count
              for update skip locked))
            returning municipality, id, kind, payload::text as payload, attempts
            """,
            new { kind = lane.Kind, count, now = time.GetUtcNow(), lease = options.Lease.TotalSeconds }, ct);

    /// <summary>Zero rows: the lease was lost and another worker has the job; nothing of this run may stay.</summary>
    public static async Task<bool> DeleteAsync(Job job, TownTransaction tx, CancellationToken ct) =>
        await tx.ExecuteAsync(
            "delete from kernel.job where municipality = @Town and id = @Id and attempts = @Attempts",
            new { job.Id, job.Attempts }, ct) == 1;

    /// <returns>True: it was the last try, the job is dead.</returns>
    public async Task<bool> PutBackAsync(Job job, string code, CancellationToken ct)
    {
        var town = database.For(job.Municipality);
        if (job.Attempts >= options.MostAttempts)
        {
            await town.ExecuteAsync(
                """
                with gone as (
                  delete from kernel.job
                  where municipality = @Town and id = @Id and attempts = @Attempts
                  returning municipality, id, kind, attempts, payload, created_at
                )
                insert into kernel.job_dead (municipality, id, kind, attempts, payload, last_error_code, created_at)
                select municipality, id, kind, attempts, payload, @code, created_at from gone
                """,
                new { job.Id, job.Attempts, code }, ct);
            return true;
        }

        await town.ExecuteAsync(
            """
            update kernel.job
            set lease_until = null, run_at = @next, last_error_code = @code
            where municipality = @Town and id = @Id and attempts = @Attempts
            """,
            new { job.Id, job.Attempts, code, next = time.GetUtcNow() + PauseAfter(job.Attempts) }, ct);
        return false;
    }

    /// <summary>Jobs that were leased and not begun, when the host stops.</summary>
    public Task ReleaseAsync(Job job, CancellationToken ct) =>
        database.For(job.Municipality).ExecuteAsync(
            """
            update kernel.job
            set lease_until = null, attempts = attempts - 1
            where municipality = @Town and id = @Id and attempts = @Attempts
            """,
            new { job.Id, job.Attempts }, ct);

    /// <summary>Frees leases that ran out. One host of the region at a time; the others find the lock taken and go on.</summary>
    public Task<int> FreeAsync(CancellationToken ct) =>
        InTurnAsync(4, tx => tx.ExecuteAsync("update kernel.job set lease_until = null where lease_until < now()", null, ct), ct);

    /// <summary>What needs no hurry and reads whole tables: towns with jobs, idempotency rows that are old enough.</summary>
    public Task TidyAsync(CancellationToken ct) =>
        InTurnAsync(7, async tx => (await tx.ExecuteBatchAsync(
        [
            new Sql(
                """
                insert into kernel.job_town (municipality)
                select distinct municipality from kernel.job
                on conflict do nothing
                """),
            // What answers about a draft lives as long as the draft: its room deletes it.
            new Sql(
                "delete from kernel.idempotency where created_at < @before and scope not like '%.draft'",
                new { before = time.GetUtcNow() - IdempotencySql.Kept }),
        ], ct))[1], ct);

    /// <summary>
    /// Puts jobs that are not due for long into <c>kernel.job_later</c> and brings back those whose hour has come. Ids stay,
    /// so a job keeps its <see cref="Job.EffectKey"/>.
    /// </summary>
    /// <returns>How many came back.</returns>
    public async Task<int> SortAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var moved = await database.ExecuteBatchAsync(
        [
            new Sql(
                """
                with far as (
                  delete from kernel.job
                  where lease_until is null and run_at > @far
                  returning municipality, id, kind, run_at, attempts, payload, last_error_code, created_at
                )
                insert into kernel.job_later (municipality, id, kind, run_at, attempts, payload, last_error_code, created_at)
                select municipality, id, kind, run_at, attempts, payload, last_error_code, created_at from far
                """,
                new { far = now + options.Near + options.Sort }),
            new Sql(
                """
                with due as (
                  delete from kernel.job_later
                  where run_at <= @near
                  returning municipality, id, kind, run_at, attempts, payload, last_error_code, created_at
                )
                insert into kernel.job (municipality, id, kind, run_at, attempts, payload, last_error_code, created_at)
                overriding system value
                select municipality, id, kind, run_at, attempts, payload, last_error_code, created_at from due
                """,
                new { near = now + options.Near }),
        ], ct);
        return moved[1];
    }

    private Task<int> InTurnAsync(int turn, Func<RegionTransaction, Task<int>> work, CancellationToken ct) =>
        database.InTransactionAsync(async tx =>
            await tx.QuerySingleAsync<bool>("select pg_try_advisory_xact_lock(726600, @turn)", new { turn }, ct) ? await work(tx) : 0, ct);

    private TimeSpan PauseAfter(short attempts)
    {
        var seconds = options.FirstPause.TotalSeconds * Math.Pow(2, attempts - 1);
        return TimeSpan.FromSeconds(seconds * (1 + (RandomNumberGenerator.GetInt32(250) / 1000.0)));
    }
}
