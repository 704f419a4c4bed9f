using System.Buffers.Binary;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Http;

/// <summary>A log with what of it is public.</summary>
internal sealed record ShownLog(short Municipality, LogRow Log, PublishedRow? Published)
{
    public long Size => Published?.Size ?? 0;
}

/// <summary>Reads a log for others: never beyond what is published.</summary>
internal sealed class LogReader(TownDatabase database, LedgerTowns towns)
{
    /// <summary>The last part of the origin, by which addresses name a log.</summary>
    public static string NameOf(LogRow log) => log.Origin[(log.Origin.LastIndexOf('/') + 1)..];

    public async Task<ShownLog?> FindAsync(string town, string name, CancellationToken ct)
    {
        if (towns.Find(town) is not { } entry)
            return null;
        var scope = database.For(entry.Number);
        if ((await LogStore.AllAsync(scope, ct)).FirstOrDefault(log => NameOf(log) == name) is not { } log)
            return null;
        return new ShownLog(entry.Number, log, await LogStore.PublishedAsync(scope, log.Id, ct));
    }

    public async Task<ShownLog?> FindAsync(short municipality, string origin, CancellationToken ct)
    {
        var scope = database.For(municipality);
        return (await LogStore.AllAsync(scope, ct)).FirstOrDefault(log => log.Origin == origin) is { } log
            ? new ShownLog(municipality, log, await LogStore.PublishedAsync(scope, log.Id, ct))
            : null;
    }

    /// <summary>Open logs of all towns here, with the town's id.</summary>
    public async Task<IReadOnlyList<(TownEntry Town, ShownLog Shown)>> OpenLogsAsync(CancellationToken ct)
    {
        var open = new List<(TownEntry, ShownLog)>();
        foreach (var town in towns.All)
        {
            var scope = database.For(town.Number);
            if (await LogStore.FindOpenAsync(scope, ct) is { } log)
                open.Add((town, new ShownLog(town.Number, log, await LogStore.PublishedAsync(scope, log.Id, ct))));
        }

        return open;
    }

    /// <summary>The policy to hand out with a proof of a log; a house without a region file tells at least its own key.</summary>
    public static string PolicyOf(ShownLog shown, TrustPolicy region) =>
        region.FindLog(shown.Log.Origin) is null ? $"log {shown.Log.Verifier}\nquorum none\n" : region.Text;

    /// <summary>Whose log an origin is here, or null: another house's.</summary>
    public async Task<short?> TownOfAsync(string origin, CancellationToken ct)
    {
        foreach (var town in towns.All)
        {
            if (await FindAsync(town.Number, origin, ct) is not null)
                return town.Number;
        }

        return null;
    }

    public async Task<byte[]?> TileAsync(ShownLog shown, TilePath path, CancellationToken ct)
    {
        // A tile holds whole subtrees of its level within the published tree.
        var complete = path.Level > 7 ? 0 : shown.Size >> (8 * path.Level);
        if ((path.Index * TilePath.FullWidth) + path.Width > complete)
            return null;
        var tiles = await LogStore.TilesOf(database.For(shown.Municipality), shown.Log.Id)([(path.Level, path.Index)], ct);
        return tiles.GetValueOrDefault((path.Level, path.Index)) is { } hashes && hashes.Length >= path.Width * TreeHash.Size
            ? hashes[..(path.Width * TreeHash.Size)]
            : null;
    }

    /// <summary>Entries, each behind its length in two bytes.</summary>
    public async Task<byte[]?> EntriesAsync(ShownLog shown, TilePath path, CancellationToken ct)
    {
        var first = path.Index * TilePath.FullWidth;
        if (first + path.Width > shown.Size)
            return null;
        var entries = await database.For(shown.Municipality).QueryAsync<byte[]>(
            """
            select s.entry
            from ledger.place p
            join ledger.submission s on s.municipality = @Town and s.id = p.submission
            where p.municipality = @Town and p.log = @Id and p.idx >= @first and p.idx < @end
            order by p.idx
            """,
            new { shown.Log.Id, first, end = first + path.Width }, ct);
        using var bundle = new MemoryStream();
        var length = new byte[2];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
            await bundle.WriteAsync(length, ct);
            await bundle.WriteAsync(entry, ct);
        }

        return entries.Count == path.Width ? bundle.ToArray() : null;
    }

    public async Task<long?> IndexOfAsync(ShownLog shown, byte[] leaf, CancellationToken ct) =>
        await database.For(shown.Municipality).QuerySingleOrDefaultAsync<long?>(
            """
            select p.idx
            from ledger.submission s
            join ledger.place p on p.municipality = @Town and p.submission = s.id
            where s.municipality = @Town and s.leaf = @leaf and p.log = @Id
            order by p.idx
            limit 1
            """,
            new { shown.Log.Id, leaf }, ct);

    /// <summary>The proof under the published checkpoint, or null: not in it.</summary>
    public async Task<TlogProof?> ProofAsync(ShownLog shown, long index, CancellationToken ct)
    {
        if (index < 0 || index >= shown.Size || shown.Published is not { } published || !SignedNote.TryParse(published.Note, out var note))
            return null;
        var path = await TileTree.InclusionAsync(index, shown.Size, LogStore.TilesOf(database.For(shown.Municipality), shown.Log.Id), ct);
        return new TlogProof(null, index, path, note);
    }
}
