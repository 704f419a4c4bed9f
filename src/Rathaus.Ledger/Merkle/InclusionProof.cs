namespace Rathaus.Ledger.Merkle;

/// <summary>Says whether a path leads from a leaf to the root (RFC 9162, section 2.1.3.2).</summary>
internal static class InclusionProof
{
    /// <summary>A path is never longer than this: sizes have 64 bits.</summary>
    public const int Longest = 64;

    public static bool Verify(ulong index, ulong size, byte[] leaf, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root) =>
        root.Length == TreeHash.Size && Root(index, size, leaf, path) is { } reached && TreeHash.Same(reached, root);

    /// <summary>The root to which a path leads, or null: it is no path in a tree of this size.</summary>
    public static byte[]? Root(ulong index, ulong size, byte[] leaf, IReadOnlyList<byte[]> path)
    {
        if (index >= size || path.Count > Longest || leaf.Length != TreeHash.Size || !TreeHash.AllWhole(path))
            return null;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
                return null;
            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 ? hash : null;
    }

    /// <summary>The same inside a subtree of the entries <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public static bool VerifySubtree(
        ulong index, ulong start, ulong end, byte[] leaf, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root) =>
        Subtree.IsOne(start, end) && index >= start && Verify(index - start, end - start, leaf, path, root);
}

/// <summary>Subtrees that occur as a whole in a tree: their start is a multiple of their size, rounded up to a power of two.</summary>
internal static class Subtree
{
    public static bool IsOne(ulong start, ulong end) =>
        start < end && (start == 0 || (end - start <= 1UL << 63 && start % System.Numerics.BitOperations.RoundUpToPowerOf2(end - start) == 0));
}
