using System.Text.Json.Nodes;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>Something that happened to a case. Events are only ever added; the state is their fold (<see cref="Case"/>).</summary>
internal abstract record CaseEvent;

/// <summary>The application arrived (Eingang).</summary>
internal sealed record Submitted : CaseEvent
{
    public required string Service { get; init; }

    public required string ServiceVersion { get; init; }

    /// <summary>Content hash of the effective service (base and overlay) to which the case is pinned.</summary>
    public required string ServiceHash { get; init; }

    public required string Office { get; init; }

    public required JsonObject Answers { get; init; }

    public IReadOnlyList<CaseUpload> Files { get; init; } = [];

    public Guid? Account { get; init; }

    public string? ApplicantName { get; init; }

    /// <summary>The same with the family name first: lists sort and search by it.</summary>
    public string? ApplicantSort { get; init; }

    /// <summary>Identity data the sign-in confirmed, or null; of the one represented where somebody acted for another.</summary>
    public ConfirmedPerson? Person { get; init; }

    /// <summary>Who sent it for the applicant; null: the applicant.</summary>
    public CaseRepresentative? Representative { get; init; }

    /// <summary>What the case is about in a few words of a list: plate or address.</summary>
    public string? Subject { get; init; }

    public TrustLevel Trust { get; init; }

    /// <summary>The sign-in was a simulated eID or a demo person: labelled on page, case and document.</summary>
    public bool Simulated { get; init; }

    /// <summary><c>portal</c> or <c>api</c>.</summary>
    public required string Channel { get; init; }

    public required string Language { get; init; }

    public IReadOnlyList<CaseFee> Fees { get; init; } = [];

    /// <summary>Sum of the fees due at once; the case waits for it when it is above zero.</summary>
    public Euro Fee { get; init; }

    public CaseDeadline? Deadline { get; init; }

    public CaseDeadline? PaymentDue { get; init; }

    /// <summary>Who must confirm before the case goes on.</summary>
    public IReadOnlyList<CaseSigner>? Signers { get; init; }

    public CaseDeadline? SigningDue { get; init; }
}

/// <summary>A fee line as shown before submission.</summary>
internal sealed record CaseFee(string Id, string Label, Euro Amount, string Basis, string? Booking);

/// <summary>A day with its reason in law; the event that carries it is its cause.</summary>
internal sealed record CaseDeadline(string Kind, DateOnly Ends, string Basis, bool DeemedGranted = false);

/// <summary>A file of the case; the bytes lie encrypted under the case's key.</summary>
internal sealed record CaseUpload(Guid Id, string Question, string Name, string MediaType, long Size, string Sha256);

/// <summary>The notice asks for a fee (Gebührenfestsetzung). It does not hold up what was granted.</summary>
internal sealed record FeeCharged(Guid Payment, Euro Amount, IReadOnlyList<CaseFee> Fees, DateOnly Due) : CaseEvent;

/// <summary>The whole fee is paid.</summary>
internal sealed record FeePaid(Guid Payment, Euro Amount, bool Simulated, CaseDeadline? Deadline) : CaseEvent;

/// <summary>Money has to go back; a person arranges it.</summary>
/// <param name="Arrived">The money came only now, for a case that does not want it (any more).</param>
internal sealed record RefundOrdered(Guid Payment, Euro Amount, string Reason, bool Arrived) : CaseEvent;

internal sealed record Refunded(Guid Payment, Euro Amount) : CaseEvent;

/// <summary>Somebody of the office wants to give up a fee that is not paid; another person says yes or no.</summary>
/// <param name="Kind"><c>waived</c> (Erlass, nothing is owed any more) or <c>written-off</c> (Niederschlagung, it is not collected).</param>
internal sealed record FeeWaiverProposed(string Kind, string Reason) : CaseEvent;

/// <summary>The second person's answer; a no has its reason.</summary>
internal sealed record FeeWaiverAnswered(string Kind, bool Granted, string? Reason) : CaseEvent;

/// <summary>The day to pay passed (no costs for the applicant).</summary>
internal sealed record PaymentLapsed(Guid? Payment, DateOnly Due) : CaseEvent;

/// <summary>Somebody took or got the case (Übernahme, Zuweisung); null gives it back to the team.</summary>
internal sealed record Assigned(Guid? Assignee, string? AssigneeName) : CaseEvent;

/// <summary>Internal note (Vermerk), never shown to the applicant.</summary>
internal sealed record NoteAdded(string Text) : CaseEvent;

/// <summary>A message between office and applicant, in either direction.</summary>
internal sealed record MessageSent(Guid Message, bool FromOffice, string Text) : CaseEvent;

/// <summary>The applicant is asked to correct single answers; the decision deadline rests meanwhile.</summary>
internal sealed record CorrectionRequested(IReadOnlyList<string> Questions, string Text, DateOnly Until, DateOnly On) : CaseEvent;

/// <summary>New answers and files of the applicant; the rest of the deadline runs again from here.</summary>
internal sealed record CorrectionAnswered(
    JsonObject Answers, IReadOnlyList<CaseUpload> Files, string? Comment, CaseDeadline? Deadline) : CaseEvent
{
    /// <summary>Questions whose answers are gone because the corrected ones hide them.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    public string? Subject { get; init; }
}

/// <summary>Changed answers have to be confirmed (again).</summary>
internal sealed record SignersAsked(
    IReadOnlyList<CaseSigner> Signers, CaseDeadline Due, Euro Fee, IReadOnlyList<CaseFee> Fees) : CaseEvent;

/// <summary>The applicant got a new code for a person who must confirm.</summary>
internal sealed record SignerInvited(Guid Signer, DateOnly Until) : CaseEvent;

/// <summary>A named person confirmed the answers.</summary>
/// <param name="Sha256">Of the answers as they were shown, lower-case hex.</param>
internal sealed record SignerConfirmed(
    Guid Signer, Guid Account, string Name, TrustLevel Trust, bool Simulated, string Sha256) : CaseEvent;

/// <summary>A named person does not confirm.</summary>
internal sealed record SignerDeclined(Guid Signer, Guid Account, string Name, string Reason) : CaseEvent;

/// <summary>The applicant got a code for somebody who shall help with this case.</summary>
internal sealed record HelperInvited(Guid Helper, string Name, DateOnly Until) : CaseEvent;

/// <summary>Somebody took the code and may read and answer.</summary>
internal sealed record HelperJoined(Guid Helper, Guid Account, string Name) : CaseEvent;

/// <summary>The help ended: by the applicant or by the one who helped.</summary>
internal sealed record HelperEnded(Guid Helper, string Name) : CaseEvent;

/// <summary>The applicant deleted the account; the case goes on by letter.</summary>
internal sealed record AccountClosed : CaseEvent;

/// <summary>Nobody has to confirm any more; the case goes on.</summary>
internal sealed record SigningCompleted(CaseDeadline? Deadline, CaseDeadline? PaymentDue) : CaseEvent;

/// <summary>The day to confirm passed (no costs for the applicant).</summary>
internal sealed record SigningLapsed(DateOnly Due) : CaseEvent;

/// <summary>An appointment was booked.</summary>
internal sealed record AppointmentBooked(Guid Appointment, string Rule, string Office, DateTimeOffset Starts, int Minutes) : CaseEvent;

internal sealed record AppointmentMoved(Guid Appointment, string Rule, DateTimeOffset From, DateTimeOffset To) : CaseEvent;

internal sealed record AppointmentCancelled(Guid Appointment, string Rule, DateTimeOffset Starts) : CaseEvent;

/// <summary>What the office noted on the day: <c>Arrived</c>, <c>Served</c> or <c>Missed</c>.</summary>
internal sealed record AppointmentNoted(Guid Appointment, string Rule, string Status) : CaseEvent;

/// <summary>A document was made with the grant.</summary>
internal sealed record DocumentIssued(Guid Document, string Issue, string Title, string DocumentNumber, int Copies) : CaseEvent;

/// <summary>An issued document holds no more (Rücknahme, Widerruf).</summary>
internal sealed record DocumentRevoked(Guid Document, string Title, string Reason) : CaseEvent;

/// <summary>The one extension of the deadline that a reason allows (§ 42a (2) sentence 3 VwVfG).</summary>
internal sealed record DeadlineExtended(CaseDeadline Deadline, string Reason) : CaseEvent;

/// <summary>The decision with its draft notice (Bescheidentwurf).</summary>
internal sealed record DecisionMade : CaseEvent
{
    public required CaseOutcome Outcome { get; init; }

    /// <summary>Reasons of a rejection or part, one per entry, as the notice prints them.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    public required Guid Notice { get; init; }

    /// <summary>Markdown of the notice as generated.</summary>
    public required string Text { get; init; }

    /// <summary>A second person must release it.</summary>
    public bool FourEyes { get; init; }

    public bool Automatic { get; init; }

    /// <summary>The computation it rests on, or null: none, or decided before chains were kept.</summary>
    public IReadOnlyList<DecidedStep>? Chain { get; init; }
}

/// <summary>The clerk's wording; both versions stay, so the difference can be shown for ever.</summary>
internal sealed record NoticeEdited(Guid Notice, string Text) : CaseEvent;

/// <summary>A second person agreed (Freigabe).</summary>
internal sealed record DecisionReleased(Guid Notice) : CaseEvent;

/// <summary>The decision goes back to review; its draft is void.</summary>
internal sealed record DecisionReturned(Guid Notice, string Reason) : CaseEvent;

/// <summary>The notice lies in the mailbox (or was printed); day of notification by § 41 VwVfG NRW.</summary>
internal sealed record NoticeSent(
    Guid Notice, string Sha256, DateOnly Sent, DateOnly Notified, DateOnly? RemedyEnds, string Delivery) : CaseEvent;

/// <summary>The applicant fetched the notice; the later day of notification holds.</summary>
internal sealed record NoticeFetched(Guid Notice, DateOnly Fetched, DateOnly Notified, DateOnly? RemedyEnds) : CaseEvent;

/// <summary>A permit (Ausweis, Erlaubnis) with its number and validity.</summary>
internal sealed record PermitIssued(string PermitNumber, string Kind, string Subject, DateOnly From, DateOnly Until) : CaseEvent;

/// <summary>The registers did what the grant asked for, and gave numbers and days.</summary>
internal sealed record EffectsCarriedOut(IReadOnlyList<CaseEffect> Effects) : CaseEvent;

/// <summary>One effect of a grant in a register.</summary>
/// <param name="Id">Its id in the package.</param>
/// <param name="Effect">Its name in the catalogue, for example <c>plates.reserve</c>.</param>
internal sealed record CaseEffect(string Id, string Effect, JsonObject Gives);

/// <summary>The applicant took the application back (Rücknahme).</summary>
internal sealed record Withdrawn(string? Reason) : CaseEvent;

/// <summary>Somebody of the office has looked at what was new.</summary>
internal sealed record NewsRead : CaseEvent;

/// <summary>The rules did not decide by themselves; a person does, for this reason.</summary>
internal sealed record LeftToClerk(string Reason) : CaseEvent;
