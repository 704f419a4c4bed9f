using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using static Rathaus.Ledger.Tests.Keys;

namespace Rathaus.Ledger.Tests;

/// <summary>A small log of five entries, cosigned by two other towns, and the bundle of its third.</summary>
internal sealed class BundleExample
{
    public const string Origin = "govchain.stadt.example/log/2026";
    public static readonly SignerKey Log = LogKey(Origin);
    public static readonly SignerKey[] Witnesses = [WitnessKey("govchain.a.example/witness"), WitnessKey("govchain.b.example/witness")];
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static string PolicyText =>
        $"log {Log.Verifier}\nwitness A {Witnesses[0].Verifier}\nwitness B {Witnesses[1].Verifier}\ngroup all-of-them all A B\nquorum all-of-them\n";

    public static TrustPolicy Policy { get; } = Parse(PolicyText);

    public byte[] Document { get; init; } = Encoding.UTF8.GetBytes("%PDF Bescheid");

    public byte[] Meta { get; } = Encoding.UTF8.GetBytes("""{"art":"notice"}""");

    public byte[] Salt { get; } = SHA256.HashData("salt"u8);

    public static TrustPolicy Parse(string text) =>
        TrustPolicy.TryParse(text, out var policy, out var fault) ? policy : throw new InvalidOperationException(fault);

    public byte[] Write(int cosigners = 2, bool erased = false, SignerKey? signer = null) =>
        BundleWriter.Pack(Files(cosigners, erased, signer), Noon.ToUnixTimeSeconds());

    /// <summary>The proof inside the document, not sealed yet.</summary>
    public byte[] IntoPdf(int cosigners = 2) => BundleWriter.IntoPdf(Files(cosigners), Document, Noon.ToUnixTimeSeconds());

    public SortedDictionary<string, byte[]> Files(int cosigners = 2, bool erased = false, SignerKey? signer = null)
    {
        var entry = new LedgerEntry(
            "notice.publish", "051240000000", Noon.ToUnixTimeSeconds(), Commitment.Of(Salt, SHA256.HashData(Document), Meta), null, null).ToBytes();
        var edge = new TreeEdge(0, []);
        for (var i = 0; i < 5; i++)
            edge.Append(i == 2 ? TreeHash.Leaf(entry) : TreeHash.Leaf([(byte)i]));
        var tiles = edge.Changed().ToDictionary(tile => (tile.Level, tile.Index), tile => tile.Hashes);
        var path = TileTree.InclusionAsync(
            2, 5, (_, _) => Task.FromResult<IReadOnlyDictionary<(int Level, long Index), byte[]>>(tiles), CancellationToken.None).GetAwaiter().GetResult();
        var text = new Checkpoint(Origin, 5, edge.Root()).ToString();
        var note = new SignedNote(text, [(signer ?? Log).Sign(text), .. Witnesses.Take(cosigners).Select(key => key.Cosign(text, Noon.AddSeconds(2)))]);
        return BundleWriter.Files(
            "pdf", Document, Meta, erased ? null : Salt, entry, Noon.ToUnixTimeSeconds(), new TlogProof(null, 2, path, note), Origin, PolicyText);
    }

    public static BundleVerdict Verify(byte[] bundle, TrustPolicy? policy = null, Succession succession = Succession.Unknown) =>
        BundleVerifier.Verify(new MemoryStream(bundle), policy ?? Policy, succession);

    public static Dictionary<string, byte[]> Files(byte[] bundle) =>
        BundleFiles.Read(new MemoryStream(bundle))!.All.ToDictionary(StringComparer.Ordinal);

    /// <summary>An archive as somebody else would pack it.</summary>
    public static byte[] Pack(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var result = new MemoryStream();
        using (var zip = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var content = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                content.Write(bytes);
            }
        }

        return result.ToArray();
    }
}
