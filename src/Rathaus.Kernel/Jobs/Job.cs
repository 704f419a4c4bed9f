using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Jobs;

/// <summary>Work to be done after the commit. The payload holds ids only, never personal data.</summary>
/// <param name="Kind">Names the handler, for example <c>cases.send-notice</c>.</param>
/// <param name="RunAt">Not before this instant; null: at once.</param>
public sealed record JobRequest(string Kind, string PayloadJson, DateTimeOffset? RunAt = null);

/// <summary>A job as its handler gets it. <paramref name="Attempts"/> counts this one; outside effects carry a key made of town and id.</summary>
public sealed record Job(short Municipality, long Id, string Kind, string Payload, short Attempts);

/// <summary>Statements for jobs.</summary>
public static class JobSql
{
    /// <summary>
    /// Goes into the same batch or transaction as what it belongs to (town scope); call
    /// <see cref="IJobSignal.Wake"/> after the commit.
    /// </summary>
    public static Sql Insert(JobRequest job) => new(
        """
        insert into kernel.job (municipality, kind, run_at, payload)
        values (@Town, @Kind, coalesce(@RunAt, '-infinity'), @PayloadJson::jsonb)
        """,
        job);
}

/// <summary>Wakes the workers of this process without waiting for their next look; others look twice a second.</summary>
public interface IJobSignal
{
    void Wake(string kind);
}

/// <summary>
/// Does one kind of job; registered as singleton <c>services.AddSingleton&lt;IJobHandler, X&gt;()</c>. The effect and the
/// deletion of the job are one transaction: what <see cref="RunAsync"/> writes through <c>tx</c> happens exactly once. It
/// may run again after a crash, so effects outside carry a key derived from the job's id.
/// </summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>How many of this kind at once per host; heavy kinds at most half the cores.</summary>
    int Parallel => 4;

    /// <summary>Throwing puts the job back with a growing pause, at most twelve times.</summary>
    Task RunAsync(Job job, TownTransaction tx, CancellationToken ct);
}
