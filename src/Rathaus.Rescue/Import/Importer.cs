using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Data;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Stored;

namespace Rathaus.Rescue.Import;

/// <summary>A table to be imported.</summary>
/// <param name="Name">Of the file, without its folder.</param>
internal sealed record TableFile(string Name, Func<Stream> Open, ImportMapping Mapping);

/// <summary>What is imported together, in one transaction: all of it or nothing.</summary>
/// <param name="Area">The files of an area by name, or null.</param>
/// <param name="Source">Names the system the rows come from; with their ids it tells whether a row is there already.</param>
/// <param name="DryRun">Everything is done and then undone: the report is the one of the real import.</param>
internal sealed record ImportOrder(
    string Source, IReadOnlyDictionary<string, string>? Area, IReadOnlyList<TableFile> Tables, bool Synthetic, bool DryRun, Guid? By);

/// <summary>What happened to one file.</summary>
internal sealed record ImportedFile(Guid Batch, string File, Written Written, FileReport Report);

/// <summary>Brings an area and its calls and missions into the tables of a town.</summary>
internal sealed class Importer(AreaStore areas, TimeProvider time)
{
    /// <summary>With more refused rows than this the file is the wrong one, or its mapping is.</summary>
    private const double MostRefused = 0.1;

    private const int FewRows = 10;

    /// <exception cref="RescueFileException">A file cannot be used; nothing was written.</exception>
    public Task<IReadOnlyList<ImportedFile>> RunAsync(TownScope town, ImportOrder order, CancellationToken ct) => town.InTransactionAsync<IReadOnlyList<ImportedFile>>(
        async tx =>
        {
            if (order.DryRun)
                tx.Abandon();
            return await WriteAsync(tx, order, ct);
        },
        ct);

    /// <summary>The same inside a transaction that is there already.</summary>
    public async Task<IReadOnlyList<ImportedFile>> WriteAsync(TownTransaction tx, ImportOrder order, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var done = new List<ImportedFile>();
        RescueArea? area = null;
        if (order.Area is { } files)
        {
            var read = AreaFolder.Read(AreaStore.SourceOf(files));
            area = read;
            done.Add(await AreaAsync(tx, order, files, read, now, ct));
        }

        area ??= (await areas.CurrentAsync(tx, ct))?.Area;
        var cells = area is null ? null : new CellFinder(area);
        // Missions are joined with their calls, so calls come first.
        foreach (var table in order.Tables.OrderBy(table => table.Mapping.Table == ImportMapping.Calls ? 0 : 1))
            done.Add(await TableAsync(tx, order, table, cells, now, ct));
        return done;
    }

    private static async Task<ImportedFile> AreaAsync(
        TownTransaction tx, ImportOrder order, IReadOnlyDictionary<string, string> files, RescueArea area, DateTimeOffset now, CancellationToken ct)
    {
        var batch = Guid.CreateVersion7(now);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Key + "\n" + file.Value))));
        var report = new FileReport("area.json", "area", files.Count, files.Count, 0, [], [], null, null);
        var there = await tx.QueryAsync<int>(
            """
            select 1
            from rescue.area a
            join rescue.import_batch b on b.municipality = @Town and b.id = a.batch and b.sha256 = @hash
            where a.municipality = @Town and a.since = (select max(since) from rescue.area where municipality = @Town)
            """,
            new { hash }, ct);
        var written = there.Count > 0 ? new Written(0, 0, files.Count) : new Written(files.Count, 0, 0);
        if (there.Count == 0)
            await tx.ExecuteBatchAsync([.. AreaStore.Insert(Guid.CreateVersion7(now), area, batch, files, now)], ct);
        await BatchAsync(tx, order, batch, "area", "area.json", hash, area.Synthetic, written, report, null, now, ct);
        return new ImportedFile(batch, "area.json", written, report);
    }

    private static async Task<ImportedFile> TableAsync(
        TownTransaction tx, ImportOrder order, TableFile file, CellFinder? cells, DateTimeOffset now, CancellationToken ct)
    {
        var batch = Guid.CreateVersion7(now);
        var calls = file.Mapping.Table == ImportMapping.Calls;
        var tally = new ReportTally(file.Name, file.Mapping.Table, calls ? Checks.OfCalls : Checks.OfMissions);
        using var hash = SHA256.Create();
        Written written;
        await using (var hashed = new CryptoStream(file.Open(), hash, CryptoStreamMode.Read))
        {
            using var table = CsvTable.Open(file.Name, hashed, file.Mapping.Format(), [.. file.Mapping.NeededColumns]);
            tally.IgnoredColumns = [.. table.Header.Except(file.Mapping.Columns.Values, StringComparer.OrdinalIgnoreCase)];
            var writer = new BatchWriter(tx, order.Source, batch, ct);
            written = calls
                ? await CallsAsync(writer, new CallReader(table, file.Mapping, tally, cells, now).Read(ct))
                : await MissionsAsync(writer, tally, file.Mapping.Table == ImportMapping.Missions
                    ? new MissionReader(table, file.Mapping, tally, now).Read(ct)
                    : new StatusReader(table, file.Mapping, tally, now).Read(ct));
        }

        var report = tally.Report();
        if (report.Rows == 0)
            throw new RescueFileException(file.Name, 1, "there is no row below the header");
        if (!order.DryRun && report.Refused > FewRows && report.Refused > MostRefused * report.Rows)
        {
            var worst = report.Checks.Where(check => check.Refuses).MaxBy(check => check.Count)!;
            throw new RescueFileException(
                file.Name, worst.Lines.Count > 0 ? worst.Lines[0] : 1,
                $"{report.Refused} of {report.Rows} rows cannot be used, most of them: {worst.Check} {worst.Sample}; nothing was imported");
        }

        await BatchAsync(tx, order, batch, calls ? "calls" : "missions", file.Name, hash.Hash!, order.Synthetic, written, report, file.Mapping.ToJson(), now, ct);
        return new ImportedFile(batch, file.Name, written, report);
    }

    private static async Task<Written> CallsAsync(BatchWriter writer, IEnumerable<CutCall> calls)
    {
        var sum = default(Written);
        foreach (var chunk in calls.Chunk(BatchWriter.Chunk))
            sum += await writer.CallsAsync(chunk);
        return sum;
    }

    private static async Task<Written> MissionsAsync(BatchWriter writer, ReportTally tally, IEnumerable<MissionRecord> missions)
    {
        var sum = default(Written);
        foreach (var chunk in missions.Chunk(BatchWriter.Chunk))
        {
            var (written, without) = await writer.MissionsAsync(chunk);
            tally.AddMany(Checks.UnknownCall, without);
            sum += written;
        }

        return sum;
    }

    private static Task BatchAsync(
        TownTransaction tx, ImportOrder order, Guid batch, string kind, string file, byte[] hash, bool synthetic, Written written, FileReport report, string? mapping,
        DateTimeOffset now, CancellationToken ct) => tx.ExecuteAsync(
        """
        insert into rescue.import_batch (
          municipality, id, kind, source, file, sha256, synthetic, rows, taken, changed, same, refused, mapping, report, imported_at, imported_by)
        values (@Town, @batch, @kind, @Source, @file, @hash, @synthetic, @Rows, @Fresh, @Changed, @Same, @Refused, @mapping::jsonb, @Report::jsonb, @now, @By)
        """,
        new
        {
            batch, kind, order.Source, file, hash, synthetic, report.Rows, written.Fresh, written.Changed, written.Same, report.Refused, mapping,
            Report = report.ToJson(), now, order.By,
        },
        ct);
}
