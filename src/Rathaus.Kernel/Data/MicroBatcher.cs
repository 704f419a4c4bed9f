using System.Threading.Channels;
using Npgsql;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Data;

/// <summary>What a room does with the items that arrived together: append-shaped commands only, never decisions.</summary>
public interface IMicroBatch<TItem, TResult>
{
    /// <summary>The idempotency key; two items of one town with the same key are never written together.</summary>
    string KeyOf(TItem item);

    /// <summary>
    /// Writes all items in one transaction (arrays and <c>unnest</c>; first <see cref="IdempotencySql.Reserve"/>, losers are
    /// answered from the stored row) and gives the results in the same order. Items come sorted by key.
    /// </summary>
    Task<IReadOnlyList<TResult>> WriteAsync(TownScope town, IReadOnlyList<TItem> items, CancellationToken ct);

    /// <summary>After a commit in doubt: the stored result of this item's key, or <c>default</c> when there is none.</summary>
    Task<TResult?> FindAsync(TownScope town, TItem item, CancellationToken ct);
}

/// <summary>Sizes of a micro-batcher; the defaults are measured.</summary>
public sealed record MicroBatchOptions
{
    /// <summary>Waiting items; more are refused with 503 <c>overloaded</c> before any work.</summary>
    public int Capacity { get; init; } = 2000;

    /// <summary>Items committed together at most.</summary>
    public int Largest { get; init; } = 64;

    public int Writers { get; init; } = 2;
}

/// <summary>
/// Commits what is waiting in one transaction per town and answers after the commit: at 64 clients more than twice the
/// throughput of one transaction each, and no slower for one client, because nothing waits for a timer. One bad item never
/// harms the others; an answer lost while committing is looked up, not guessed.
/// </summary>
public sealed class MicroBatcher<TItem, TResult> : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly TownDatabase database;
    private readonly IMicroBatch<TItem, TResult> batch;
    private readonly MicroBatchOptions options;
    private readonly Channel<Waiting> channel;
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] writers;

    public MicroBatcher(TownDatabase database, IMicroBatch<TItem, TResult> batch, MicroBatchOptions? options = null)
    {
        this.database = database;
        this.batch = batch;
        this.options = options ?? new MicroBatchOptions();
        channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(this.options.Capacity));
        writers = [.. Enumerable.Range(0, this.options.Writers).Select(_ => Task.Run(WriteLoopAsync, CancellationToken.None))];
    }

    /// <summary>
    /// The result once it is committed. A refusal when overloaded or the database is away; an exception of the database only
    /// for this item's own fault. Cancelling stops the waiting, not the work.
    /// </summary>
    public async Task<Outcome<TResult>> SubmitAsync(short municipality, TItem item, CancellationToken ct)
    {
        var waiting = new Waiting(municipality, batch.KeyOf(item), item);
        return channel.Writer.TryWrite(waiting)
            ? await waiting.Done.Task.WaitAsync(ct)
            : DatabaseFailures.Overloaded;
    }

    /// <summary>Writes what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await Task.WhenAll(writers);
        await stop.CancelAsync();
        stop.Dispose();
    }

    private async Task WriteLoopAsync()
    {
        while (await channel.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var taken = new List<Waiting>(options.Largest);
            while (taken.Count < options.Largest && channel.Reader.TryRead(out var waiting))
                taken.Add(waiting);
            foreach (var town in taken.GroupBy(waiting => waiting.Municipality))
                await WriteTownAsync(town.Key, [.. town]);
        }
    }

    private async Task WriteTownAsync(short municipality, List<Waiting> items)
    {
        // Twins in one batch go one after the other: the second finds the first one's row.
        while (items.Count > 0)
        {
            var round = items.DistinctBy(item => item.Key).OrderBy(item => item.Key, StringComparer.Ordinal).ToList();
            DataMeter.BatchSize.Record(round.Count);
            await WriteGroupAsync(database.For(municipality), round);
            items = items.Count == round.Count ? [] : [.. items.Except(round)];
        }
    }

    private async Task WriteGroupAsync(TownScope town, IReadOnlyList<Waiting> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var results = await batch.WriteAsync(town, [.. group.Select(waiting => waiting.Item)], stop.Token);
                if (results.Count != group.Count)
                    throw new InvalidOperationException($"{group.Count} items gave {results.Count} results");
                for (var i = 0; i < group.Count; i++)
                    group[i].Done.TrySetResult(Outcome.Of(results[i]));
                return;
            }
            catch (PostgresException exception)
                when (exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                    && attempt < Tries)
            {
                // Undone as a whole; again.
            }
            catch (DatabaseUnavailableException exception) when (exception.InDoubt)
            {
                foreach (var waiting in group)
                    waiting.Done.TrySetResult(await ResolveAsync(town, waiting.Item));
                return;
            }
            catch (DatabaseUnavailableException exception)
            {
                foreach (var waiting in group)
                    waiting.Done.TrySetResult(exception.Refusal);
                return;
            }
            catch (Exception exception) when (group.Count == 1)
            {
                group[0].Done.TrySetException(exception);
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                foreach (var waiting in group)
                    await WriteGroupAsync(town, [waiting]);
                return;
            }
        }
    }

    // Not finding the row proves nothing: the server may still be committing. The same key then tells.
    private async Task<Outcome<TResult>> ResolveAsync(TownScope town, TItem item)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                if (await batch.FindAsync(town, item, stop.Token) is { } stored)
                    return Outcome.Of(stored);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Still away; once more, and in the end the sender asks again with the same key.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), stop.Token);
        }

        return DatabaseFailures.InDoubt;
    }

    private sealed record Waiting(short Municipality, string Key, TItem Item)
    {
        public TaskCompletionSource<Outcome<TResult>> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
