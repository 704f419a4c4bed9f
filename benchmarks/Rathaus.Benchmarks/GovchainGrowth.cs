using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Benchmarks;

/// <summary>
/// One log at 10^4 to 10^7 entries. The rows are made in the database (entry, leaf, place), the tiles here from the leaves; then
/// 4,096 more come in the usual way, and proofs of places far apart are asked for.
/// </summary>
internal static class GovchainGrowth
{
    private const int Added = 4_096;
    private static readonly long[] Sizes = [10_000, 100_000, 1_000_000, 10_000_000];

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(LedgerBenchHouse house, CancellationToken ct)
    {
        var rows = new List<BenchRow>();
        var most = long.TryParse(Environment.GetEnvironmentVariable("RATHAUS_BENCH_ENTRIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : Sizes[^1];
        foreach (var size in Sizes.Where(size => size <= most))
        {
            await FillAsync(house, size, ct);
            var began = Stopwatch.GetTimestamp();
            await house.SubmitAsync([.. Enumerable.Range(0, Added).Select(number => LedgerBenchHouse.Request(string.Create(CultureInfo.InvariantCulture, $"grown/{size}/{number}")))], ct);
            await house.DrainAsync(ct);
            var added = Added / Stopwatch.GetElapsedTime(began).TotalSeconds;
            var proof = await ProofAsync(house, ct);
            rows.Add(new BenchRow(string.Create(CultureInfo.InvariantCulture, $"{size:N0} entries: {Added:N0} more, durable, in the tree"), added, "1/s", null, true));
            rows.Add(new BenchRow("… a proof out of the tiles, p95", proof, "ms", null, false));
        }

        using var process = Process.GetCurrentProcess();
        rows.Add(new BenchRow("memory of the process with such a log", process.WorkingSet64 / 1e6, "MB", 300, false));
        return rows;
    }

    /// <summary>Rows without openings, as if these had been erased; everything that adding and proving reads is there.</summary>
    private static async Task FillAsync(LedgerBenchHouse house, long size, CancellationToken ct)
    {
        await house.DrainAsync(ct);
        var log = await house.LogAsync(ct);
        if (log.Size >= size)
            return;
        var last = await house.Scope.QuerySingleAsync<long>("select coalesce(max(id), 0) from ledger.submission where municipality = @Town", null, ct);
        await house.RunAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            with made as (
              insert into ledger.submission (municipality, key, entry, leaf, personal, submitted_at)
              select {LedgerBenchHouse.Number}, null, e.entry, sha256('\x00'::bytea || e.entry), false, now()
              from generate_series({log.Size + 1}, {size}) as n,
                lateral (select convert_to(rpad('rathaus-entry/v1 bench ' || n, 280, '.'), 'utf8') as entry) as e
              returning id
            )
            insert into ledger.place (municipality, log, idx, submission)
            select {LedgerBenchHouse.Number}, {log.Id}, {log.Size - 1} + row_number() over (order by id), id from made
            """), ct);
        await TilesAsync(house, log, last, size, ct);
        await house.RunAsync("vacuum analyze ledger.submission, ledger.place, ledger.tile", ct);
    }

    private static async Task TilesAsync(LedgerBenchHouse house, LogRow log, long last, long size, CancellationToken ct)
    {
        var partial = TreeEdge.PartialTiles(log.Size).ToList();
        var stored = await LogStore.TilesOf(house.Scope, log.Id)(partial, ct);
        var edge = new TreeEdge(log.Size, partial.Where(stored.ContainsKey).Select(at => new Tile(at.Level, at.Index, stored[at])));
        await using var reading = await house.OpenAsync(ct);
        await using var writing = await house.OpenAsync(ct);
        await using (var command = new NpgsqlCommand("select leaf from ledger.submission where municipality = $1 and id > $2 order by id", reading)
        {
            Parameters = { new() { Value = LedgerBenchHouse.Number }, new() { Value = last } }, CommandTimeout = 0,
        })
        await using (var leaves = await command.ExecuteReaderAsync(ct))
        {
            while (await leaves.ReadAsync(ct))
            {
                edge.Append(leaves.GetFieldValue<byte[]>(0));
                if (edge.Size % (TilePath.FullWidth * TilePath.FullWidth) == 0)
                    edge = await SaveAsync(writing, log, edge, ct);
            }
        }

        await SaveAsync(writing, log, edge, ct);
        if (edge.Size != size)
            throw new InvalidOperationException($"{edge.Size} entries instead of {size}");
        await house.Get<WorkerDatabase>().For(LedgerBenchHouse.Number).ExecuteAsync(
            "update ledger.log set size = @Size, root = @root where municipality = @Town and id = @Id", new { log.Id, edge.Size, root = edge.Root() }, ct);
    }

    /// <summary>Writes what changed and goes on with an edge that remembers no more than it must.</summary>
    private static async Task<TreeEdge> SaveAsync(NpgsqlConnection connection, LogRow log, TreeEdge edge, CancellationToken ct)
    {
        var tiles = edge.Changed().ToList();
        await using var command = new NpgsqlCommand(
            """
            insert into ledger.tile (municipality, log, level, idx, hashes)
            select $1, $2, t.level, t.idx, t.hashes from unnest($3, $4, $5) as t(level, idx, hashes)
            on conflict (municipality, log, level, idx) do update set hashes = excluded.hashes
            """, connection)
        {
            Parameters =
            {
                new() { Value = LedgerBenchHouse.Number },
                new() { Value = log.Id },
                new() { Value = tiles.Select(static tile => (short)tile.Level).ToArray() },
                new() { Value = tiles.Select(static tile => tile.Index).ToArray() },
                new() { Value = tiles.Select(static tile => tile.Hashes).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        return new TreeEdge(edge.Size, edge.Partial());
    }

    private static async Task<double> ProofAsync(LedgerBenchHouse house, CancellationToken ct)
    {
        var log = await house.LogAsync(ct);
        PublishedRow published;
        do
        {
            await Task.Delay(50, ct);
            published = (await LogStore.PublishedAsync(house.Scope, log.Id, ct))!;
        }
        while (published.Size < log.Size);

        var shown = new ShownLog(LedgerBenchHouse.Number, log, published);
        var latencies = new Latencies(1);
        for (var number = 0L; number < 200; number++)
        {
            var began = Stopwatch.GetTimestamp();
            if (await house.Get<LogReader>().ProofAsync(shown, number * 7_919 * 7_919 % log.Size, ct) is null)
                throw new InvalidOperationException("No proof");
            latencies.Add(0, began);
        }

        return latencies.Quantile(0.95);
    }
}
