using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Ledger.Logs;

/// <summary>Keeps the logs of this installation going: integrates what waits, publishes what is new, and the same again each hour.</summary>
internal sealed partial class LogKeeper(
    LogStore store, Sequencer sequencer, Publisher publisher, RollbackGuard guard, LedgerTowns towns, WorkerDatabase database,
    Submissions submissions, RegionPolicy region, LedgerBell bell, IOptions<LedgerOptions> options, TimeProvider time, ILogger<LogKeeper> log) : BackgroundService
{
    private int toldVersion;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(FoundAsync, stoppingToken);
        await Task.WhenAll(
            EveryAsync(ct => bell.WaitAsync(TimeSpan.FromMilliseconds(options.Value.IntegrateMilliseconds), ct), IntegrateAsync, stoppingToken),
            EveryAsync(ct => Task.Delay(options.Value.PublishMilliseconds, ct), PublishAsync, stoppingToken));
    }

    private async Task FoundAsync(CancellationToken ct)
    {
        foreach (var town in towns.Founding)
            await store.GetOrBeginAsync(town.Number, ct);
    }

    /// <summary>One round over all towns with waiting entries.</summary>
    internal async Task IntegrateAsync(CancellationToken ct)
    {
        await TellMembershipAsync(ct);
        foreach (var town in await store.WaitingAsync(ct))
        {
            if (!await guard.PassesAsync(await store.GetOrBeginAsync(town, ct), ct))
                continue;
            while (await sequencer.IntegrateAsync(town, ct) >= options.Value.BatchSize)
            {
                // More than a batch waits.
            }
        }
    }

    /// <summary>Each version of the membership that this house adopts is an entry of its logs: nobody can say later that it was another.</summary>
    private async Task TellMembershipAsync(CancellationToken ct)
    {
        if (region.Adopted is not { } adopted || adopted.Version == toldVersion)
            return;
        var meta = new JsonObject { ["art"] = "rathaus-region/v1", ["version"] = adopted.Version };
        var key = string.Create(CultureInfo.InvariantCulture, $"region/{adopted.Version}");
        foreach (var row in (await store.AllAsync(ct)).Where(static row => row.State == LogRow.Open))
        {
            await database.For(row.Municipality).ExecuteBatchAsync(
                [submissions.Submit(row.Municipality, new ProofRequest(KeyRotation.EntryKind, adopted.Hash, meta, key) { Public = true })], ct);
        }

        toldVersion = adopted.Version;
    }

    /// <summary>One round over all logs.</summary>
    internal Task PublishAsync(CancellationToken ct) => PublishAsync(static _ => false, ct);

    internal async Task PublishAsync(Func<LogRow, bool> evenUnchanged, CancellationToken ct)
    {
        // Side by side: a witness that is slow for one log keeps no other waiting.
        await Parallel.ForEachAsync(await store.AllAsync(ct), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (row, _) =>
        {
            var last = await LogStore.PublishedAsync(database.For(row.Municipality), row.Id, ct);

            // An ended log is published once more, with its end, and then rests.
            var due = last is null || last.Size < row.Size || (row.State != LogRow.Closed && (evenUnchanged(row)
                || time.GetUtcNow() - last.PublishedAt >= TimeSpan.FromMinutes(options.Value.HeartbeatMinutes)));
            if (due && await guard.PassesAsync(row, ct))
                await publisher.PublishAsync(row, ct);
        });
    }

    private async Task EveryAsync(Func<CancellationToken, Task> pause, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await TryAsync(work, ct);
            try
            {
                await pause(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The host stops.
            }
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it is, the next round may find the database or the disk well again.
            LogSkipped(log, exception is DatabaseUnavailableException away ? away.Refusal.Code : exception.GetType().Name, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The public logs wait: {Code} ({Text})")]
    private static partial void LogSkipped(ILogger logger, string code, string text);
}
