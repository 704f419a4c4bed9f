using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Jobs;

/// <summary>Work to be done after the commit. The payload holds ids only, never personal data.</summary>
/// <param name="Kind">Names the handler, for example <c>cases.send-notice</c>.</param>
/// <param name="RunAt">Not before this instant; null: at once.</param>
public sealed record JobRequest(string Kind, string PayloadJson, DateTimeOffset? RunAt = null);

/// <summary>A job as its handler gets it.</summary>
public sealed record Job
{
    public required short Municipality { get; init; }

    public required long Id { get; init; }

    public required string Kind { get; init; }

    /// <summary>JSON, ids only.</summary>
    public required string Payload { get; init; }

    /// <summary>Counts this try.</summary>
    public required short Attempts { get; init; }

    /// <summary>The same at every try: idempotency key for effects outside the database.</summary>
    public string EffectKey => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"job-{Municipality}-{Id}");
}

/// <summary>Statements for jobs (town scope).</summary>
public static class JobSql
{
    /// <summary>
    /// Goes into the same batch or transaction as what it belongs to; call <see cref="IJobSignal.Wake"/> after the commit.
    /// </summary>
    public static Sql Insert(JobRequest job) => InsertMany([job]);

    /// <summary>Several in one statement, for micro-batches.</summary>
    public static Sql InsertMany(IReadOnlyList<JobRequest> jobs) => new(
        """
        with seen as (
          insert into kernel.job_town (municipality) values (@Town) on conflict do nothing
        )
        insert into kernel.job (municipality, kind, run_at, payload)
        select @Town, j.kind, coalesce(j.run_at, '-infinity'), j.payload::jsonb
        from unnest(@kinds, @starts, @payloads) as j(kind, run_at, payload)
        """,
        new
        {
            kinds = jobs.Select(job => job.Kind).ToArray(),
            starts = jobs.Select(job => job.RunAt?.ToUniversalTime()).ToArray(),
            payloads = jobs.Select(job => job.PayloadJson).ToArray(),
        });
}

/// <summary>Wakes the workers of this process without waiting for their next look; others look twice a second.</summary>
public interface IJobSignal
{
    void Wake(string kind);
}

/// <summary>
/// Does one kind of job; registered as singleton <c>services.AddSingleton&lt;IJobHandler, X&gt;()</c>. The effect and the
/// deletion of the job are one transaction: what <see cref="RunAsync"/> writes through <c>tx</c> happens exactly once. It
/// may run again after a crash, so effects outside carry <see cref="Job.EffectKey"/>.
/// </summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>How many of this kind at once per host; heavy kinds at most half the cores.</summary>
    int Parallel => 4;

    /// <summary>
    /// Throwing puts the job back with a growing pause; after twelve tries it is dead and waits for an operator. The
    /// transaction is one town's (role rathaus_worker): other towns stay out of reach.
    /// </summary>
    Task RunAsync(Job job, TownTransaction tx, CancellationToken ct);
}
