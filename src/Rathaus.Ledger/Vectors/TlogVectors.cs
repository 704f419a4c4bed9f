using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Vectors;

/// <summary>
/// Roots, proofs, tiles and checkpoints of trees whose entry i is the text "entry i", made by Go's sumdb/tlog. Ours must be
/// equal, and theirs must hold before our verifiers.
/// </summary>
internal static class TlogVectors
{
    public static IEnumerable<VectorCheck> Run(JsonElement file)
    {
        foreach (var (member, check) in Kinds)
        {
            if (!file.TryGetProperty(member, out var list))
                continue;
            var tree = new EntryTree();
            return [.. list.EnumerateArray().SelectMany(one => check(one, file, tree))];
        }

        throw new JsonException("No list of a known kind");
    }

    private static readonly (string Member, Func<JsonElement, JsonElement, EntryTree, IEnumerable<VectorCheck>> Check)[] Kinds =
    [
        ("roots", static (one, _, tree) => [RootOf(one, tree)]),
        ("cases", Proof),
        ("tiles", static (one, _, tree) => [TileOf(one, tree)]),
        ("notes", static (one, file, tree) => Note(one, file, tree)),
    ];

    private static IEnumerable<VectorCheck> Proof(JsonElement one, JsonElement file, EntryTree tree)
    {
        var theirs = one.GetProperty("proof").EnumerateArray().Select(static hash => hash.GetBytesFromBase64()).ToArray();
        if (one.TryGetProperty("index", out var indexValue))
        {
            var (index, size) = (indexValue.GetInt64(), Size(one));
            var (leaf, root) = (one.GetProperty("leaf").GetBytesFromBase64(), one.GetProperty("root").GetBytesFromBase64());
            var name = string.Create(CultureInfo.InvariantCulture, $"inclusion {index} in {size}");
            yield return VectorCheck.Of(name, InclusionProof.Verify((ulong)index, (ulong)size, leaf, theirs, root));
            yield return VectorCheck.Of(name + " made", Equal(theirs, tree.Inclusion(index, size)) && TreeHash.Same(leaf, EntryTree.Leaf(index)));
            yield break;
        }

        var (old, now) = (one.GetProperty("old").GetInt64(), one.GetProperty("new").GetInt64());
        var title = string.Create(CultureInfo.InvariantCulture, $"consistency {old} to {now}");
        yield return VectorCheck.Of(title, ConsistencyProof.Verify(
            (ulong)old, (ulong)now, one.GetProperty("oldRoot").GetBytesFromBase64(), one.GetProperty("newRoot").GetBytesFromBase64(), theirs));
        yield return VectorCheck.Of(title + " made", Equal(theirs, tree.Consistency(old, now)));
    }

    private static VectorCheck TileOf(JsonElement one, EntryTree tree)
    {
        var text = one.GetProperty("path").GetString()!;
        var name = string.Create(CultureInfo.InvariantCulture, $"{text} of {Size(one)}");
        if (!TilePath.TryParse(text, out var path))
            return new VectorCheck(name, "the address is not understood");
        var tile = tree.Tile(path.Value, Size(one));
        return VectorCheck.Of(name, tile is not null
            && tile.Length == one.GetProperty("bytes").GetInt32()
            && Convert.ToHexStringLower(SHA256.HashData(tile)) == one.GetProperty("sha256").GetString());
    }

    private static IEnumerable<VectorCheck> Note(JsonElement one, JsonElement file, EntryTree tree)
    {
        var text = one.GetProperty("note").GetString()!;
        var name = string.Create(CultureInfo.InvariantCulture, $"checkpoint {Size(one)}");
        if (!VerifierKey.TryParse(file.GetProperty("vkey").GetString()!, out var key) || !SignedNote.TryParse(text, out var note)
            || !Checkpoint.TryParse(note.Text, out var checkpoint))
        {
            yield return new VectorCheck(name, "is not understood");
            yield break;
        }

        yield return VectorCheck.Of(name, NoteOpener.Open(note, [key]).IsGood);
        yield return VectorCheck.Of(name + " root", checkpoint.Size == Size(one) && TreeHash.Same(checkpoint.Root, tree.Root(checkpoint.Size)));
        if (SignerKey.TryParse(file.GetProperty("skey_public_test_key").GetString()!, out var signer))
            yield return VectorCheck.Of(name + " signed", new SignedNote(note.Text, [signer.Sign(checkpoint.ToString())]).ToString() == text);
    }

    private static long Size(JsonElement one) => one.GetProperty("size").GetInt64();

    private static VectorCheck RootOf(JsonElement one, EntryTree tree) => VectorCheck.Of(
        string.Create(CultureInfo.InvariantCulture, $"root {Size(one)}"),
        TreeHash.Same(tree.Root(Size(one)), one.GetProperty("root").GetBytesFromBase64()) && TreeHash.Same(tree.EdgeRoot(Size(one)), one.GetProperty("root").GetBytesFromBase64()));

    private static bool Equal(IReadOnlyList<byte[]> one, IReadOnlyList<byte[]> other) =>
        one.Count == other.Count && one.Zip(other).All(static pair => TreeHash.Same(pair.First, pair.Second));

    /// <summary>Grows as far as somebody asks; every size below is answered from the same tiles, as a log does.</summary>
    private sealed class EntryTree
    {
        private const long Largest = 2_000_000;
        private readonly Dictionary<(int Level, long Index), byte[]> tiles = [];
        private readonly TreeEdge edge = new(0, []);

        public static byte[] Leaf(long index) =>
            TreeHash.Leaf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"entry {index}")));

        public byte[] Root(long size)
        {
            GrowTo(size);
            return TileTree.RootAsync(size, Read, CancellationToken.None).GetAwaiter().GetResult();
        }

        /// <summary>The same root by appending, as the writer of a log gets it.</summary>
        public byte[] EdgeRoot(long size)
        {
            GrowTo(size);
            return new TreeEdge(size, TreeEdge.PartialTiles(size).Select(at => new Tile(at.Level, at.Index, tiles[at]))).Root();
        }

        public IReadOnlyList<byte[]> Inclusion(long index, long size)
        {
            GrowTo(size);
            return TileTree.InclusionAsync(index, size, Read, CancellationToken.None).GetAwaiter().GetResult();
        }

        public IReadOnlyList<byte[]> Consistency(long old, long size)
        {
            GrowTo(size);
            return TileTree.ConsistencyAsync(old, size, Read, CancellationToken.None).GetAwaiter().GetResult();
        }

        public byte[]? Tile(TilePath path, long size)
        {
            GrowTo(size);
            return tiles.TryGetValue((path.Level, path.Index), out var tile) && tile.Length >= path.Width * TreeHash.Size
                ? tile[..(path.Width * TreeHash.Size)]
                : null;
        }

        private void GrowTo(long size)
        {
            if (size > Largest)
                throw new JsonException("The tree is too large for a test vector");
            while (edge.Size < size)
                edge.Append(Leaf(edge.Size));
            foreach (var tile in edge.Changed())
                tiles[(tile.Level, tile.Index)] = tile.Hashes;
        }

        private Task<IReadOnlyDictionary<(int Level, long Index), byte[]>> Read(
            IReadOnlyCollection<(int Level, long Index)> wanted, CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<(int Level, long Index), byte[]>>(tiles);
    }
}
