namespace Rathaus.Cases.Domain;

/// <summary>The notice of a case (Bescheid) from draft to mailbox.</summary>
internal sealed record CaseNotice
{
    public required Guid Id { get; init; }

    /// <summary>Markdown as the rules wrote it.</summary>
    public required string Generated { get; init; }

    /// <summary>Markdown as it will be or was sent.</summary>
    public required string Text { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    public bool FourEyes { get; init; }

    public bool Automatic { get; init; }

    /// <summary>The computation as it was decided, or null.</summary>
    public IReadOnlyList<DecidedStep>? Chain { get; init; }

    /// <summary>Everybody who decided or worded it; none of them may release it.</summary>
    public IReadOnlyList<Guid> Authors { get; init; } = [];

    public Guid? ReleasedBy { get; init; }

    /// <summary>SHA-256 of the PDF, lower-case hex, once sent.</summary>
    public string? Sha256 { get; init; }

    public DateOnly? Sent { get; init; }

    public DateOnly? Fetched { get; init; }

    public DateOnly? Notified { get; init; }

    public DateOnly? RemedyEnds { get; init; }

    public static CaseNotice Drafted(DecisionMade decision, RecordedEvent recorded) => new()
    {
        Id = decision.Notice,
        Generated = decision.Text,
        Text = decision.Text,
        Reasons = decision.Reasons,
        FourEyes = decision.FourEyes,
        Automatic = decision.Automatic,
        Chain = decision.Chain,
        Authors = recorded.Actor.Id is { } author ? [author] : [],
    };

    /// <summary>An edit after the release takes the release back.</summary>
    public CaseNotice Edited(NoticeEdited edit, Guid? author) => this with
    {
        Text = edit.Text,
        ReleasedBy = null,
        Authors = author is { } id && !Authors.Contains(id) ? [.. Authors, id] : Authors,
    };
}
