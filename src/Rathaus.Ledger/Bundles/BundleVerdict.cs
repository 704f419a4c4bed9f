using Rathaus.Kernel.Ports;

namespace Rathaus.Ledger.Bundles;

/// <summary>The steps of a check, in their order.</summary>
internal enum BundleStep
{
    /// <summary>The archive holds the right files, and each is the one of the manifest.</summary>
    Files,

    /// <summary>The entry is about this document and these data.</summary>
    Commitment,

    /// <summary>The entry stands in the tree of the checkpoint.</summary>
    Inclusion,

    /// <summary>The log signed the checkpoint under a key of the pinned policy.</summary>
    Log,

    /// <summary>Enough other towns cosigned it.</summary>
    Quorum,

    /// <summary>Nothing later in the log replaces or revokes it.</summary>
    Successor,
}

/// <summary>What a successor in the log says.</summary>
internal enum Succession
{
    /// <summary>Nobody was asked.</summary>
    Unknown,
    None,
    Revoked,
    Superseded,
}

/// <summary>One line of the result; the key names the sentence, the values stand in it.</summary>
internal sealed record StepVerdict(BundleStep Step, ProofOutcome Outcome, string Detail = "");

/// <summary>The result of a check.</summary>
internal sealed record BundleVerdict(ProofAnswer Answer, IReadOnlyList<StepVerdict> Steps)
{
    public string Origin { get; init; } = "";

    public long Index { get; init; }

    public string Type { get; init; } = "";

    public string Org { get; init; } = "";

    /// <summary>When it went into the log, by the log's own word.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>First and last time at which another town saw it.</summary>
    public DateTimeOffset? Earliest { get; init; }

    public DateTimeOffset? Latest { get; init; }

    public int Cosigners { get; init; }

    /// <summary>Canonical JSON beside the document; null unless the entry is about it.</summary>
    public byte[]? Meta { get; init; }

    /// <summary>Leaf hash of the entry; null when it could not be read.</summary>
    public byte[]? Leaf { get; init; }
}
