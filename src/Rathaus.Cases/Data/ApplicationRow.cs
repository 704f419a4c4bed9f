using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Data;

/// <summary>The projection of a case: what lists show, filter and search. Always the image of the events.</summary>
internal sealed record ApplicationRow
{
    public required string Number { get; init; }

    public required string Service { get; init; }

    public required string ServiceVersion { get; init; }

    public required string ServiceHash { get; init; }

    public required string Office { get; init; }

    public required string Status { get; init; }

    public string? Outcome { get; init; }

    public Guid? Account { get; init; }

    public string? ApplicantName { get; init; }

    public required string ApplicantKey { get; init; }

    public string? Subject { get; init; }

    public required string SubjectKey { get; init; }

    public required bool Simulated { get; init; }

    public Guid? Assignee { get; init; }

    public string? AssigneeName { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateOnly? PermitUntil { get; init; }

    public DateOnly? DueOn { get; init; }

    public string? DueKind { get; init; }

    public int? DueCause { get; init; }

    public required bool DueDeemed { get; init; }

    public required Euro Fee { get; init; }

    public required bool FeeOpen { get; init; }

    public required Euro Paid { get; init; }

    public required Euro RefundDue { get; init; }

    public string? News { get; init; }

    public required int Version { get; init; }

    public required byte[] Head { get; init; }

    /// <summary>The columns in the order of the properties above.</summary>
    public const string Columns =
        """
        number, service, service_version, service_hash, office, status, outcome, account, applicant_name, applicant_key,
        subject, subject_key, simulated, assignee, assignee_name, submitted_at, changed_at, decided_at, closed_at,
        permit_until, due_on, due_kind, due_cause, due_deemed, fee, fee_open, paid, refund_due, news, version, head
        """;

    public static ApplicationRow Of(Case state) =>
        new()
        {
            Number = state.Number.Text,
            Service = state.Service,
            ServiceVersion = state.ServiceVersion,
            ServiceHash = state.ServiceHash,
            Office = state.Office,
            Status = state.Status.ToString(),
            Outcome = state.Outcome?.ToString(),
            Account = state.Account,
            ApplicantName = state.ApplicantName,
            ApplicantKey = CaseText.ForSearch(state.ApplicantSort ?? state.ApplicantName),
            Subject = state.Subject,
            SubjectKey = CaseText.ForSearch(state.Subject),
            Simulated = state.Simulated,
            Assignee = state.Assignee,
            AssigneeName = state.AssigneeName,
            SubmittedAt = state.SubmittedAt,
            ChangedAt = state.ChangedAt,
            DecidedAt = state.DecidedAt,
            ClosedAt = state.ClosedAt,
            PermitUntil = state.Permit?.Until,
            DueOn = state.Due?.Ends,
            DueKind = state.Due?.Kind,
            DueCause = state.DueCause,
            DueDeemed = state.Due?.DeemedGranted ?? false,
            Fee = state.Fee,
            FeeOpen = state.FeeOpen,
            Paid = state.Paid,
            RefundDue = state.RefundDue,
            News = state.News,
            Version = state.Version,
            Head = state.Head,
        };

    /// <summary>Everything that can change after submission; no row when somebody else was faster.</summary>
    public Sql Update(int expectedVersion) => new(
        """
        update cases.application
        set status = @Status, outcome = @Outcome, assignee = @Assignee, assignee_name = @AssigneeName,
          subject = @Subject, subject_key = @SubjectKey, changed_at = @ChangedAt, decided_at = @DecidedAt,
          closed_at = @ClosedAt, permit_until = @PermitUntil,
          due_on = @DueOn, due_kind = @DueKind, due_cause = @DueCause, due_deemed = @DueDeemed,
          fee = @Fee, fee_open = @FeeOpen, paid = @Paid, refund_due = @RefundDue, news = @News, version = @Version, head = @Head
        where municipality = @Town and number = @Number and version = @ExpectedVersion
        """,
        new
        {
            Status, Outcome, Assignee, AssigneeName, Subject, SubjectKey, ChangedAt, DecidedAt, ClosedAt, PermitUntil,
            DueOn, DueKind, DueCause, DueDeemed, Fee, FeeOpen, Paid, RefundDue, News, Version, Head, Number, ExpectedVersion = expectedVersion,
        });
}
