using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// Checks documents with proof (<c>rathaus-bundle/v1</c>), whoever issued them, and tells what the log says of a document of
/// this house. Owned by the ledger.
/// </summary>
public interface IProofCheck
{
    /// <summary>Bytes, the largest file that is looked at.</summary>
    long MostBytes { get; }

    /// <summary>
    /// The verdict on a file under the policy of this installation, or null: the file carries no proof at all and is to be
    /// compared in another way.
    /// </summary>
    /// <param name="file">Seekable.</param>
    Task<ProofVerdict?> CheckAsync(Stream file, Language language, CancellationToken ct);

    /// <summary>The same verdict on a document of this house, by the name under which it was handed in; null: not in the log yet, unknown, or erased.</summary>
    Task<ProofVerdict?> OfOwnAsync(short municipality, string key, Language language, CancellationToken ct);

    /// <summary>What the town's own log says of something that was handed in.</summary>
    Task<ProofStanding> StandingAsync(short municipality, string key, CancellationToken ct);

    /// <summary>What the check of a printed code needs (<see cref="PaperProof"/>), or null: not proven yet, unknown, or erased.</summary>
    Task<PaperEvidence?> PaperAsync(short municipality, string key, CancellationToken ct);

    /// <summary>What the page that checks a printed code needs.</summary>
    PaperPage PageFor(Language language);
}

/// <summary>Ingredients of the page that checks a printed code in the browser.</summary>
/// <param name="Script">Address of the script, of this house.</param>
/// <param name="Policy">The policy to trust.</param>
/// <param name="Words">Sentences of the steps, as JSON.</param>
public sealed record PaperPage(string Script, string Policy, string Words);

/// <summary>All in one word. Only <see cref="Genuine"/> is green.</summary>
public enum ProofAnswer
{
    Genuine,

    /// <summary>All fits, but no quorum of other towns confirms it under the pinned policy.</summary>
    Unwitnessed,
    Revoked,
    Superseded,

    /// <summary>The town erased the opening: nobody can say any more what the entry was about.</summary>
    Erased,

    /// <summary>Something was altered, or never came from the log.</summary>
    Forged,

    /// <summary>No bundle.</summary>
    Unreadable,
}

/// <summary>How a step of the check went.</summary>
public enum ProofOutcome
{
    Holds,
    Fails,

    /// <summary>Could not be looked at.</summary>
    Open,
}

/// <summary>One step of the check in a sentence.</summary>
public sealed record ProofLine(ProofOutcome Outcome, string Text);

/// <summary>The result of a check in people's words.</summary>
/// <param name="Sentence">One for all.</param>
public sealed record ProofVerdict(ProofAnswer Answer, string Sentence, IReadOnlyList<ProofLine> Lines)
{
    /// <summary>Type of the entry, empty when none could be read.</summary>
    public string Type { get; init; } = "";

    public long Index { get; init; }

    /// <summary>When it went into the log, by the log's own word.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Regional key of the town whose log it is from; empty when this house cannot tell.</summary>
    public string Org { get; init; } = "";

    /// <summary>What the proof says beside the document (<see cref="ProofRequest.Meta"/>); null unless the entry is about it.</summary>
    public JsonObject? Meta { get; init; }
}

/// <summary>What a town's own log says of a document.</summary>
public enum ProofStanding
{
    /// <summary>Nothing: unknown or erased.</summary>
    Unknown,

    /// <summary>It holds, as far as the log goes.</summary>
    Holds,
    Revoked,
    Superseded,
}
