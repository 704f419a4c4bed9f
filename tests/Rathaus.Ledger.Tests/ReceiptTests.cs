using System.Text;
using System.Text.Json;
using Rathaus.Kernel.Cryptography;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>
/// Receipts of inclusion (RFC 9942). <c>Receipts/receipts.json</c> was written by another program, from the RFCs, with its own CBOR and
/// the Ed25519 of OpenSSL; Ed25519 signs without chance, so ours are the same bytes.
/// </summary>
public sealed class ReceiptTests
{
    public static TheoryData<string> Vectors { get; } = [.. JsonDocument.Parse(File.ReadAllText(
        Path.Combine(Checkout.Folder, "tests", "Rathaus.Ledger.Tests", "Receipts", "receipts.json"))).RootElement.EnumerateArray().Select(one => one.GetRawText())];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Receipts_of_others_are_read_and_ours_are_the_same_bytes(string text)
    {
        var vector = JsonDocument.Parse(text).RootElement;
        var key = SignerKey.Of(Text("name"), KeyType.Log, Hex("seed"));
        Assert.Equal(Hex("public"), key.Verifier.PublicKey);
        var leaf = TreeHash.Leaf(Encoding.UTF8.GetBytes(Text("entry")));
        var verdict = CoseReceipt.Verify(Hex("receipt"), leaf, PolicyOf(key));
        Assert.Equal(new ReceiptVerdict(Text("name")), verdict);
        if (vector.GetProperty("algorithm").GetInt64() == CoseNumbers.EdDsa)
        {
            Assert.Equal(Hex("receipt"), CoseReceipt.Write(
                key, vector.GetProperty("size").GetInt64(), vector.GetProperty("index").GetInt64(),
                [.. vector.GetProperty("path").EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!))], Hex("root")));
        }

        string Text(string name) => vector.GetProperty(name).GetString()!;
        byte[] Hex(string name) => Convert.FromHexString(Text(name));
    }

    [Fact]
    public void No_other_entry_key_log_or_bit_passes()
    {
        var vector = JsonDocument.Parse(Vectors.Skip(1).First().Data).RootElement;
        var receipt = Convert.FromHexString(vector.GetProperty("receipt").GetString()!);
        var key = SignerKey.Of(vector.GetProperty("name").GetString()!, KeyType.Log, Convert.FromHexString(vector.GetProperty("seed").GetString()!));
        var leaf = TreeHash.Leaf(Encoding.UTF8.GetBytes(vector.GetProperty("entry").GetString()!));
        var policy = PolicyOf(key);
        Assert.NotNull(CoseReceipt.Verify(receipt, leaf, policy));
        Assert.Null(CoseReceipt.Verify(receipt, TreeHash.Leaf("another"u8.ToArray()), policy));
        Assert.Null(CoseReceipt.Verify(receipt, leaf, BundleExample.Parse("quorum none\n")));
        Assert.Null(CoseReceipt.Verify(receipt, leaf, PolicyOf(Keys.LogKey(key.Verifier.Name))));
        Assert.Null(CoseReceipt.Verify([], leaf, policy));
        Assert.Null(CoseReceipt.Verify([.. receipt, 0], leaf, policy));
        Assert.Null(CoseReceipt.Verify(receipt[1..], leaf, policy));

        // The form signs the root alone: another size that leads to the same root is no lie about the entry, and nothing else passes.
        var place = receipt.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x83, 0x05, 0x02]) + 1;
        Parallel.For(0, receipt.Length * 8, bit =>
        {
            byte[] changed = [.. receipt];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(bit / 8 == place || CoseReceipt.Verify(changed, leaf, policy) is null, $"bit {bit}");
        });

        // Whether it was signed before the end of its log nobody can tell, and a tree of one entry has no receipt.
        Assert.Null(CoseReceipt.Verify(receipt, leaf, BundleExample.Parse($"log {key.Verifier}\n#!closed {key.Verifier.Name} 4\nquorum none\n")));
        Assert.Null(CoseReceipt.Write(key, 1, 0, [], leaf));
    }

    private static TrustPolicy PolicyOf(SignerKey key) => BundleExample.Parse($"log {key.Verifier}\nquorum none\n");
}
