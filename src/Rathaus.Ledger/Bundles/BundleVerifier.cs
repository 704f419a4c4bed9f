using System.Security.Cryptography;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Bundles;

/// <summary>
/// Checks a bundle under a policy that whoever checks has pinned; the one inside decides nothing. Pure: no network, no clock,
/// no database. What only the log knows (a later revocation) is handed in.
/// </summary>
internal static class BundleVerifier
{
    public static BundleVerdict Unreadable { get; } = new(ProofAnswer.Unreadable, Rest([new(BundleStep.Files, ProofOutcome.Fails)]));

    /// <param name="archive">A ZIP file; seekable.</param>
    public static BundleVerdict Verify(Stream archive, TrustPolicy policy, Succession succession = Succession.Unknown) =>
        BundleFiles.Read(archive) is { } files ? Verify(files, policy, succession) : Unreadable;

    /// <summary>Which entry a bundle claims to be about, to ask the log for its successors.</summary>
    public static byte[]? LeafOf(BundleFiles files) => files[BundleName.Entry] is { } entry ? TreeHash.Leaf(entry) : null;

    public static BundleVerdict Verify(BundleFiles files, TrustPolicy policy, Succession succession)
    {
        if (!BundleManifest.TryParse(files[BundleName.Manifest]!, out var manifest) || !LedgerEntry.TryParse(files[BundleName.Entry]!, out var entry)
            || !TlogProof.TryParse(files[BundleName.Proof]!, out var proof))
            return Unreadable;
        var steps = new List<StepVerdict>();
        var leaf = TreeHash.Leaf(files[BundleName.Entry]!);
        var judged = CheckpointJudge.Judge(proof.Note, policy);
        var erased = files[BundleName.Opening] is null;

        Add(BundleStep.Files, FilesFit(files, manifest, entry, proof, judged.Checkpoint));
        if (erased)
            steps.Add(new StepVerdict(BundleStep.Commitment, ProofOutcome.Open));
        else
            Add(BundleStep.Commitment, Opens(files, manifest, entry));
        Add(BundleStep.Inclusion, judged.Checkpoint is { } tree
            && InclusionProof.Verify((ulong)proof.Index, (ulong)tree.Size, leaf, proof.Path, tree.Root));
        // A log that the pinned policy does not know is a stranger, which is no proof and no forgery either.
        if (judged.Checkpoint is { } stated && policy.FindLog(stated.Origin) is null)
            steps.Add(new StepVerdict(BundleStep.Log, ProofOutcome.Open));
        else
            Add(BundleStep.Log, judged.IsSigned);
        Add(BundleStep.Quorum, judged.QuorumMet);
        steps.Add(new StepVerdict(BundleStep.Successor, succession switch
        {
            Succession.Unknown => ProofOutcome.Open,
            Succession.None => ProofOutcome.Holds,
            _ => ProofOutcome.Fails,
        }));

        return new BundleVerdict(AnswerOf(steps, erased, succession), steps)
        {
            Origin = manifest.Origin, Index = manifest.Index, Type = entry.Type, Org = entry.Org, At = entry.At, Leaf = leaf,
            Earliest = judged.Earliest, Latest = judged.Latest, Cosigners = judged.Cosigners.Count,
            Meta = steps.Exists(static step => step is { Step: BundleStep.Commitment, Outcome: ProofOutcome.Holds }) ? files[BundleName.Meta] : null,
        };

        void Add(BundleStep step, bool holds) => steps.Add(new StepVerdict(step, holds ? ProofOutcome.Holds : ProofOutcome.Fails));
    }

    /// <summary>The same of a document of this house, whose hash takes the place of the file.</summary>
    public static BundleVerdict VerifyOwn(OwnProof own, TrustPolicy policy, Succession succession)
    {
        var judged = CheckpointJudge.Judge(own.Proof.Note, policy);
        List<StepVerdict> steps =
        [
            new(BundleStep.Files, ProofOutcome.Open),
            Step(BundleStep.Commitment, TreeHash.Same(Commitment.Of(own.Salt, own.DocumentHash, own.Meta), own.Entry.Commit)),
            Step(BundleStep.Inclusion, judged.Checkpoint is { } tree
                && InclusionProof.Verify((ulong)own.Proof.Index, (ulong)tree.Size, own.Leaf, own.Proof.Path, tree.Root)),
            Step(BundleStep.Log, judged.IsSigned),
            Step(BundleStep.Quorum, judged.QuorumMet),
            new(BundleStep.Successor, succession == Succession.None ? ProofOutcome.Holds : ProofOutcome.Fails),
        ];
        return new BundleVerdict(AnswerOf(steps, erased: false, succession), steps)
        {
            Origin = judged.Checkpoint?.Origin ?? "", Index = own.Proof.Index, Type = own.Entry.Type, Org = own.Entry.Org, At = own.Entry.At, Leaf = own.Leaf,
            Earliest = judged.Earliest, Latest = judged.Latest, Cosigners = judged.Cosigners.Count, Meta = own.Meta,
        };

        static StepVerdict Step(BundleStep step, bool holds) => new(step, holds ? ProofOutcome.Holds : ProofOutcome.Fails);
    }

    private static ProofAnswer AnswerOf(List<StepVerdict> steps, bool erased, Succession succession)
    {
        // What was altered is forged, whatever else may be said of it.
        if (steps.Exists(static step => step is { Outcome: ProofOutcome.Fails, Step: not (BundleStep.Quorum or BundleStep.Successor) }))
            return ProofAnswer.Forged;
        if (erased)
            return ProofAnswer.Erased;
        return succession switch
        {
            Succession.Revoked => ProofAnswer.Revoked,
            Succession.Superseded => ProofAnswer.Superseded,
            _ when steps.Exists(static step => step is { Step: BundleStep.Quorum, Outcome: ProofOutcome.Fails }) => ProofAnswer.Unwitnessed,
            _ => ProofAnswer.Genuine,
        };
    }

    private static bool FilesFit(BundleFiles files, BundleManifest manifest, LedgerEntry entry, TlogProof proof, Checkpoint? checkpoint)
    {
        if (manifest.Files.Count != files.All.Count - 1 || manifest.Index != proof.Index || manifest.Created != entry.Time
            || manifest.Origin != checkpoint?.Origin || manifest.DocLength > files.Document!.Value.Bytes.Length)
            return false;
        return manifest.Files.All(file => file.Key != BundleName.Manifest && files[file.Key] is { } bytes
            && file.Value == Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static bool Opens(BundleFiles files, BundleManifest manifest, LedgerEntry entry)
    {
        if (StrictJson.ParseObject(files[BundleName.Opening]!) is not { Succeeded: true, Value: var opening }
            || opening.Text("r") is not { } text || !StrictBase64.TryHash(text, out var salt))
            return false;
        var whole = files.Document!.Value.Bytes;
        if (manifest.DocLength > whole.Length)
            return false;
        var document = SHA256.HashData(whole.AsSpan(0, (int)manifest.DocLength));
        return (entry.PublicHash is null || TreeHash.Same(entry.PublicHash, document))
            && TreeHash.Same(Commitment.Of(salt, document, files[BundleName.Meta]!), entry.Commit);
    }

    private static List<StepVerdict> Rest(List<StepVerdict> begun) =>
        [.. begun, .. Enum.GetValues<BundleStep>().Skip(begun.Count).Select(static step => new StepVerdict(step, ProofOutcome.Open))];
}
