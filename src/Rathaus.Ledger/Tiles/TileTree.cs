using System.Numerics;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Tiles;

/// <summary>Reads tiles by level and index, at least as wide as the size of the tree that is asked about needs them.</summary>
internal delegate Task<IReadOnlyDictionary<(int Level, long Index), byte[]>> TileReader(
    IReadOnlyCollection<(int Level, long Index)> tiles, CancellationToken ct);

/// <summary>
/// Root, inclusion and consistency proofs of a tree out of its tiles. Which tiles a proof needs is found by making it once on
/// nothing; then they are read together and it is made in earnest.
/// </summary>
internal static class TileTree
{
    public static async Task<byte[]> RootAsync(long size, TileReader reader, CancellationToken ct) =>
        (await HashesAsync(size == 0 ? [] : [(0, size)], reader, ct)) is [var root] ? root : TreeHash.Empty;

    /// <summary>The path of an entry in the tree of a size (RFC 9162, section 2.1.3.1).</summary>
    public static Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size, TileReader reader, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var ranges = new List<(long Start, long End)>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Split(end - start);
            ranges.Add(index < middle ? (middle, end) : (start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        ranges.Reverse();
        return HashesAsync(ranges, reader, ct);
    }

    /// <summary>The proof that a tree contains an earlier one (RFC 9162, section 2.1.4.1); empty for nothing and for itself.</summary>
    public static Task<IReadOnlyList<byte[]>> ConsistencyAsync(long oldSize, long newSize, TileReader reader, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var ranges = new List<(long Start, long End)>();
        if (oldSize > 0 && oldSize < newSize)
        {
            var (start, end) = (0L, newSize);
            while (end != oldSize)
            {
                var middle = start + Split(end - start);
                ranges.Add(oldSize <= middle ? (middle, end) : (start, middle));
                (start, end) = oldSize <= middle ? (start, middle) : (middle, end);
            }

            // Whoever asks has the old root already when the old tree is one whole subtree.
            if (start > 0)
                ranges.Add((start, end));
            ranges.Reverse();
        }

        return HashesAsync(ranges, reader, ct);
    }

    /// <summary>The largest power of two below a size.</summary>
    private static long Split(long size) => 1L << BitOperations.Log2((ulong)size - 1);

    private static async Task<IReadOnlyList<byte[]>> HashesAsync(
        IReadOnlyList<(long Start, long End)> ranges, TileReader reader, CancellationToken ct)
    {
        var needed = new HashSet<(int, long)>();
        foreach (var (start, end) in ranges)
            Hash(start, end, (level, index, _, _) =>
            {
                needed.Add((level, index));
                return TreeHash.Empty;
            });
        var tiles = await reader(needed, ct);
        return [.. ranges.Select(range => Hash(range.Start, range.End, (level, index, first, end) =>
            tiles.TryGetValue((level, index), out var tile) && tile.Length >= end * TreeHash.Size
                ? TileHash.Range(tile, first, end)
                : throw new InvalidDataException($"Tile {level}/{index} is missing or too short")))];
    }

    /// <summary>The hash over a range whose start is a multiple of its size, rounded up to a power of two.</summary>
    private static byte[] Hash(long start, long end, Func<int, long, int, int, byte[]> node)
    {
        var size = end - start;
        if (!BitOperations.IsPow2(size))
        {
            var middle = start + Split(size);
            return TreeHash.Node(Hash(start, middle, node), Hash(middle, end, node));
        }

        // Height 8 and its multiples stand in tiles; what lies between is computed from the hashes below.
        var level = BitOperations.Log2((ulong)size) / 8;
        var unit = level * 8;
        var first = start >> unit;
        return node(
            level, first / TilePath.FullWidth, (int)(first % TilePath.FullWidth),
            (int)(first % TilePath.FullWidth) + (int)(size >> unit));
    }
}
