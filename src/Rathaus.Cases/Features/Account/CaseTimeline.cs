using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Parts;

namespace Rathaus.Cases.Features.Account;

/// <summary>What happened and what comes next, for the applicant: no names of staff, no notes, nothing undecided.</summary>
internal static class CaseTimeline
{
    public static IReadOnlyList<TimelineItem> Of(ShowOwnCase.View own, Texts texts)
    {
        var done = own.Opened.History.Select(recorded => Past(recorded, own.Case, texts)).OfType<TimelineItem>();
        return [.. done, .. Ahead(own, texts)];
    }

    private static TimelineItem? Past(RecordedEvent recorded, Case state, Texts texts)
    {
        var (key, detail) = recorded.Event switch
        {
            Submitted { Representative: { } sender } => ("submitted", texts["cases.represented.by", ("name", sender.Name)]),
            Submitted => ("submitted", null),
            HelperJoined helper => ("helper-joined", helper.Name),
            HelperEnded helper => ("helper-ended", helper.Name),
            FeeCharged charged => ("charged", texts.Money(charged.Amount)),
            FeePaid paid => ("paid", texts.Money(paid.Amount)),
            RefundOrdered order => ("refund", texts.Money(order.Amount)),
            FeeWaiverAnswered { Granted: true, Kind: "waived" } => ("waived", null),
            Refunded refunded => ("refunded", texts.Money(refunded.Amount)),
            PaymentLapsed => ("lapsed", null),
            CorrectionRequested asked => ("asked", texts["cases.own.until", ("day", texts.LongDate(asked.Until))]),
            CorrectionAnswered => ("answered", null),
            DeadlineExtended longer => ("extended", texts["cases.own.until", ("day", texts.LongDate(longer.Deadline.Ends))]),
            NoticeSent => ("decided", state.Outcome is { } outcome ? texts[$"cases.own.state.{outcome}.tag"] : null),
            PermitIssued permit => ("permit", Validity(permit, texts)),
            SignersAsked { Signers.Count: > 0 } => ("signers-asked", null),
            SignerConfirmed confirmed => ("signer-confirmed", confirmed.Name),
            SignerDeclined declined => ("signer-declined", $"{declined.Name}: {declined.Reason}"),
            SigningCompleted => ("signing-completed", null),
            SigningLapsed => ("lapsed", null),
            DocumentIssued issued => ("issued", Issued(issued, texts)),
            DocumentRevoked revoked => ("revoked", $"{revoked.Title}: {revoked.Reason}"),
            AppointmentBooked booked => ("appointment-booked", texts.DateAndTime(booked.Starts)),
            AppointmentMoved moved => ("appointment-moved", texts.DateAndTime(moved.To)),
            AppointmentCancelled cancelled => ("appointment-cancelled", texts.DateAndTime(cancelled.Starts)),
            AppointmentNoted { Status: "Missed" } => ("appointment-missed", null),
            Withdrawn => ("withdrawn", null),
            _ => ("", (string?)null),
        };
        return key.Length == 0 ? null : new TimelineItem(texts[$"cases.own.event.{key}"], detail, StepState.Done, recorded.At);
    }

    private static IEnumerable<TimelineItem> Ahead(ShowOwnCase.View own, Texts texts)
    {
        var state = own.Case;
        if (state.Status.IsFinal())
            yield break;
        var until = state.Due is { } due ? texts["cases.own.until", ("day", texts.LongDate(due.Ends))] : null;
        switch (state.Status)
        {
            case CaseStatus.AwaitingSigners:
                yield return new TimelineItem(texts["cases.own.ahead.signers"], until, StepState.Now);
                yield return new TimelineItem(texts["cases.own.ahead.review"], null, StepState.Open);
                break;
            case CaseStatus.AwaitingPayment:
                yield return new TimelineItem(texts["cases.own.ahead.payment"], until, StepState.Now);
                yield return new TimelineItem(texts["cases.own.ahead.review"], null, StepState.Open);
                break;
            case CaseStatus.AwaitingApplicant:
                yield return new TimelineItem(texts["cases.own.ahead.answer"], until, StepState.Now);
                yield return new TimelineItem(texts["cases.own.ahead.review"], null, StepState.Open);
                break;
            default:
                yield return new TimelineItem(texts["cases.own.ahead.review"], texts["cases.own.ahead.review-detail"], StepState.Now);
                break;
        }

        yield return new TimelineItem(
            texts["cases.own.ahead.decision"],
            own.Expected is { } day ? texts["cases.own.ahead.expected", ("day", texts.LongDate(day))] : null, StepState.Open);
    }

    private static string Issued(DocumentIssued issued, Texts texts) => issued.Copies == 1
        ? issued.Title
        : texts["cases.own.copies", ("title", issued.Title), ("n", issued.Copies)];

    private static string Validity(PermitIssued permit, Texts texts) => permit.Until == DateOnly.MaxValue
        ? texts["cases.own.valid-from", ("from", permit.From)]
        : texts["cases.own.valid", ("from", permit.From), ("until", permit.Until)];
}
