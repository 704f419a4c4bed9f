using System.Text;
using Rathaus.Kernel.Cryptography;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Bundles;

/// <summary>A receipt that proves its entry. Size and place in the tree are not signed in this form, so nothing is said of them.</summary>
/// <param name="Origin">The log that signed it.</param>
internal sealed record ReceiptVerdict(string Origin);

/// <summary>
/// A receipt of inclusion (RFC 9942, RFC9162_SHA256): COSE_Sign1 over the root of the tree, with the path of one entry. It carries no
/// cosignatures of other towns: for exchange with other tools, never instead of a bundle. Of a log that was ended by the members no receipt
/// counts: they do not tell whether it was signed before.
/// </summary>
internal static class CoseReceipt
{
    public const string MediaType = "application/cose; cose-type=\"cose-sign1\"";

    /// <summary>Header labels and values of the IANA registries that RFC 9942 fills.</summary>
    private const long DataStructure = 395;
    private const long Rfc9162Sha256 = 1;
    private const long Proofs = 396;
    private const long Inclusion = -1;

    private static readonly CosePolicy Accepted = new() { Algorithms = [CoseNumbers.EdDsa, CoseNumbers.Ed25519] };

    /// <returns>Null for a tree of one entry: its path is empty, which the form does not know.</returns>
    public static byte[]? Write(SignerKey log, long size, long index, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (path.Count == 0)
            return null;
        var proof = new System.Formats.Cbor.CborWriter(System.Formats.Cbor.CborConformanceMode.Canonical);
        proof.WriteStartArray(3);
        proof.WriteInt64(size);
        proof.WriteInt64(index);
        proof.WriteStartArray(path.Count);
        foreach (var hash in path)
            proof.WriteByteString(hash);
        proof.WriteEndArray();
        proof.WriteEndArray();
        var encoded = proof.Encode();
        return CoseSign1.Sign(
            new CoseSigner(CoseNumbers.EdDsa, Encoding.UTF8.GetBytes(log.Verifier.Name), log.SignStructure), root, detached: true,
            moreProtected: 1,
            writeProtected: static head =>
            {
                head.WriteInt64(DataStructure);
                head.WriteInt64(Rfc9162Sha256);
            },
            unprotectedHeaders: 1,
            writeUnprotected: head =>
            {
                head.WriteInt64(Proofs);
                head.WriteStartMap(1);
                head.WriteInt64(Inclusion);
                head.WriteStartArray(1);
                head.WriteByteString(encoded);
                head.WriteEndArray();
                head.WriteEndMap();
            });
    }

    /// <summary>First the path, from the entry to a root; then the log's signature under that root. Null: it proves nothing about the entry.</summary>
    public static ReceiptVerdict? Verify(byte[] receipt, byte[] leaf, TrustPolicy policy)
    {
        if (CborNode.Parse(receipt) is not { Succeeded: true, Value: { Tag: not null, Content.Items: [_, var unprotected, { Kind: CborKind.Null }, _] } }
            || unprotected[Proofs]?[Inclusion]?.Items is not [{ Bytes: { } encoded }]
            || CborNode.Parse(encoded) is not { Succeeded: true, Value.Items: [{ Integer: >= 0 and var size }, { Integer: >= 0 and var index }, { Kind: CborKind.Array } path] }
            || path.Items.Any(static hash => hash.Bytes is null)
            || InclusionProof.Root((ulong)index, (ulong)size, leaf, [.. path.Items.Select(static hash => hash.Bytes!)]) is not { } root)
            return null;
        var signer = "";
        var verified = CoseSign1.Verify(receipt, Accepted, header =>
        {
            signer = header.KeyId is { } name ? Encoding.UTF8.GetString(name) : "";
            return header.Protected[DataStructure]?.Integer == Rfc9162Sha256 && policy.Terms.EndOf(signer) is null
                && policy.FindLog(signer) is { } log && Jwk.OctetPair("Ed25519", log.Key.PublicKey) is { Succeeded: true, Value: var key } ? key : null;
        }, detached: root);
        return verified.Succeeded ? new ReceiptVerdict(signer) : null;
    }
}
