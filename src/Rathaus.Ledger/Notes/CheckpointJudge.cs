using System.Diagnostics.CodeAnalysis;

namespace Rathaus.Ledger.Notes;

/// <summary>What a checkpoint is worth under a policy.</summary>
/// <param name="Checkpoint">Null: the note says something else, or nothing that can be.</param>
/// <param name="LogSigned">The log that the origin names signed it, and no signature of a known key is false.</param>
/// <param name="Cosigners">Other houses' witnesses whose cosignatures hold, with their times.</param>
/// <param name="QuorumMet">They are enough, and the policy asks for witnesses at all.</param>
/// <param name="Enough">They are enough for publishing: also under a policy that asks for none.</param>
internal sealed record CheckpointVerdict(
    Checkpoint? Checkpoint, bool LogSigned, IReadOnlyList<VerifiedSignature> Cosigners, bool QuorumMet, bool Enough)
{
    public DateTimeOffset? Earliest => Cosigners.Min(static line => line.Time);

    public DateTimeOffset? Latest => Cosigners.Max(static line => line.Time);

    [MemberNotNullWhen(true, nameof(Checkpoint))]
    public bool IsSigned => LogSigned && Checkpoint is not null;
}

/// <summary>Judges checkpoints under a policy; everybody who trusts one does it here.</summary>
internal static class CheckpointJudge
{
    public static CheckpointVerdict Judge(SignedNote note, TrustPolicy policy) => Judge(note, policy, null);

    /// <param name="log">The log's key when the policy does not list it yet: our own log.</param>
    public static CheckpointVerdict Judge(SignedNote note, TrustPolicy policy, VerifierKey? log)
    {
        if (!Checkpoint.TryParse(note.Text, out var checkpoint) || !checkpoint.IsPossible)
            return new CheckpointVerdict(null, false, [], false, false);
        var key = log ?? policy.FindLog(checkpoint.Origin)?.Key;
        if (key is null || key.Name != checkpoint.Origin)
            return new CheckpointVerdict(checkpoint, false, [], false, false);

        // Behind its end nothing that a log signs counts: its key may be in other hands.
        if (policy.Terms.EndOf(key.Name) < checkpoint.Size)
            return new CheckpointVerdict(checkpoint, false, [], false, false);
        var opened = NoteOpener.Open(note, policy.WitnessKeys.Append(key));
        var logSigned = opened.IsGood && opened.Verified.Any(line => line.Key == key);
        // Nobody vouches for oneself.
        var cosigners = opened.Verified.Where(line => policy.CountsAs(line) is not null && !SameHouse(line.Key.Name, key.Name)).ToList();
        var enough = logSigned && policy.IsMet(cosigners.Select(policy.CountsAs).OfType<VerifierKey>().ToHashSet());
        return new CheckpointVerdict(checkpoint, logSigned, cosigners, enough && policy.NeedsWitnesses, enough);
    }

    /// <summary>Log and witness of one house have names below the same host.</summary>
    public static bool SameHouse(string one, string other) => one.Split('/')[0] == other.Split('/')[0];
}
