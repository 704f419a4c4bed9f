namespace Rathaus.Kernel.Files;

/// <summary>Whether a file may be handed out.</summary>
public enum FileState
{
    /// <summary>The scanner is away: kept, not shown, scanned again by a job.</summary>
    Quarantined,

    /// <summary>Scanned, nothing found.</summary>
    Clean,

    /// <summary>No scanner is configured; shown as such.</summary>
    Unscanned,

    /// <summary>The scanner found something; the content is deleted.</summary>
    Refused,
}

/// <summary>A file as the database knows it; its content lies encrypted in segments.</summary>
public sealed record StoredFile
{
    public required short Municipality { get; init; }

    public required Guid Id { get; init; }

    /// <summary>What it belongs to and under whose key it lies, for example <c>case/0199…</c>.</summary>
    public required string Object { get; init; }

    public required short Version { get; init; }

    /// <summary>Name as uploaded, cleaned; for <c>Content-Disposition</c> and lists.</summary>
    public required string Name { get; init; }

    /// <summary>By content, not as declared.</summary>
    public required string MediaType { get; init; }

    public required long Size { get; init; }

    /// <summary>Of the stored content (after metadata were removed).</summary>
    public required byte[] Sha256 { get; init; }

    public required FileState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool CanBeShown => State is FileState.Clean or FileState.Unscanned;
}
