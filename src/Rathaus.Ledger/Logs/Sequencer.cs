using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// Gives waiting entries their places: one transaction takes them out of the queue, writes their places and the tiles that
/// changed, and moves size and root on. One writer per log at a time, whatever hosts there are: an advisory lock, and a size
/// that must still be the old one.
/// </summary>
internal sealed class Sequencer(WorkerDatabase database, IOptions<LedgerOptions> options)
{
    /// <summary>First part of the advisory lock; the second is the town.</summary>
    public const int LockClass = 726_601;

    /// <returns>How many entries were integrated; as many as a batch holds: there may be more.</returns>
    public Task<int> IntegrateAsync(short municipality, CancellationToken ct) =>
        database.For(municipality).InTransactionAsync(async tx =>
        {
            if (!await tx.QuerySingleAsync<bool>("select pg_try_advisory_xact_lock(@LockClass, @Town::integer)", new { LockClass }, ct))
                return 0;
            if (await LogStore.FindOpenAsync(tx, ct) is not { State: LogRow.Open } log)
                return 0;
            var waiting = await WaitingAsync(tx, ct);
            if (waiting.Count == 0)
                return 0;
            await WriteAsync(tx, log, Shuffled(waiting), ct);
            return waiting.Count;
        }, ct);

    private Task<IReadOnlyList<Waiting>> WaitingAsync(TownTransaction tx, CancellationToken ct) => tx.QueryAsync<Waiting>(
        """
        select s.id, s.leaf, s.personal
        from ledger.pending p
        join ledger.submission s on s.municipality = p.municipality and s.id = p.submission
        where p.municipality = @Town
        order by p.submission
        limit @BatchSize
        """,
        new { options.Value.BatchSize }, ct);

    /// <summary>
    /// Entries about persons change places among themselves by lot, so that the order of a batch does not tell which of
    /// several certificates came first.
    /// </summary>
    private static IReadOnlyList<Waiting> Shuffled(IReadOnlyList<Waiting> waiting)
    {
        var personal = waiting.Where(static one => one.Personal).ToArray();
        RandomNumberGenerator.Shuffle(personal.AsSpan());
        var next = 0;
        return [.. waiting.Select(one => one.Personal ? personal[next++] : one)];
    }

    /// <summary>Writes entries behind the last one; the transaction holds the lock.</summary>
    public static async Task WriteAsync(TownTransaction tx, LogRow log, IReadOnlyList<Waiting> entries, CancellationToken ct)
    {
        var partial = TreeEdge.PartialTiles(log.Size).ToList();
        var stored = await LogStore.TilesOf(tx, log.Id)(partial, ct);
        var edge = new TreeEdge(log.Size, partial.Where(stored.ContainsKey).Select(at => new Tile(at.Level, at.Index, stored[at])));
        foreach (var entry in entries)
            edge.Append(entry.Leaf);
        var tiles = edge.Changed().ToList();
        var changed = await tx.ExecuteBatchAsync(
        [
            new Sql(
                "update ledger.log set size = @size, root = @root where municipality = @Town and id = @Id and size = @old and state = 'open'",
                new { log.Id, old = log.Size, size = edge.Size, root = edge.Root() }),
            new Sql(
                """
                insert into ledger.place (municipality, log, idx, submission)
                select @Town, @Id, @old + e.number - 1, e.submission
                from unnest(@submissions) with ordinality as e(submission, number)
                """,
                new { log.Id, old = log.Size, submissions = entries.Select(static one => one.Id).ToArray() }),
            new Sql(
                """
                insert into ledger.tile (municipality, log, level, idx, hashes)
                select @Town, @Id, t.level, t.idx, t.hashes
                from unnest(@levels, @indexes, @hashes) as t(level, idx, hashes)
                on conflict (municipality, log, level, idx) do update set hashes = excluded.hashes
                """,
                new
                {
                    log.Id,
                    levels = tiles.Select(static tile => (short)tile.Level).ToArray(),
                    indexes = tiles.Select(static tile => tile.Index).ToArray(),
                    hashes = tiles.Select(static tile => tile.Hashes).ToArray(),
                }),
            new Sql(
                "delete from ledger.pending where municipality = @Town and submission = any(@submissions)",
                new { submissions = entries.Select(static one => one.Id).ToArray() }),
        ], ct);
        if (changed[0] != 1 || changed[1] != entries.Count || changed[3] != entries.Count)
            throw new InvalidOperationException($"Log {log.Origin} has a second writer");
    }

    internal sealed record Waiting
    {
        public required long Id { get; init; }

        public required byte[] Leaf { get; init; }

        public required bool Personal { get; init; }
    }
}
