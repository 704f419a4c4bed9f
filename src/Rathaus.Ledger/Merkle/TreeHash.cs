using System.Security.Cryptography;

namespace Rathaus.Ledger.Merkle;

/// <summary>The hashes of a Merkle tree (RFC 6962, section 2.1; RFC 9162, section 2.1.1): SHA-256, leaves and nodes apart.</summary>
internal static class TreeHash
{
    /// <summary>Bytes of every hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    /// <summary>The root of a tree without entries.</summary>
    public static byte[] Empty { get; } = SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        if (entry.Length > 1023)
            return SHA256.HashData([LeafPrefix, .. entry]);
        Span<byte> input = stackalloc byte[1024];
        input[0] = LeafPrefix;
        entry.CopyTo(input[1..]);
        return SHA256.HashData(input[..(entry.Length + 1)]);
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Size)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        return SHA256.HashData(input);
    }

    public static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.SequenceEqual(other);

    /// <summary>Every hash of a proof has the size of one; nothing is computed before this holds.</summary>
    public static bool AllWhole(IReadOnlyList<byte[]> hashes) => hashes.All(static hash => hash.Length == Size);
}
