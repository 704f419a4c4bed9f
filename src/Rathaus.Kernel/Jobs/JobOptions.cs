namespace Rathaus.Kernel.Jobs;

/// <summary>Times of the workers; the defaults are measured (docs/operations.md).</summary>
public sealed record JobOptions
{
    /// <summary>Jobs leased together.</summary>
    public int Group { get; init; } = 50;

    /// <summary>A worker that is silent this long has lost its jobs to others. Whole seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Look for work of other hosts this often, up to <see cref="IdlePoll"/> when there is none.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan IdlePoll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Expired leases are freed this often by one host of the region.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Jobs due later than this wait in a table of their own.</summary>
    public TimeSpan Near { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Jobs are sorted into near and far this often.</summary>
    public TimeSpan Sort { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The table of jobs is vacuumed this often: done jobs are deleted rows.</summary>
    public TimeSpan Vacuum { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>While requests queue up, a worker rests after each job, at most this long.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after the first failure; doubles with each.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Then the job is dead.</summary>
    public int MostAttempts { get; init; } = 12;
}
