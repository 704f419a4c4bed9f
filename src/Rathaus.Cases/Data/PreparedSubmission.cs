using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Data;

/// <summary>An application that passed every rule and waits for its number and its commit.</summary>
internal sealed record PreparedSubmission
{
    public required short Municipality { get; init; }

    /// <summary>Code of the town's case numbers.</summary>
    public required string Code { get; init; }

    /// <summary><c>cases.api</c> or <c>cases.draft</c>: keys of one never meet keys of the other.</summary>
    public required string Scope { get; init; }

    public required string Key { get; init; }

    public required byte[] BodySha256 { get; init; }

    public required Submitted Event { get; init; }

    public required CaseActor Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The draft it comes from, and the version that was checked.</summary>
    public Guid? Draft { get; init; }

    public int? DraftVersion { get; init; }

    /// <summary>What runs after the commit, without the case's number, which the writer fills in.</summary>
    public required IReadOnlyList<(string Kind, DateTimeOffset? RunAt)> Jobs { get; init; }

    /// <summary>Subject line of the mailbox entry; used with an account only.</summary>
    public required string MailboxSubject { get; init; }

    /// <summary>Fee before decision: the payment that is opened with the case.</summary>
    public PreparedPayment? Payment { get; init; }
}

internal sealed record PreparedPayment(Guid Id, string Purpose, string Provider, bool Simulated);

/// <summary>What the writer found.</summary>
internal enum SubmissionResultKind
{
    /// <summary>Written now, or earlier under the same key with the same body.</summary>
    Accepted,

    /// <summary>The key was used with another body.</summary>
    OtherBody,

    /// <summary>The draft moved on or is no more.</summary>
    DraftChanged,
}

/// <param name="Response">The stored answer of the first time; null unless accepted.</param>
/// <param name="Fresh">Written by this call.</param>
internal sealed record SubmissionResult(SubmissionResultKind Kind, StoredReceipt? Response, bool Fresh);

/// <summary>What the idempotency row keeps, so that the same key gets the same receipt. The secret is sealed.</summary>
internal sealed record StoredReceipt(
    string Number, string SealedSecret, string Sha256, DateTimeOffset SubmittedAt, string Status, string Fee, DateOnly? PaymentDue);
