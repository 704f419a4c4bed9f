using System.Buffers.Binary;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Monitors;

/// <summary>How far this house has followed a log: the tree's right edge is enough to go on.</summary>
/// <param name="Org">Regional key of all its entries; empty before the first.</param>
internal sealed record FollowedLog(string Origin, long Size, byte[] Root, string Note, TreeEdge Edge, string Org, DateTimeOffset? CheckedAt)
{
    public static FollowedLog New(string origin) => new(origin, 0, TreeHash.Empty, "", new TreeEdge(0, []), "", null);
}

/// <summary>What was followed, in the database.</summary>
internal sealed class FollowedLogs(RegionDatabase database, TimeProvider time)
{
    public async Task<FollowedLog?> FindAsync(string origin, CancellationToken ct)
    {
        var row = await database.QuerySingleOrDefaultAsync<FollowedRow>(
            "select origin, size, root, note, edge, org, checked_at from ledger.followed where origin = @origin", new { origin }, ct);
        return row is null
            ? null
            : new FollowedLog(row.Origin, row.Size, row.Root, row.Note, new TreeEdge(row.Size, Unpack(row.Edge)), row.Org, row.CheckedAt);
    }

    public Task SaveAsync(FollowedLog log, CancellationToken ct) => database.ExecuteAsync(
        """
        insert into ledger.followed (origin, size, root, note, edge, org, seen_at, checked_at)
        values (@Origin, @Size, @Root, @Note, @edge, @Org, @now, @now)
        on conflict (origin) do update
        set size = excluded.size, root = excluded.root, note = excluded.note, edge = excluded.edge, org = excluded.org,
          seen_at = case when excluded.size > ledger.followed.size then excluded.seen_at else ledger.followed.seen_at end,
          checked_at = excluded.checked_at
        where ledger.followed.size <= excluded.size
        """,
        new { log.Origin, log.Size, log.Root, log.Note, edge = Pack(log.Edge.Partial()), log.Org, now = time.GetUtcNow() }, ct);

    public Task<IReadOnlyList<FollowedSize>> AllAsync(CancellationToken ct) => database.QueryAsync<FollowedSize>(
        "select origin, size, seen_at, checked_at from ledger.followed order by origin", null, ct);

    /// <summary>Level (1), index (8), number of hashes (1), hashes; tile after tile.</summary>
    private static byte[] Pack(IEnumerable<Tile> tiles)
    {
        using var packed = new MemoryStream();
        var index = new byte[8];
        foreach (var tile in tiles)
        {
            packed.WriteByte((byte)tile.Level);
            BinaryPrimitives.WriteInt64BigEndian(index, tile.Index);
            packed.Write(index);
            packed.WriteByte((byte)tile.Width);
            packed.Write(tile.Hashes);
        }

        return packed.ToArray();
    }

    private static List<Tile> Unpack(byte[] packed)
    {
        var tiles = new List<Tile>();
        for (var at = 0; at < packed.Length;)
        {
            var width = packed[at + 9];
            tiles.Add(new Tile(
                packed[at], BinaryPrimitives.ReadInt64BigEndian(packed.AsSpan(at + 1)), packed[(at + 10)..(at + 10 + (width * TreeHash.Size))]));
            at += 10 + (width * TreeHash.Size);
        }

        return tiles;
    }

    internal sealed record FollowedRow
    {
        public required string Origin { get; init; }

        public required long Size { get; init; }

        public required byte[] Root { get; init; }

        public required string Note { get; init; }

        public required byte[] Edge { get; init; }

        public required string Org { get; init; }

        public required DateTimeOffset CheckedAt { get; init; }
    }
}

/// <summary>For pages: how far and when.</summary>
internal sealed record FollowedSize
{
    public required string Origin { get; init; }

    public required long Size { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }
}
