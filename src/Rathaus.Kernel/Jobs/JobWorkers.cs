using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Jobs;

/// <summary>
/// Does the jobs of this host: looks for what it was woken for, and twice a second for everything; leases in groups, runs
/// each in a transaction of its own. Any number of hosts share the work. While people wait it takes a rest after each job.
/// </summary>
internal sealed partial class JobWorkers(
    IEnumerable<IJobHandler> handlers, JobStore store, JobSignal signal, WorkerDatabase database, JobOptions options,
    ForegroundLoad foreground, ILogger<JobWorkers> log) : BackgroundService
{
    private readonly Dictionary<string, IJobHandler> handlers = handlers.ToDictionary(handler => handler.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> free = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var handler in handlers.Values)
            free[handler.Kind] = handler.Parallel;
        var pause = TimeSpan.Zero;
        var sinceWhole = Stopwatch.StartNew();
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = signal.Take();
            var whole = sinceWhole.Elapsed >= pause;
            if (whole)
                sinceWhole.Restart();
            var found = await LookAsync(whole ? handlers.Keys : rung, stoppingToken);
            pause = found ? options.Poll : Min(Max(pause, options.Poll) * 1.2, options.IdlePoll);
            await signal.WaitAsync(pause + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(100)), stoppingToken);
        }

        await Task.WhenAll(running.Keys);
    }

    /// <returns>True: something was leased.</returns>
    private async Task<bool> LookAsync(IEnumerable<string> wanted, CancellationToken ct)
    {
        var kinds = wanted.Where(kind => free.GetValueOrDefault(kind) > 0).ToList();
        if (kinds.Count == 0)
            return false;
        try
        {
            var found = false;
            foreach (var lane in await store.ReadyAsync(kinds, ct))
            {
                var room = free[lane.Kind];
                if (room <= 0)
                    continue;
                var most = Math.Min(options.Group, room * 8);
                var jobs = await store.ClaimAsync(lane, most, ct);
                if (jobs.Count == 0)
                    continue;
                found = true;
                if (jobs.Count == most)
                    signal.Wake(lane.Kind);
                Share(lane.Kind, jobs, Math.Min(room, jobs.Count), ct);
            }

            return found;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it is, the next look may find the database well again; a worker that gave up would find nothing.
            LogAway(log, CodeOf(exception));
            return false;
        }
    }

    // The leased jobs of one lane go through as many workers as the kind has free.
    private void Share(string kind, IReadOnlyList<Job> jobs, int workers, CancellationToken ct)
    {
        free.AddOrUpdate(kind, 0, (_, count) => count - workers);
        var queue = new ConcurrentQueue<Job>(jobs);
        for (var i = 0; i < workers; i++)
        {
            var task = Task.Run(() => WorkAsync(kind, queue, ct), CancellationToken.None);
            running.TryAdd(task, 0);
            _ = task.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task WorkAsync(string kind, ConcurrentQueue<Job> queue, CancellationToken ct)
    {
        try
        {
            // A lease covers the group: what is not begun in half of it goes back to the others.
            var watch = Stopwatch.StartNew();
            while (queue.TryDequeue(out var job))
            {
                if (ct.IsCancellationRequested || watch.Elapsed > options.Lease / 2)
                    await ReleaseAsync(job);
                else
                    await RestAfterAsync(await RunAsync(handlers[kind], job, ct), ct);
            }
        }
        finally
        {
            free.AddOrUpdate(kind, 0, (_, count) => count + 1);
            signal.Wake(kind);
        }
    }

    // Whoever stands at the counter comes first: while requests queue up, a worker rests four times as long as it worked.
    private async Task RestAfterAsync(TimeSpan worked, CancellationToken ct)
    {
        if (foreground.Busy)
            await Task.Delay(Min(worked * 4, options.LongestRest), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>How long it took.</returns>
    private async Task<TimeSpan> RunAsync(IJobHandler handler, Job job, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var outcome = "done";
        try
        {
            await database.For(job.Municipality).InTransactionAsync(async tx =>
            {
                await handler.RunAsync(job, tx, ct);
                if (!await JobStore.DeleteAsync(job, tx, ct))
                {
                    outcome = "lost";
                    tx.Abandon();
                }

                return 0;
            }, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            outcome = "stopped";
            await ReleaseAsync(job);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            outcome = "failed";
            await FailAsync(job, exception);
        }

        DataMeter.JobDuration.Record(
            watch.Elapsed.TotalSeconds, new TagList { { "kind", job.Kind }, { "outcome", outcome } });
        return watch.Elapsed;
    }

    // Messages of exceptions may hold data of persons: only the code is kept and logged.
    private async Task FailAsync(Job job, Exception exception)
    {
        var code = CodeOf(exception);
        try
        {
            if (await store.PutBackAsync(job, code, CancellationToken.None))
                LogDead(log, job.Municipality, job.Id, job.Kind, code);
            else
                LogFailed(log, job.Municipality, job.Id, job.Kind, job.Attempts, code);
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            // The lease runs out and the job comes back.
            LogAway(log, CodeOf(away));
        }
    }

    private async Task ReleaseAsync(Job job)
    {
        try
        {
            await store.ReleaseAsync(job, CancellationToken.None);
        }
        catch (Exception away) when (away is not OutOfMemoryException)
        {
            // The lease runs out and the job comes back.
            LogAway(log, CodeOf(away));
        }
    }

    internal static string CodeOf(Exception exception) => exception switch
    {
        PostgresException database => database.SqlState,
        DatabaseUnavailableException away => away.Refusal.Code,
        _ => exception.GetType().Name,
    };

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Municipality}/{Id} {Kind} failed at try {Attempts}: {Code}")]
    private static partial void LogFailed(ILogger logger, short municipality, long id, string kind, short attempts, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Municipality}/{Id} {Kind} is dead: {Code}; see ./rathaus jobs")]
    private static partial void LogDead(ILogger logger, short municipality, long id, string kind, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Jobs wait for the database: {Code}")]
    private static partial void LogAway(ILogger logger, string code);
}
