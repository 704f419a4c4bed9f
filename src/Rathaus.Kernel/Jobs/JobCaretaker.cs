using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Jobs;

/// <summary>
/// Keeps the tables of jobs in order beside the workers: frees leases that ran out, sorts near and far, vacuums. One host
/// of the region at a time does each.
/// </summary>
internal sealed partial class JobCaretaker(
    JobStore store, JobSignal signal, DatabaseAddress address, JobOptions options, ILogger<JobCaretaker> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        EveryAsync(options.Sweep, FreeAsync, stoppingToken),
        EveryAsync(options.Sort, SortAsync, stoppingToken),
        EveryAsync(TimeSpan.FromHours(1), store.TidyAsync, stoppingToken),
        EveryAsync(options.Vacuum, VacuumAsync, stoppingToken));

    private async Task FreeAsync(CancellationToken ct)
    {
        if (await store.FreeAsync(ct) > 0)
            signal.Wake("");
    }

    private async Task SortAsync(CancellationToken ct)
    {
        if (await store.SortAsync(ct) > 0)
            signal.Wake("");
    }

    // Autovacuum would do it too, when its turn comes; a queue that fills faster than that grows for good.
    private async Task VacuumAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(address.Unpooled(DatabaseRole.Owner));
        await connection.OpenAsync(ct);
        await using var turn = new NpgsqlCommand("select pg_try_advisory_lock(726600, 6)", connection);
        if (!(bool)(await turn.ExecuteScalarAsync(ct))!)
            return;
        await using var vacuum = new NpgsqlCommand("vacuum (skip_locked) kernel.job", connection);
        await vacuum.ExecuteNonQueryAsync(ct);
    }

    private async Task EveryAsync(TimeSpan pause, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(pause);
        try
        {
            do
                await TryAsync(work, ct);
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            // Whatever it is, the next turn may find the database well again.
            LogSkipped(log, JobWorkers.CodeOf(exception));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tables of jobs wait for the database: {Code}")]
    private static partial void LogSkipped(ILogger logger, string code);
}
