using System.Security.Cryptography;
using System.Text;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Tiles;

namespace Rathaus.Ledger.Tests;

/// <summary>Trees out of tiles, tile addresses, entries and commitments.</summary>
public sealed class TreeTests
{
    [Fact]
    public async Task Proofs_of_all_sizes_around_the_borders_of_tiles_hold()
    {
        var tiles = new Dictionary<(int, long), byte[]>();
        Task<IReadOnlyDictionary<(int Level, long Index), byte[]>> Read(IReadOnlyCollection<(int, long)> _, CancellationToken __) =>
            Task.FromResult<IReadOnlyDictionary<(int Level, long Index), byte[]>>(tiles);

        var roots = new Dictionary<long, byte[]> { [0] = TreeHash.Empty };
        var edge = new TreeEdge(0, []);
        foreach (var size in new long[] { 1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000 })
        {
            while (edge.Size < size)
                edge.Append(TreeHash.Leaf(BitConverter.GetBytes(edge.Size)));
            foreach (var tile in edge.Changed())
                tiles[(tile.Level, tile.Index)] = tile.Hashes;
            // What the next writer starts with is what lies in the tiles.
            edge = new TreeEdge(size, TreeEdge.PartialTiles(size).Select(at => new Tile(at.Level, at.Index, tiles[at])));
            roots[size] = edge.Root();
            Assert.Equal(roots[size], await TileTree.RootAsync(size, Read, TestContext.Current.CancellationToken));
            foreach (var index in new[] { 0, size / 3, size / 2, size - 1 })
            {
                var path = await TileTree.InclusionAsync(index, size, Read, TestContext.Current.CancellationToken);
                Assert.True(InclusionProof.Verify((ulong)index, (ulong)size, TreeHash.Leaf(BitConverter.GetBytes(index)), path, roots[size]));
                Assert.False(InclusionProof.Verify((ulong)index, (ulong)size, TreeHash.Leaf(BitConverter.GetBytes(index + 1)), path, roots[size]));
            }

            foreach (var old in roots.Keys.Where(old => old > 0))
            {
                var path = await TileTree.ConsistencyAsync(old, size, Read, TestContext.Current.CancellationToken);
                Assert.True(ConsistencyProof.Verify((ulong)old, (ulong)size, roots[old], roots[size], path), $"{old} to {size}");
                Assert.False(ConsistencyProof.Verify((ulong)old, (ulong)size, RandomNumberGenerator.GetBytes(32), roots[size], path));
            }
        }
    }

    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/x001/x234/067.p/1", 0, 1_234_067, 1)]
    [InlineData("tile/63/999.p/255", 63, 999, 255)]
    [InlineData("tile/entries/x001/000", TilePath.Entries, 1000, 256)]
    public void Addresses_of_tiles_are_read_and_written(string text, int level, long index, int width)
    {
        Assert.True(TilePath.TryParse(text, out var path));
        Assert.Equal(new TilePath(level, index, width), path.Value);
        Assert.Equal(text, path.Value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/x234")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/../../etc")]
    [InlineData("tile/entries/+01")]
    public void Other_addresses_name_no_tile(string text) => Assert.False(TilePath.TryParse(text, out _));

    [Fact]
    public void Tiles_that_do_not_belong_to_the_tree_are_refused() =>
        Assert.Throws<InvalidDataException>(() => new TreeEdge(300, [new Tile(0, 1, new byte[32])]));

    [Fact]
    public void An_entry_has_one_text_and_no_other()
    {
        var entry = new LedgerEntry("cert.issue", "051240000000", 1_795_000_000, new byte[32], null, SHA256.HashData([]));
        var text = entry.ToString();
        Assert.True(LedgerEntry.TryParse(entry.ToBytes(), out var read));
        Assert.Equal(text, read.ToString());
        Assert.Equal(
            """
            rathaus-entry/v1
            type cert.issue
            org 051240000000
            time 1795000000
            alg hmac-sha256
            commit AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
            prev -
            pub 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

            """, text);
        string[] broken =
        [
            "", text[..^1], text + "\n", text + "name Erika Mustermann\n", text.Replace("\n", "\r\n", StringComparison.Ordinal),
            text.Replace("prev -", "prev", StringComparison.Ordinal), text.Replace("org 05", "org 5", StringComparison.Ordinal),
            text.Replace("time 1", "time 01", StringComparison.Ordinal), text.Replace("cert.issue", "cert.issue.x", StringComparison.Ordinal),
            text.Replace("cert.issue", "Cert", StringComparison.Ordinal), text.Replace("sha256", "sha512", StringComparison.Ordinal),
            text.Replace("/v1", "/v2", StringComparison.Ordinal), text.Replace("prev -", "prev - ", StringComparison.Ordinal),
        ];
        Assert.All(broken, one => Assert.False(LedgerEntry.TryParse(Encoding.UTF8.GetBytes(one), out _), one));
    }

    [Fact]
    public void A_commitment_opens_with_its_salt_only()
    {
        var (salt, document) = (Commitment.NewSalt(), SHA256.HashData("Bescheid"u8));
        var meta = Commitment.MetaBytes(new() { ["b"] = 1, ["a"] = "ä" });
        Assert.Equal("{\"a\":\"ä\",\"b\":1}", Encoding.UTF8.GetString(meta));
        var commit = Commitment.Of(salt, document, meta);
        Assert.Equal(commit, Commitment.Of(salt, document, meta));
        Assert.NotEqual(commit, Commitment.Of(Commitment.NewSalt(), document, meta));
        Assert.NotEqual(commit, Commitment.Of(salt, SHA256.HashData("bescheid"u8), meta));
        Assert.NotEqual(commit, Commitment.Of(salt, document, "{}"u8));
    }
}
