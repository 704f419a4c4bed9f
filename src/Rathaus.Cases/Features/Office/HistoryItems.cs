using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;

namespace Rathaus.Cases.Features.Office;

/// <summary>An event of the history in words.</summary>
/// <param name="Before">Earlier wording of a notice when the event changed it; then <paramref name="After"/> is the new one.</param>
/// <param name="Hash">Beginning of the event's check sum.</param>
internal sealed record HistoryItem(
    int Sequence, string Title, string? Detail, string Who, DateTimeOffset At, string? Before, string? After, string Hash);

/// <summary>The history of a case in words, oldest first.</summary>
internal static class HistoryItems
{
    private const int ShownHash = 16;

    public static IEnumerable<HistoryItem> Of(CaseModel page, Texts texts)
    {
        string? wording = null;
        foreach (var recorded in page.View.Opened.History)
        {
            var (before, after) = recorded.Event is NoticeEdited edit ? (wording, edit.Text) : (null, null);
            wording = recorded.Event switch
            {
                DecisionMade decided => decided.Text,
                NoticeEdited edited => edited.Text,
                _ => wording,
            };
            yield return new HistoryItem(
                recorded.Sequence, Title(recorded, texts), Detail(recorded.Event, page, texts), Who(recorded.Actor, texts), recorded.At,
                before, after, Convert.ToHexStringLower(recorded.Hash)[..ShownHash]);
        }
    }

    public static string Title(RecordedEvent recorded, Texts texts)
    {
        var key = $"cases.office.event.{recorded.Kind}";
        return recorded.Event switch
        {
            Assigned { Assignee: null } => texts["cases.office.event.given-back"],
            Assigned assigned when assigned.Assignee == recorded.Actor.Id => texts["cases.office.event.taken"],
            MessageSent { FromOffice: false } => texts["cases.office.event.message-received"],
            DecisionMade { Automatic: true } => texts["cases.office.event.decided-by-rules"],
            _ => texts.Has(key) ? texts[key] : recorded.Kind,
        };
    }

    public static string Who(CaseActor actor, Texts texts) => actor switch
    {
        { Name: { Length: > 0 } name } => name,
        { Kind: ActorKind.System } => texts["cases.office.event.system"],
        _ => texts["cases.office.nameless"],
    };

    private static string? Detail(CaseEvent happened, CaseModel page, Texts texts) => happened switch
    {
        Submitted { Representative: { } sender } e => texts["cases.office.event.detail.represented", ("name", sender.Name), ("applicant", e.ApplicantName ?? ""), ("kind", texts[$"cases.represented.kind.{sender.Kind}"])],
        Submitted e => texts["cases.office.event.detail.submitted", ("version", e.ServiceVersion), ("channel", texts[$"cases.office.channel.{e.Channel}"])],
        FeeCharged e => texts["cases.office.event.detail.charged", ("amount", e.Amount), ("day", texts.ShortDate(e.Due))],
        FeePaid e => e.Simulated
            ? texts["cases.office.event.detail.paid-simulated", ("amount", e.Amount)]
            : texts["cases.office.event.detail.paid", ("amount", e.Amount)],
        RefundOrdered e => texts["cases.office.event.detail.refund", ("amount", e.Amount), ("reason", CaseWords.Refund(texts, e.Reason))],
        Refunded e => texts.Money(e.Amount),
        FeeWaiverProposed e => texts[$"cases.office.waiver.kind.{e.Kind}", ("reason", e.Reason)],
        FeeWaiverAnswered e => e.Granted ? texts["cases.office.waiver.agreed"] : texts["cases.office.waiver.refused", ("reason", e.Reason ?? "")],
        PaymentLapsed e => texts["cases.office.event.detail.lapsed", ("day", texts.ShortDate(e.Due))],
        Assigned { Assignee: not null } e => e.AssigneeName,
        NoteAdded e => e.Text,
        MessageSent e => e.Text is { Length: > 0 } text ? text : null,
        CorrectionRequested e => texts["cases.office.event.detail.correction",
            ("questions", string.Join(", ", e.Questions.Select(page.Label))), ("day", texts.ShortDate(e.Until)), ("text", e.Text)],
        CorrectionAnswered e => texts["cases.office.event.detail.corrected", ("questions", string.Join(", ",
            e.Answers.Select(answer => answer.Key).Concat(e.Files.Select(file => file.Question)).Distinct().Select(page.Label)))],
        DeadlineExtended e => texts["cases.office.event.detail.extended", ("day", texts.ShortDate(e.Deadline.Ends)), ("reason", e.Reason)],
        DecisionMade e => string.Join('\n', e.Reasons.Prepend(texts[$"cases.office.outcome.{e.Outcome}"])),
        DecisionReturned e => e.Reason,
        NoticeSent e => e.RemedyEnds is { } ends
            ? texts["cases.office.event.detail.sent-remedy", ("notified", texts.ShortDate(e.Notified)), ("ends", texts.ShortDate(ends))]
            : texts["cases.office.event.detail.sent", ("notified", texts.ShortDate(e.Notified))],
        NoticeFetched e => texts["cases.office.event.detail.sent", ("notified", texts.ShortDate(e.Notified))],
        PermitIssued e => texts["cases.office.event.detail.permit",
            ("number", e.PermitNumber), ("from", texts.ShortDate(e.From)), ("until", texts.ShortDate(e.Until))],
        EffectsCarriedOut e => string.Join('\n', e.Effects.Select(effect => CaseWords.Effect(texts, effect))),
        SignersAsked e => string.Join(", ", e.Signers.Select(signer => signer.Name)),
        SignerInvited e => page.View.Opened.Case.Signings.FirstOrDefault(signing => signing.Signer.Id == e.Signer)?.Signer.Name,
        SignerConfirmed e => e.Simulated ? texts["cases.office.event.detail.signed-simulated", ("name", e.Name)] : e.Name,
        SignerDeclined e => $"{e.Name}: {e.Reason}",
        SigningLapsed e => texts["cases.office.event.detail.signing-lapsed", ("day", texts.ShortDate(e.Due))],
        HelperInvited e => texts["cases.office.event.detail.helper", ("name", e.Name), ("day", texts.ShortDate(e.Until))],
        HelperJoined e => e.Name,
        HelperEnded e => e.Name,
        DocumentIssued e => texts["cases.office.event.detail.issued", ("number", e.DocumentNumber), ("title", e.Title), ("copies", e.Copies)],
        DocumentRevoked e => $"{e.Title}: {e.Reason}",
        AppointmentBooked e => texts.DateAndTime(e.Starts),
        AppointmentMoved e => texts["cases.office.event.detail.moved", ("from", texts.DateAndTime(e.From)), ("to", texts.DateAndTime(e.To))],
        AppointmentCancelled e => texts.DateAndTime(e.Starts),
        AppointmentNoted e => texts[$"cases.appointment.status.{e.Status}"],
        Withdrawn e => e.Reason,
        LeftToClerk e => CaseWords.LeftToClerk(texts, e.Reason),
        _ => null,
    };

    private static string Label(this CaseModel page, string question) => page.View.Evaluation.FindQuestion(question)?.Label ?? question;
}
