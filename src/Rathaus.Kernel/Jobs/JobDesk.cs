using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Jobs;

/// <summary>A job that failed for good and waits for an operator.</summary>
public sealed record DeadJob
{
    public required short Municipality { get; init; }

    public required long Id { get; init; }

    public required string Kind { get; init; }

    public required short Attempts { get; init; }

    public required string Payload { get; init; }

    public required string LastErrorCode { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset DiedAt { get; init; }
}

/// <summary>How many jobs of a kind wait, run and are dead.</summary>
public sealed record JobCount
{
    public required string Kind { get; init; }

    public required long Ready { get; init; }

    public required long Leased { get; init; }

    public required long Dead { get; init; }

    /// <summary>Not due for an hour or more.</summary>
    public required long Later { get; init; }

    /// <summary>Of the oldest job that waits or runs.</summary>
    public DateTimeOffset? Oldest { get; init; }
}

/// <summary>What operators see and do: <c>./rathaus jobs</c>, the office's page of dead jobs, metrics.</summary>
public interface IJobDesk
{
    Task<IReadOnlyList<JobCount>> CountsAsync(CancellationToken ct);

    /// <param name="municipality">One town's, or null: all.</param>
    Task<IReadOnlyList<DeadJob>> DeadAsync(short? municipality, CancellationToken ct);

    /// <summary>Puts a dead job back with all its tries; false: there is none.</summary>
    Task<bool> RetryAsync(short municipality, long id, CancellationToken ct);
}

internal sealed class JobDesk(WorkerDatabase database, IJobSignal signal) : IJobDesk
{
    public Task<IReadOnlyList<JobCount>> CountsAsync(CancellationToken ct) => database.QueryAsync<JobCount>(
        """
        select kind, sum(ready)::bigint as ready, sum(leased)::bigint as leased, sum(dead)::bigint as dead,
          sum(later)::bigint as later, min(oldest) as oldest
        from (
          select kind, count(*) filter (where lease_until is null) as ready,
            count(*) filter (where lease_until is not null) as leased, 0 as dead, 0 as later,
            min(created_at) as oldest
          from kernel.job
          group by kind
          union all
          select kind, 0, 0, count(*), 0, null
          from kernel.job_dead
          group by kind
          union all
          select kind, 0, 0, 0, count(*), null
          from kernel.job_later
          group by kind
        ) as counts
        group by kind
        order by kind
        """, null, ct);

    public Task<IReadOnlyList<DeadJob>> DeadAsync(short? municipality, CancellationToken ct) => database.QueryAsync<DeadJob>(
        """
        select municipality, id, kind, attempts, payload::text as payload, last_error_code, created_at, died_at
        from kernel.job_dead
        where @municipality::smallint is null or municipality = @municipality
        order by died_at desc, municipality, id
        limit 1000
        """, new { municipality }, ct);

    public async Task<bool> RetryAsync(short municipality, long id, CancellationToken ct)
    {
        var kind = await database.For(municipality).QuerySingleOrDefaultAsync<string>(
            """
            with back as (
              delete from kernel.job_dead
              where municipality = @Town and id = @id
              returning municipality, id, kind, payload, last_error_code, created_at
            )
            insert into kernel.job (municipality, id, kind, payload, last_error_code, created_at)
            overriding system value
            select municipality, id, kind, payload, last_error_code, created_at
            from back
            returning kind
            """, new { id }, ct);
        if (kind is null)
            return false;
        signal.Wake(kind);
        return true;
    }
}
