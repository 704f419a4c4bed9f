using System.Text.Json.Nodes;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>
/// A case (Vorgang): the fold of its events. Immutable; <see cref="Apply"/> takes one more event, the transition methods
/// (Case.Transitions.cs) say which event a wish leads to, or why not.
/// </summary>
internal sealed partial record Case
{
    public required CaseNumber Number { get; init; }

    /// <summary>Number of the last event; the concurrency token of every change.</summary>
    public int Version { get; init; }

    /// <summary>SHA-256 of the last event: head of the chain.</summary>
    public byte[] Head { get; init; } = EventChain.Genesis;

    public CaseStatus Status { get; init; }

    public CaseOutcome? Outcome { get; init; }

    public string Service { get; init; } = "";

    public string ServiceVersion { get; init; } = "";

    public string ServiceHash { get; init; } = "";

    public string Office { get; init; } = "";

    public Guid? Account { get; init; }

    public string? ApplicantName { get; init; }

    public string? ApplicantSort { get; init; }

    public ConfirmedPerson? Person { get; init; }

    /// <summary>The applicant deleted the account: what is said goes by letter.</summary>
    public bool ByLetter { get; init; }

    /// <summary>Who sent it for the applicant; null: the applicant.</summary>
    public CaseRepresentative? Representative { get; init; }

    public string? Subject { get; init; }

    public TrustLevel Trust { get; init; }

    public bool Simulated { get; init; }

    public string Channel { get; init; } = "";

    public string Language { get; init; } = "de";

    public JsonObject Answers { get; init; } = [];

    public IReadOnlyList<CaseUpload> Files { get; init; } = [];

    public IReadOnlyList<CaseFee> Fees { get; init; } = [];

    public Euro Fee { get; init; }

    /// <summary>Money received and not paid back.</summary>
    public Euro Paid { get; init; }

    /// <summary>The notice asked for the fee, and it is not paid yet.</summary>
    public bool FeeOpen { get; init; }

    /// <summary>The wish to give up the open fee, until another person answers it.</summary>
    public FeeWaiver? Waiver { get; init; }

    /// <summary>Somebody still has to pay <see cref="Fee"/>: before the decision or after the notice.</summary>
    public bool OwesFee => Status == CaseStatus.AwaitingPayment || FeeOpen;

    /// <summary>Part of <see cref="Paid"/> that still has to go back.</summary>
    public Euro RefundDue { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When the application was complete: sent, and confirmed by everybody who must.</summary>
    public DateTimeOffset CompleteAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When the case came to its end: notice sent, withdrawn or lapsed. From here its retention runs.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The day until which somebody must act, or null.</summary>
    public CaseDeadline? Due { get; init; }

    /// <summary>Number of the event that started <see cref="Due"/>.</summary>
    public int? DueCause { get; init; }

    /// <summary>The decision deadline that rests while the applicant is asked, and since when.</summary>
    public CaseDeadline? RestingDue { get; init; }

    public DateOnly? RestingSince { get; init; }

    public bool Extended { get; init; }

    public Guid? Assignee { get; init; }

    public string? AssigneeName { get; init; }

    public CorrectionRequested? OpenCorrection { get; init; }

    public CaseNotice? Notice { get; init; }

    public PermitIssued? Permit { get; init; }

    /// <summary>Issued documents that hold no more.</summary>
    public IReadOnlyList<Guid> Revoked { get; init; } = [];

    /// <summary>What the registers gave when the grant was carried out; empty before and without.</summary>
    public IReadOnlyList<CaseEffect> Effects { get; init; } = [];

    /// <summary>Other people who must confirm the answers, and what they said.</summary>
    public IReadOnlyList<CaseSigning> Signings { get; init; } = [];

    /// <summary>Number of the event that made the answers what they are: confirmations hold for these answers only.</summary>
    public int AnswersVersion { get; init; }

    /// <summary>Everybody who must confirm has.</summary>
    public bool AllConfirmed => Signings.All(signing => signing.State == SigningState.Confirmed);

    /// <summary>Why the rules left the decision to a person, or null.</summary>
    public string? LeftToClerkBecause { get; init; }

    /// <summary>Something from outside that nobody of the office has seen yet: <c>message</c>, <c>correction</c>, <c>payment</c>.</summary>
    public string? News { get; init; }

    /// <summary>Folds the events of one case in their order.</summary>
    /// <exception cref="InvalidOperationException">The list is empty.</exception>
    public static Case Replay(CaseNumber number, IEnumerable<RecordedEvent> events)
    {
        var state = new Case { Number = number };
        foreach (var recorded in events)
            state = state.Apply(recorded);
        return state.Version > 0 ? state : throw new InvalidOperationException($"Case {number} has no events");
    }

    public Case Apply(RecordedEvent recorded)
    {
        var next = recorded.Event switch
        {
            Submitted e => Begin(e, recorded),
            FeePaid e => this with
            {
                Paid = Paid + e.Amount,
                FeeOpen = false,
                Waiver = null,
                Status = Status == CaseStatus.AwaitingPayment ? CaseStatus.Submitted : Status,
                Due = e.Deadline,
                DueCause = e.Deadline is null ? null : recorded.Sequence,
                News = "payment",
            },
            FeeCharged e => this with { Fee = e.Amount, Fees = e.Fees, FeeOpen = true },
            RefundOrdered e => this with { RefundDue = RefundDue + e.Amount, Paid = e.Arrived ? Paid + e.Amount : Paid },
            Refunded e => this with { RefundDue = RefundDue - e.Amount, Paid = Paid - e.Amount },
            FeeWaiverProposed e => this with { Waiver = new FeeWaiver(e.Kind, e.Reason, recorded.Actor.Id, recorded.Actor.Name) },
            FeeWaiverAnswered e => this with { Waiver = null, FeeOpen = FeeOpen && !e.Granted },
            PaymentLapsed => this with { Status = CaseStatus.Expired, ClosedAt = recorded.At, Due = null, DueCause = null },
            Assigned e => this with
            {
                Assignee = e.Assignee,
                AssigneeName = e.AssigneeName,
                Status = Status == CaseStatus.Submitted && e.Assignee is not null ? CaseStatus.InReview : Status,
                News = null,
            },
            NoteAdded => this,
            MessageSent e => this with { News = e.FromOffice ? News : "message" },
            CorrectionRequested e => this with
            {
                Status = CaseStatus.AwaitingApplicant,
                OpenCorrection = e,
                RestingDue = Due,
                RestingSince = e.On,
                Due = new CaseDeadline("correction", e.Until, "§ 26 Abs. 2 VwVfG NRW"),
                DueCause = recorded.Sequence,
            },
            CorrectionAnswered e => Corrected(e, recorded),
            DeadlineExtended e => this with { Due = e.Deadline, DueCause = recorded.Sequence, Extended = true },
            DecisionMade e => this with
            {
                Status = e.FourEyes ? CaseStatus.AwaitingRelease : CaseStatus.ReadyToSend,
                Outcome = e.Outcome,
                Notice = CaseNotice.Drafted(e, recorded),
                News = null,
            },
            NoticeEdited e => this with
            {
                Notice = Notice?.Edited(e, recorded.Actor.Id),
                Status = Notice is { FourEyes: true } ? CaseStatus.AwaitingRelease : Status,
            },
            DecisionReleased => this with
            {
                Status = CaseStatus.ReadyToSend,
                Notice = Notice is null ? null : Notice with { ReleasedBy = recorded.Actor.Id },
            },
            DecisionReturned => this with { Status = CaseStatus.InReview, Outcome = null, Notice = null },
            NoticeSent e => this with
            {
                Status = CaseStatus.Decided,
                DecidedAt = recorded.At,
                ClosedAt = recorded.At,
                Due = null,
                DueCause = null,
                Notice = Notice is null ? null : Notice with
                {
                    Sha256 = e.Sha256, Sent = e.Sent, Notified = e.Notified, RemedyEnds = e.RemedyEnds,
                },
            },
            NoticeFetched e => this with
            {
                Notice = Notice is null ? null : Notice with
                {
                    Fetched = e.Fetched, Notified = e.Notified, RemedyEnds = e.RemedyEnds,
                },
            },
            EffectsCarriedOut e => this with { Effects = e.Effects },
            PermitIssued e => this with { Permit = e },
            DocumentRevoked e => this with { Revoked = [.. Revoked, e.Document] },
            Withdrawn => this with
            {
                Status = CaseStatus.Withdrawn, ClosedAt = recorded.At, Due = null, DueCause = null, OpenCorrection = null,
            },
            SignersAsked e => AskSigners(e, recorded),
            AccountClosed => this with { Account = null, ByLetter = true },
            HelperInvited or HelperJoined or HelperEnded => this,
            SignerInvited or AppointmentBooked or AppointmentMoved or AppointmentCancelled or AppointmentNoted or DocumentIssued => this,
            SignerConfirmed e => With(e.Signer, signing => signing with
            {
                State = SigningState.Confirmed, Account = e.Account, At = recorded.At, Reason = null, Simulated = e.Simulated,
            }),
            SignerDeclined e => With(e.Signer, signing => signing with
            {
                State = SigningState.Declined, Account = e.Account, At = recorded.At, Reason = e.Reason,
            }),
            SigningCompleted e => this with
            {
                CompleteAt = recorded.At,
                Status = e.PaymentDue is not null ? CaseStatus.AwaitingPayment
                    : Assignee is null ? CaseStatus.Submitted : CaseStatus.InReview,
                Due = e.PaymentDue ?? e.Deadline,
                DueCause = (e.PaymentDue ?? e.Deadline) is null ? null : recorded.Sequence,
            },
            SigningLapsed => this with { Status = CaseStatus.Expired, ClosedAt = recorded.At, Due = null, DueCause = null, OpenCorrection = null },
            NewsRead => this with { News = null },
            LeftToClerk e => this with { LeftToClerkBecause = e.Reason },
            _ => throw new InvalidOperationException($"Unknown event {recorded.Event.GetType().Name}"),
        };
        return next with { Version = recorded.Sequence, Head = recorded.Hash, ChangedAt = recorded.At };
    }

    private Case Begin(Submitted e, RecordedEvent recorded) => this with
    {
        Status = e.SigningDue is not null ? CaseStatus.AwaitingSigners : e.Fee > Euro.Zero ? CaseStatus.AwaitingPayment : CaseStatus.Submitted,
        Signings = [.. (e.Signers ?? []).Select(signer => new CaseSigning(signer))],
        AnswersVersion = recorded.Sequence,
        Service = e.Service,
        ServiceVersion = e.ServiceVersion,
        ServiceHash = e.ServiceHash,
        Office = e.Office,
        Account = e.Account,
        ApplicantName = e.ApplicantName,
        ApplicantSort = e.ApplicantSort,
        Person = e.Person,
        Representative = e.Representative,
        Subject = e.Subject,
        Trust = e.Trust,
        Simulated = e.Simulated,
        Channel = e.Channel,
        Language = e.Language,
        Answers = e.Answers,
        Files = e.Files,
        Fees = e.Fees,
        Fee = e.Fee,
        SubmittedAt = recorded.At,
        CompleteAt = recorded.At,
        Due = e.SigningDue ?? (e.Fee > Euro.Zero ? e.PaymentDue : e.Deadline),
        DueCause = (e.SigningDue ?? (e.Fee > Euro.Zero ? e.PaymentDue : e.Deadline)) is null ? null : recorded.Sequence,
    };

    private Case AskSigners(SignersAsked e, RecordedEvent recorded) => this with
    {
        Status = CaseStatus.AwaitingSigners,
        Signings = [.. e.Signers.Select(signer => new CaseSigning(signer))],
        Fee = e.Fee,
        Fees = e.Fees,
        Due = e.Due,
        DueCause = recorded.Sequence,
    };

    private Case With(Guid signer, Func<CaseSigning, CaseSigning> change) =>
        this with { Signings = [.. Signings.Select(signing => signing.Signer.Id == signer ? change(signing) : signing)] };

    private Case Corrected(CorrectionAnswered e, RecordedEvent recorded)
    {
        var answers = (JsonObject)Answers.DeepClone();
        foreach (var gone in e.Removed)
            answers.Remove(gone);
        foreach (var (question, value) in e.Answers)
            answers[question] = value?.DeepClone();
        var replaced = e.Files.Select(file => file.Question).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Status = Assignee is null ? CaseStatus.Submitted : CaseStatus.InReview,
            Answers = answers,
            AnswersVersion = recorded.Sequence,
            Subject = e.Subject,
            Files = [.. Files.Where(file => !replaced.Contains(file.Question)), .. e.Files],
            OpenCorrection = null,
            RestingDue = null,
            RestingSince = null,
            Due = e.Deadline,
            DueCause = e.Deadline is null ? null : recorded.Sequence,
            News = "correction",
        };
    }
}

/// <summary>An open fee that somebody of the office wants to give up.</summary>
internal sealed record FeeWaiver(string Kind, string Reason, Guid? By, string? ByName);
