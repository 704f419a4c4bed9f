using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Logs;

namespace Rathaus.Ledger.Monitors;

/// <summary>
/// Newest entries of the logs of others. Kept as they were read, shown to everybody, believed by nobody: whoever takes them compares the
/// tree that they make with a checkpoint.
/// </summary>
internal sealed class Mirror(RegionDatabase database, RegionPolicy region, IOptions<LedgerOptions> options, TimeProvider time)
{
    /// <summary>Entries of one answer.</summary>
    public const int Most = 256;

    public Task KeepAsync(string origin, long first, IReadOnlyList<byte[]> entries, CancellationToken ct) => entries.Count == 0
        ? Task.CompletedTask
        : database.ExecuteAsync(
            """
            insert into ledger.mirror (origin, idx, entry, seen_at)
            select @origin, @first + e.number - 1, e.entry, @now
            from unnest(@entries) with ordinality as e(entry, number)
            on conflict (origin, idx) do update set entry = excluded.entry, seen_at = excluded.seen_at
            """,
            new { origin, first, entries = entries.ToArray(), now = time.GetUtcNow() }, ct);

    /// <summary>What is older than any backup that a town would restore goes.</summary>
    public Task<int> PruneAsync(CancellationToken ct) => database.ExecuteAsync(
        "delete from ledger.mirror where seen_at < @before", new { before = time.GetUtcNow().AddDays(-options.Value.MirrorDays) }, ct);

    /// <summary>Entries from a place on, each behind its length in two bytes; null: not all of them are here, or no longer.</summary>
    /// <param name="originHash">As in the addresses of a witness.</param>
    public async Task<byte[]?> ReadAsync(string originHash, long first, int count, CancellationToken ct)
    {
        if (first < 0 || count is < 1 or > Most || region.Current.Logs.FirstOrDefault(log => OriginHash.Of(log.Key.Name) == originHash) is not { } log)
            return null;
        var rows = await database.QueryAsync<byte[]>(
            "select entry from ledger.mirror where origin = @Name and idx >= @first and idx < @end order by idx",
            new { log.Key.Name, first, end = first + count }, ct);
        if (rows.Count != count)
            return null;
        using var bundle = new MemoryStream();
        var length = new byte[2];
        foreach (var entry in rows)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
            await bundle.WriteAsync(length, ct);
            await bundle.WriteAsync(entry, ct);
        }

        return bundle.ToArray();
    }
}
