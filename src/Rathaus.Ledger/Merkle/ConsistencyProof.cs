namespace Rathaus.Ledger.Merkle;

/// <summary>Says whether a tree grew out of an earlier one, every old entry in its place (RFC 9162, section 2.1.4.2).</summary>
internal static class ConsistencyProof
{
    public static bool Verify(
        ulong oldSize, ulong newSize, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> newRoot, IReadOnlyList<byte[]> path)
    {
        if (oldSize == 0 || oldSize > newSize || path.Count > InclusionProof.Longest
            || oldRoot.Length != TreeHash.Size || newRoot.Length != TreeHash.Size || !TreeHash.AllWhole(path))
            return false;
        if (oldSize == newSize)
            return path.Count == 0 && TreeHash.Same(oldRoot, newRoot);
        return path.Count > 0 && Climb(0, oldSize - 1, newSize - 1, oldRoot, newRoot, path);
    }

    /// <summary>
    /// Says whether a tree contains a subtree of the entries <paramref name="start"/> to before <paramref name="end"/> (C2SP
    /// merkle-tree, subtree consistency). An empty subtree belongs to the empty tree only.
    /// </summary>
    public static bool VerifySubtree(
        ulong start, ulong end, ulong size, ReadOnlySpan<byte> subtree, ReadOnlySpan<byte> root, IReadOnlyList<byte[]> path)
    {
        if (end > size || path.Count > InclusionProof.Longest || !TreeHash.AllWhole(path))
            return false;
        if (size == 0)
            return path.Count == 0 && TreeHash.Same(subtree, TreeHash.Empty) && TreeHash.Same(root, TreeHash.Empty);
        return Subtree.IsOne(start, end) && Climb(start, end - 1, size - 1, subtree, root, path);
    }

    /// <param name="first">First entry of the old part, then its ancestors.</param>
    /// <param name="last">Last entry of the old part, then its ancestors.</param>
    /// <param name="end">Last entry of the new tree, then its ancestors.</param>
    private static bool Climb(
        ulong first, ulong last, ulong end, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> newRoot, IReadOnlyList<byte[]> path)
    {
        while (first != last && (last == end || (last & 1) == 1))
            (first, last, end) = (first >> 1, last >> 1, end >> 1);

        // The old part is one whole node of the new tree: its own hash is where the climb begins.
        var whole = first == last;
        if (!whole && path.Count == 0)
            return false;
        var oldHash = whole ? oldRoot.ToArray() : path[0];
        var newHash = oldHash;
        for (var i = whole ? 0 : 1; i < path.Count; i++)
        {
            if (end == 0)
                return false;
            if ((last & 1) == 1 || last == end)
            {
                if (first < last)
                    oldHash = TreeHash.Node(path[i], oldHash);
                newHash = TreeHash.Node(path[i], newHash);
                while ((last & 1) == 0 && last != 0)
                    (first, last, end) = (first >> 1, last >> 1, end >> 1);
            }
            else
            {
                newHash = TreeHash.Node(newHash, path[i]);
            }

            (first, last, end) = (first >> 1, last >> 1, end >> 1);
        }

        return end == 0 && TreeHash.Same(oldHash, oldRoot) && TreeHash.Same(newHash, newRoot);
    }
}
