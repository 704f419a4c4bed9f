namespace Rathaus.Cases.Domain;

/// <summary>Where a case stands (Stand des Vorgangs). Stored by name.</summary>
internal enum CaseStatus
{
    /// <summary>Arrived, other people named in it have not confirmed yet; the case goes on when all have.</summary>
    AwaitingSigners,

    /// <summary>Arrived, the fee is not paid yet; work starts with the payment.</summary>
    AwaitingPayment,

    /// <summary>Arrived, nobody has taken it.</summary>
    Submitted,

    /// <summary>A clerk works on it.</summary>
    InReview,

    /// <summary>The applicant was asked to correct answers; the deadline rests.</summary>
    AwaitingApplicant,

    /// <summary>Decided by one person, a second one must release it (Vier-Augen-Prinzip).</summary>
    AwaitingRelease,

    /// <summary>Decided and, where needed, released; the notice is not sent yet.</summary>
    ReadyToSend,

    /// <summary>The notice lies in the mailbox.</summary>
    Decided,

    /// <summary>Taken back by the applicant.</summary>
    Withdrawn,

    /// <summary>Lapsed because the fee was not paid, or not everybody confirmed, in time.</summary>
    Expired,
}

/// <summary>How a case was decided.</summary>
internal enum CaseOutcome
{
    Granted,
    PartlyGranted,
    Rejected,
}

internal static class CaseStatuses
{
    /// <summary>Nothing more happens by itself.</summary>
    public static bool IsFinal(this CaseStatus status) =>
        status is CaseStatus.Decided or CaseStatus.Withdrawn or CaseStatus.Expired;

    /// <summary>What a clerk's list shows as open.</summary>
    public static IReadOnlyList<CaseStatus> Open { get; } =
    [
        CaseStatus.Submitted, CaseStatus.InReview, CaseStatus.AwaitingApplicant, CaseStatus.AwaitingRelease,
        CaseStatus.ReadyToSend,
    ];
}
