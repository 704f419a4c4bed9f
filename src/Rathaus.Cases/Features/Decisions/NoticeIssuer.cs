using System.Globalization;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Registers;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// Turns a decided case into sent documents: notice and permit, mailbox entries, day of notification, and the fee that the
/// notice asks for.
/// </summary>
internal sealed class NoticeIssuer(
    CaseLetters letters, CaseDocuments documents, CaseEvaluation evaluation, CaseEffects effects, IPaymentProvider provider)
{
    /// <summary>Adds sending to a change whose case is ready to send.</summary>
    public async Task<Outcome<CaseChange>> SendAsync(OpenedCase opened, CaseChange change, CancellationToken ct)
    {
        var ready = change.After.NoticeToSend();
        if (!ready.Succeeded)
            return ready.Refusal;
        var notice = ready.Value;
        if (await effects.CarryOutAsync(opened, change, ct) is { } refused)
            return refused;
        var state = change.After;
        opened = opened with { Case = state };
        var outcome = state.Outcome ?? throw new InvalidOperationException("A notice has an outcome");
        var today = GermanClock.DayOf(change.At);

        var letter = await letters.RenderAsync(opened, outcome, notice.Id, ct);
        var charge = await letters.ChargeAsync(opened, outcome, today, ct);
        var composed = letters.Compose(opened, letter, notice.Text, notice.Id, today, charge);
        var kind = CaseLetters.KindOf(opened.Service, outcome);
        var sha256 = await documents.AddAsync(opened, change, notice.Id, kind, composed, ct);

        var notified = Deadlines.NotifiedAfterSending(today);
        DateOnly? remedyEnds = opened.Service.Remedy is RemedyKind.None or RemedyKind.CourtOrder or RemedyKind.ElectoralObjection
            ? null : Deadlines.RemedyEnd(notified, opened.Service.Town.State);
        change.Record(new NoticeSent(notice.Id, Convert.ToHexStringLower(sha256), today, notified, remedyEnds,
            state.Account is null ? "status-page" : "mailbox"));
        if (outcome != CaseOutcome.Rejected)
        {
            await AddPermitAsync(opened, change, ct);
            await AddIssuesAsync(opened, change, ct);
        }
        else
        {
            change.AlsoAll(AppointmentSql.CancelOfCase(state, change.At));
        }

        if (state.ByLetter || (state.Account is null && outcome != CaseOutcome.Granted))
            change.Also(TaskSql.Create(state, "deliver-by-post", kind, change.At));
        change.Also(MailboxSql.Entry(state, "document", opened.Service.Name.German, null, change.At, notice.Id));
        change.Also(MailboxSql.ToSigners(state, "cosign-document", opened.Service.Name.German, change.At));
        if (charge is not null)
            Charge(opened, change, charge);
        CasesMetrics.Decided(opened.Service.Id, outcome.ToString(), notice.Automatic);
        return change;
    }

    /// <summary>The fee is asked for with the notice: payment, mailbox entry, and a look at the day after the last one to pay.</summary>
    private void Charge(OpenedCase opened, CaseChange change, CaseCharge charge)
    {
        var charged = new FeeCharged(Guid.CreateVersion7(change.At), charge.Amount, charge.Fees, charge.Due);
        change.Record(charged);
        change.Also(PaymentStore.Open(change.After, charged, charge.Purpose, provider, change.At));
        change.Also(MailboxSql.Entry(change.After, "payment", opened.Service.Name.German, null, change.At));
        change.Also(JobSql.Insert(new JobRequest(
            CaseJobs.RemindOfFee, JobJson.ForCase(opened.Case.Number.Text), CaseJobs.MorningAfter(charge.Due))));
    }

    /// <summary>Further documents that the answers ask for, such as civil-status certificates.</summary>
    private async Task AddIssuesAsync(OpenedCase opened, CaseChange change, CancellationToken ct)
    {
        if (opened.Service.Process.Issues.Count == 0)
            return;
        var result = await evaluation.EvaluateAsync(opened, Rathaus.Kernel.Languages.Language.German, null, ct);
        foreach (var (place, issue) in result.Issues.Index())
        {
            var document = Guid.CreateVersion7(change.At);
            var number = string.Create(CultureInfo.InvariantCulture, $"{opened.Case.Number.Text}/{place + 1}");
            var letter = await letters.RenderIssueAsync(opened, issue, number, document, ct);
            var kind = opened.Service.FindDocument(issue.DocumentId)?.Kind is { } own and ("certificate" or "permit" or "notice") ? own : "confirmation";
            change.Record(new DocumentIssued(document, issue.Id, letter.Title, number, issue.Copies));
            await documents.AddAsync(opened, change, document, kind, letter, ct, issue.Copies);
            change.Also(MailboxSql.Entry(change.After, "document", letter.Title, null, change.At, document));
        }
    }

    private async Task AddPermitAsync(OpenedCase opened, CaseChange change, CancellationToken ct)
    {
        if (opened.Service.Process.PermitDocument is null)
            return;
        var result = await evaluation.EvaluateAsync(opened, Rathaus.Kernel.Languages.Language.German, null, ct);
        if (result.Permit is not { } period)
            return;
        var document = Guid.CreateVersion7(change.At);
        if (await letters.RenderPermitAsync(opened, document, ct) is not { } permit)
            return;
        change.Record(new PermitIssued(
            opened.Case.Number.Text, opened.Service.Id, period.About ?? opened.Case.Subject ?? "", period.From, period.Until ?? DateOnly.MaxValue));
        var replaced = await CaseDocuments.ReplacedAsync(opened, period.About ?? opened.Case.Subject, period.From, period.Until ?? DateOnly.MaxValue, ct);
        await documents.AddAsync(opened, change, document, "permit", permit, ct, until: period.Until, replaces: replaced);
        change.Also(MailboxSql.Entry(change.After, "document", permit.Title, null, change.At, document));
        var zone = result.Steps.FirstOrDefault(step => step.Id.StartsWith("zone", StringComparison.Ordinal))?.Display;
        if (PermitEntry.Of(opened, period, zone) is { } entry)
            change.Also(PermitSql.Issue(entry));
        else
            change.Also(TaskSql.Create(opened.Case, "check-by-hand", "permit-holder-unknown", change.At));
    }
}
