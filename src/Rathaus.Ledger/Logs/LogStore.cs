using Rathaus.Kernel.Data;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Logs;

/// <summary>Logs, tiles and checkpoints of a town in the database. Reading works in any scope of the town.</summary>
internal sealed class LogStore(WorkerDatabase database, KeyStore keys, LedgerTowns towns, TimeProvider time)
{
    private const string Columns = "municipality, id, origin, public_key, sealed_key, size, root, state, reason, key_change";

    public static Task<LogRow?> FindOpenAsync(SqlScope town, CancellationToken ct) => town.QuerySingleOrDefaultAsync<LogRow>(
        $"select {Columns} from ledger.log where municipality = @Town and state <> 'closed'", null, ct);

    public static Task<IReadOnlyList<LogRow>> AllAsync(SqlScope town, CancellationToken ct) => town.QueryAsync<LogRow>(
        $"select {Columns} from ledger.log where municipality = @Town order by id", null, ct);

    /// <summary>The newest published checkpoint of a log.</summary>
    public static Task<PublishedRow?> PublishedAsync(SqlScope town, short log, CancellationToken ct) =>
        town.QuerySingleOrDefaultAsync<PublishedRow>(
            """
            select municipality, log, size, note, published_at
            from ledger.checkpoint
            where municipality = @Town and log = @log
            order by size desc
            limit 1
            """,
            new { log }, ct);

    /// <summary>Logs of all towns, for the keeper: an ended one before the one that goes on.</summary>
    public Task<IReadOnlyList<LogRow>> AllAsync(CancellationToken ct) => database.QueryAsync<LogRow>(
        $"select {Columns} from ledger.log order by municipality, id", null, ct);

    /// <summary>Towns with entries that wait.</summary>
    public Task<IReadOnlyList<short>> WaitingAsync(CancellationToken ct) =>
        database.QueryAsync<short>("select distinct municipality from ledger.pending", null, ct);

    /// <summary>The town's open log, begun now when it has none.</summary>
    public async Task<LogRow> GetOrBeginAsync(short municipality, CancellationToken ct)
    {
        var town = database.For(municipality);
        for (var made = false; ; made = true)
        {
            if (await FindOpenAsync(town, ct) is { } found)
                return found;
            if (made)
                throw new InvalidOperationException($"Town {municipality} has no open log");
            await town.ExecuteBatchAsync([BeginSql(1, await MakeKeyAsync(municipality, 1, ct), null)], ct);
        }
    }

    /// <summary>A fresh key under the name that the log of a number will have.</summary>
    public Task<(SignerKey Key, byte[] Sealed)> MakeKeyAsync(short municipality, short number, CancellationToken ct) =>
        keys.MakeAsync(municipality, towns.OriginOf(towns.Of(municipality), time.GetUtcNow(), number), KeyType.Log, ct);

    /// <summary>The statement that begins the log of a number; nothing happens when the town has an open one.</summary>
    public Sql BeginSql(short number, (SignerKey Key, byte[] Sealed) made, string? keyChange) => new(
        """
        insert into ledger.log (municipality, id, origin, public_key, sealed_key, root, key_change, created_at)
        values (@Town, @number, @Name, @PublicKey, @Sealed, @root, @keyChange, @now)
        on conflict do nothing
        """,
        new
        {
            number, made.Key.Verifier.Name, made.Key.Verifier.PublicKey, made.Sealed, root = TreeHash.Empty, keyChange, now = time.GetUtcNow(),
        });

    public Task<SignerKey> SignerAsync(LogRow log, CancellationToken ct) =>
        keys.OpenAsync(log.Municipality, log.Origin, KeyType.Log, log.SealedKey, ct);

    /// <summary>Stops a log: nothing is integrated and nothing signed until an operator has looked (docs/govchain.md).</summary>
    public Task FreezeAsync(LogRow log, string reason, CancellationToken ct) => database.For(log.Municipality).ExecuteAsync(
        "update ledger.log set state = 'frozen', reason = @reason where municipality = @Town and id = @Id and state = 'open'",
        new { log.Id, reason }, ct);

    /// <summary>Tiles of a log by level and index.</summary>
    public static TileReader TilesOf(SqlScope town, short log) => async (wanted, ct) =>
    {
        if (wanted.Count == 0)
            return new Dictionary<(int, long), byte[]>();
        var rows = await town.QueryAsync<TileRow>(
            """
            select t.level, t.idx, t.hashes
            from ledger.tile t
            join unnest(@levels, @indexes) as w(level, idx) on w.level = t.level and w.idx = t.idx
            where t.municipality = @Town and t.log = @log
            """,
            new
            {
                log,
                levels = wanted.Select(tile => (short)tile.Level).ToArray(),
                indexes = wanted.Select(tile => tile.Index).ToArray(),
            }, ct);
        return rows.ToDictionary(row => ((int)row.Level, row.Idx), row => row.Hashes);
    };

    internal sealed record TileRow
    {
        public required short Level { get; init; }

        public required long Idx { get; init; }

        public required byte[] Hashes { get; init; }
    }
}
