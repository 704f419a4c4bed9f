using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Domain;

/// <summary>Which event a wish leads to, or why not. Pure: no clock, no database.</summary>
internal sealed partial record Case
{
    /// <summary>Longest text of a note, message, reason or edited notice.</summary>
    public const int LongestText = 20_000;

    public Outcome<CaseEvent> Withdraw(string? reason) => Status switch
    {
        CaseStatus.Withdrawn => Refusal.Conflict("case.already-withdrawn", "Der Antrag ist schon zurückgenommen."),
        CaseStatus.Decided => Refusal.Conflict("case.already-decided", "Über den Antrag ist schon entschieden."),
        CaseStatus.Expired => Refusal.Conflict("case.expired", "Der Antrag ist schon verfallen."),
        _ => new Withdrawn(Shorten(reason)),
    };

    /// <param name="assignee">Who shall work on it; null gives it back to the team.</param>
    public Outcome<CaseEvent> Assign(Guid? assignee, string? name)
    {
        if (NotOpen() is { } refusal)
            return refusal;
        return Assignee == assignee && assignee is not null
            ? Refusal.Conflict("case.already-assigned", "Der Vorgang ist dieser Person schon zugewiesen.")
            : new Assigned(assignee, name);
    }

    public Outcome<CaseEvent> AddNote(string text) =>
        TextFault(text, "text") is { } refusal ? refusal : new NoteAdded(text.Trim());

    public Outcome<CaseEvent> SendMessage(Guid message, bool fromOffice, string text) =>
        TextFault(text, "text") is { } refusal ? refusal : new MessageSent(message, fromOffice, text.Trim());

    public Outcome<CaseEvent> RequestCorrection(IReadOnlyList<string> questions, string text, DateOnly until, DateOnly today, string state = PublicHolidays.NorthRhineWestphalia)
    {
        if (Status is not (CaseStatus.Submitted or CaseStatus.InReview))
            return NotNow();
        if (TextFault(text, "text") is { } refusal)
            return refusal;
        if (questions.Count == 0)
            return Fault("questions", "correction.no-question", "Wählen Sie mindestens eine Angabe.");
        if (until <= today || until > today.AddYears(1))
            return Fault("until", "correction.until-out-of-range", "Die Frist liegt nach heute und höchstens ein Jahr voraus.");
        return new CorrectionRequested([.. questions.Distinct(StringComparer.Ordinal)], text.Trim(),
            Deadlines.NextWorkingDayOrSame(until, state), today);
    }

    /// <summary>The decision deadline after a rest: as many days later as the rest lasted, on a working day.</summary>
    public CaseDeadline? DeadlineAfterRest(DateOnly today, string state = PublicHolidays.NorthRhineWestphalia) => (RestingDue, RestingSince) switch
    {
        ({ } due, { } since) => due with
        {
            Ends = Deadlines.NextWorkingDayOrSame(due.Ends.AddDays(Math.Max(0, today.DayNumber - since.DayNumber)), state),
        },
        _ => null,
    };

    public Outcome<CaseEvent> ExtendDeadline(DateOnly until, string reason, string state = PublicHolidays.NorthRhineWestphalia)
    {
        if (Due is not { } due || Status is not (CaseStatus.Submitted or CaseStatus.InReview))
            return NotNow();
        if (Extended)
            return Refusal.Conflict("deadline.already-extended", "Die Frist ist schon einmal verlängert worden.");
        if (TextFault(reason, "reason") is { } refusal)
            return refusal;
        return until <= due.Ends
            ? Fault("until", "deadline.not-later", "Die neue Frist liegt nach der alten.")
            : new DeadlineExtended(due with { Ends = Deadlines.NextWorkingDayOrSame(until, state) }, reason.Trim());
    }

    public Outcome<CaseEvent> Decide(DecisionMade decision)
    {
        if (Status is not (CaseStatus.Submitted or CaseStatus.InReview))
            return NotNow();
        if (decision.Outcome != CaseOutcome.Granted && !decision.Reasons.Any(reason => !string.IsNullOrWhiteSpace(reason)))
            return Fault("reasons", "decision.reasons-missing", "Nennen Sie die Gründe (§ 39 VwVfG NRW).");
        return TextFault(decision.Text, "text") is { } refusal ? refusal : decision;
    }

    public Outcome<CaseEvent> EditNotice(string text)
    {
        if (Status is not (CaseStatus.AwaitingRelease or CaseStatus.ReadyToSend) || Notice is null)
            return NotNow();
        return TextFault(text, "text") is { } refusal ? refusal : new NoticeEdited(Notice.Id, text);
    }

    /// <summary>Four eyes: whoever decided or worded the notice cannot release it.</summary>
    public Outcome<CaseEvent> Release(Guid staff)
    {
        if (Status != CaseStatus.AwaitingRelease || Notice is null)
            return NotNow();
        return Notice.Authors.Contains(staff)
            ? Refusal.Forbidden("release.same-person", "Freigeben muss eine andere Person als die, die entschieden hat.")
            : new DecisionReleased(Notice.Id);
    }

    public Outcome<CaseEvent> ReturnDecision(string reason)
    {
        if (Status is not (CaseStatus.AwaitingRelease or CaseStatus.ReadyToSend) || Notice is null)
            return NotNow();
        return TextFault(reason, "reason") is { } refusal ? refusal : new DecisionReturned(Notice.Id, reason.Trim());
    }

    public Outcome<CaseNotice> NoticeToSend()
    {
        if (Status == CaseStatus.AwaitingRelease)
            return Refusal.Conflict("notice.not-released", "Der Bescheid ist noch nicht freigegeben.");
        return Status == CaseStatus.ReadyToSend && Notice is { } notice ? notice : NotNow();
    }

    /// <summary>
    /// The first download of the notice. It moves the day of notification only to a later day, and only within ten days of
    /// sending (§ 41 (2a) VwVfG NRW): in doubt the later date holds for the citizen.
    /// </summary>
    public NoticeFetched? FetchNotice(DateOnly today, bool remedy, string state = PublicHolidays.NorthRhineWestphalia)
    {
        if (Notice is not { Sent: { } sent, Notified: { } notified, Fetched: null } notice)
            return null;
        var afterDownload = Deadlines.NotifiedAfterDownload(today);
        var day = today <= sent.AddDays(10) && afterDownload > notified ? afterDownload : notified;
        return new NoticeFetched(notice.Id, today, day, remedy ? Deadlines.RemedyEnd(day, state) : null);
    }

    /// <summary>What money that just arrived means for the case.</summary>
    public CaseEvent MoneyArrived(Guid payment, Euro amount, bool simulated, CaseDeadline? deadline) =>
        OwesFee && amount == Fee
            ? new FeePaid(payment, amount, simulated, Status == CaseStatus.AwaitingPayment ? deadline : null)
            : new RefundOrdered(payment, amount, Status switch
            {
                CaseStatus.Withdrawn => "paid-after-withdrawal",
                CaseStatus.Expired => "paid-after-lapse",
                _ when OwesFee => "wrong-amount",
                _ => "paid-without-debt",
            }, Arrived: true);

    /// <summary>A person decides to pay the fee back, for example after a withdrawal.</summary>
    public Outcome<CaseEvent> OrderRefund(Guid payment, Euro amount, string reason) =>
        amount <= Euro.Zero || amount > Paid - RefundDue
            ? Fault("amount", "refund.more-than-paid", "So viel ist nicht bezahlt worden.")
            : new RefundOrdered(payment, amount, reason, Arrived: false);

    /// <summary>A fee asked for with the notice is waived or written off; the case ends only when nobody has to pay any more.</summary>
    public Outcome<CaseEvent> ProposeWaiver(string kind, string reason)
    {
        if (!FeeOpen || Waiver is not null)
            return NotNow();
        if (kind is not ("waived" or "written-off"))
            return Fault("kind", "waiver.kind-missing", "Wählen Sie, ob die Gebühr erlassen oder niedergeschlagen wird.");
        return TextFault(reason, "reason") is { } refusal ? refusal : new FeeWaiverProposed(kind, reason.Trim());
    }

    /// <summary>Four eyes: whoever proposed it cannot agree to it.</summary>
    public Outcome<CaseEvent> AnswerWaiver(Guid staff, bool granted, string reason)
    {
        if (!FeeOpen || Waiver is not { } waiver)
            return NotNow();
        if (waiver.By == staff)
            return Refusal.Forbidden("release.same-person", "Freigeben muss eine andere Person als die, die entschieden hat.");
        return !granted && TextFault(reason, "reason") is { } refusal
            ? refusal
            : new FeeWaiverAnswered(waiver.Kind, granted, granted ? null : reason.Trim());
    }

    public Outcome<CaseEvent> Lapse(Guid? payment, DateOnly today) =>
        Status == CaseStatus.AwaitingPayment && Due is { } due && due.Ends < today
            ? new PaymentLapsed(payment, due.Ends)
            : NotNow();

    private static Refusal Fault(string path, string code, string message) =>
        Refusal.Invalid(code, message, new FieldFault(path, code, message));

    private static Refusal? TextFault(string? text, string path)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Fault(path, "text.missing", "Schreiben Sie einen Text.");
        if (text.Length > LongestText)
            return Fault(path, "text.too-long", "Der Text ist zu lang. Möglich sind 20.000 Zeichen.");
        return CaseText.IsStorable(text) ? null : Fault(path, "text.characters", "Der Text enthält Zeichen, die nicht möglich sind.");
    }

    private static string? Shorten(string? text) =>
        string.IsNullOrWhiteSpace(text) || !CaseText.IsStorable(text) ? null : text.Trim()[..Math.Min(text.Trim().Length, 500)];

    private Refusal? NotOpen() => Status.IsFinal() ? NotNow() : null;

    private Refusal NotNow() => Status switch
    {
        CaseStatus.Withdrawn => Refusal.Conflict("case.already-withdrawn", "Der Antrag ist zurückgenommen."),
        CaseStatus.Decided => Refusal.Conflict("case.already-decided", "Über den Antrag ist schon entschieden."),
        CaseStatus.Expired => Refusal.Conflict("case.expired", "Der Antrag ist verfallen."),
        CaseStatus.AwaitingSigners => Refusal.Conflict("case.not-confirmed", "Noch haben nicht alle Beteiligten bestätigt."),
        CaseStatus.AwaitingPayment => Refusal.Conflict("case.not-paid", "Die Gebühr ist noch nicht bezahlt."),
        CaseStatus.AwaitingApplicant =>
            Refusal.Conflict("case.awaits-applicant", "Die Antwort der antragstellenden Person steht noch aus."),
        _ => Refusal.Conflict("case.wrong-state", "Das geht bei diesem Stand des Vorgangs nicht."),
    };
}
