using System.Numerics;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Tiles;

/// <summary>A tile's bytes: up to 256 hashes one behind the other.</summary>
internal sealed record Tile(int Level, long Index, byte[] Hashes)
{
    public int Width => Hashes.Length / TreeHash.Size;
}

/// <summary>
/// The growing right edge of a tree: the unfinished tile of each level, which is all that appending and the root need. Works
/// on its own copies; <see cref="Changed"/> says what has to be stored.
/// </summary>
internal sealed class TreeEdge
{
    private const int FullBytes = TilePath.FullWidth * TreeHash.Size;

    private readonly List<Level> levels = [];
    private readonly Dictionary<(int Level, long Index), byte[]> full = [];
    private readonly HashSet<int> touched = [];

    /// <param name="size">Entries in the tree.</param>
    /// <param name="partial">The unfinished tile of each level that has one at this size.</param>
    /// <exception cref="InvalidDataException">The tiles are not those of a tree of this size.</exception>
    public TreeEdge(long size, IEnumerable<Tile> partial)
    {
        Size = size;
        var found = partial.ToDictionary(tile => tile.Level);
        for (var (level, rest) = (0, size); rest > 0; level++, rest /= TilePath.FullWidth)
        {
            var width = (int)(rest % TilePath.FullWidth);
            var stored = found.GetValueOrDefault(level);
            if (width > 0 && (stored is null || stored.Index != rest / TilePath.FullWidth || stored.Width < width))
                throw new InvalidDataException($"The tile of level {level} does not belong to a tree of {size} entries");
            levels.Add(Level.Of(rest / TilePath.FullWidth, width == 0 ? [] : stored!.Hashes.AsSpan(0, width * TreeHash.Size)));
        }
    }

    public long Size { get; private set; }

    /// <summary>Which unfinished tiles a tree of a size has: level and index.</summary>
    public static IEnumerable<(int Level, long Index)> PartialTiles(long size)
    {
        for (var (level, rest) = (0, size); rest > 0; level++, rest /= TilePath.FullWidth)
        {
            if (rest % TilePath.FullWidth > 0)
                yield return (level, rest / TilePath.FullWidth);
        }
    }

    public void Append(ReadOnlySpan<byte> leaf)
    {
        Add(0, leaf);
        Size = checked(Size + 1);
    }

    /// <summary>The root of the tree as it stands.</summary>
    public byte[] Root()
    {
        byte[]? root = null;
        foreach (var level in levels)
        {
            // Whole subtrees of the tile from the right: the smallest stands last.
            for (var (end, width) = (level.Width, level.Width); width > 0;)
            {
                var size = 1 << BitOperations.TrailingZeroCount(width);
                var peak = TileHash.Range(level.Bytes, end - size, end);
                root = root is null ? peak : TreeHash.Node(peak, root);
                (end, width) = (end - size, width - size);
            }
        }

        return root ?? TreeHash.Empty;
    }

    /// <summary>Tiles that are not as they were, full ones first.</summary>
    public IEnumerable<Tile> Changed()
    {
        foreach (var ((level, index), hashes) in full)
            yield return new Tile(level, index, hashes);
        foreach (var number in touched.Where(number => levels[number].Width > 0))
            yield return new Tile(number, levels[number].Index, levels[number].Bytes[..(levels[number].Width * TreeHash.Size)]);
    }

    /// <summary>The unfinished tiles, from which another edge of this size can be made.</summary>
    public IEnumerable<Tile> Partial() => levels
        .Select(static (level, number) => new Tile(number, level.Index, level.Bytes[..(level.Width * TreeHash.Size)]))
        .Where(static tile => tile.Width > 0);

    private void Add(int number, ReadOnlySpan<byte> hash)
    {
        if (number == levels.Count)
            levels.Add(Level.Of(0, []));
        var level = levels[number];
        hash.CopyTo(level.Bytes.AsSpan(level.Width * TreeHash.Size));
        level.Width++;
        touched.Add(number);
        if (level.Width < TilePath.FullWidth)
            return;
        full[(number, level.Index)] = level.Bytes;
        var above = TileHash.Range(level.Bytes, 0, TilePath.FullWidth);
        levels[number] = Level.Of(level.Index + 1, []);
        Add(number + 1, above);
    }

    private sealed class Level
    {
        public required long Index { get; init; }

        public required byte[] Bytes { get; init; }

        public int Width { get; set; }

        public static Level Of(long index, ReadOnlySpan<byte> hashes)
        {
            var bytes = new byte[FullBytes];
            hashes.CopyTo(bytes);
            return new Level { Index = index, Bytes = bytes, Width = hashes.Length / TreeHash.Size };
        }
    }
}

/// <summary>Nodes between the hashes of a tile and its root are computed, not stored.</summary>
internal static class TileHash
{
    /// <summary>The node over the hashes <paramref name="start"/> to before <paramref name="end"/>; their number is a power of two.</summary>
    public static byte[] Range(ReadOnlySpan<byte> tile, int start, int end)
    {
        if (end - start == 1)
            return tile.Slice(start * TreeHash.Size, TreeHash.Size).ToArray();
        var middle = start + ((end - start) / 2);
        return TreeHash.Node(Range(tile, start, middle), Range(tile, middle, end));
    }
}
