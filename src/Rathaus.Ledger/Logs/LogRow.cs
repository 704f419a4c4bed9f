using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Logs;

/// <summary>A log as it lies in the database.</summary>
internal sealed record LogRow
{
    public const string Open = "open";
    public const string Frozen = "frozen";
    public const string Closed = "closed";

    public required short Municipality { get; init; }

    public required short Id { get; init; }

    public required string Origin { get; init; }

    public required byte[] PublicKey { get; init; }

    public required byte[] SealedKey { get; init; }

    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    public required string State { get; init; }

    /// <summary>Why it is frozen.</summary>
    public string? Reason { get; init; }

    /// <summary>The signed statement with which it goes on for another log.</summary>
    public string? KeyChange { get; init; }

    public VerifierKey Verifier => VerifierKey.Of(Origin, KeyType.Log, PublicKey);

    public Checkpoint Checkpoint => new(Origin, Size, Root);
}

/// <summary>A published checkpoint.</summary>
internal sealed record PublishedRow
{
    public required short Municipality { get; init; }

    public required short Log { get; init; }

    public required long Size { get; init; }

    public required string Note { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }
}
