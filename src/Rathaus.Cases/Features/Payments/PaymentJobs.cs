using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// Asks the provider again about a payment that was begun, until it is settled or a week has passed: a call back that got
/// lost, or a person who closed the window after paying, changes nothing.
/// </summary>
internal sealed class ReconcilePayment(PaymentLedger ledger, TimeProvider time) : IJobHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private const int DaysAfterDue = 7;

    public string Kind => CaseJobs.ReconcilePayment;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JobJson.Read(job.Payload, JobJson.Default.PaymentJobPayload);
        var payment = await ledger.RefreshAsync(job.Municipality, tx, payload.Payment, ct);
        if (payment is { Status: "Pending" or "Open" or "Lapsed" } && time.Today() <= payment.DueOn.AddDays(DaysAfterDue))
            await tx.ExecuteBatchAsync([JobSql.Insert(new JobRequest(Kind, job.Payload, time.GetUtcNow() + Pause))], ct);
    }
}

/// <summary>Closes a case whose fee was not paid by the day it was due; first the provider is asked once more.</summary>
internal sealed class LapseUnpaidCase(CaseReader cases, PaymentLedger ledger, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.LapsePayment;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload);
        var payment = await PaymentStore.OfCaseAsync(tx, payload.Number, ct);
        if (payment is not null)
            payment = await ledger.RefreshAsync(job.Municipality, tx, payment.Id, ct);
        var opened = await cases.OpenAsync(job.Municipality, tx, payload.Number, ct)
            ?? throw new InvalidOperationException("The case of this job does not exist");
        var lapse = opened.Case.Lapse(payment?.Id, time.Today());
        if (!lapse.Succeeded)
            return;
        var now = time.GetUtcNow();
        var change = opened.Change(CaseActor.System, now).Record(lapse.Value);
        change.Also(MailboxSql.Entry(change.After, "payment", opened.Service.Name.German, null, now));
        change.AlsoAll(AppointmentSql.CancelOfCase(opened.Case, now));
        if (payment is not null)
            change.Also(PaymentStore.Become(payment, "Lapsed", now));
        await tx.ExecuteBatchAsync(change.Commands(), ct);
    }
}

/// <summary>A fee of the notice was not paid by its day: the applicant is reminded, a person of the office gets a task.</summary>
internal sealed class RemindOfFee(CaseReader cases, PaymentLedger ledger, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.RemindOfFee;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        if (await PaymentStore.OfCaseAsync(tx, number, ct) is { } payment)
            await ledger.RefreshAsync(job.Municipality, tx, payment.Id, ct);
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is not { Case.FeeOpen: true } opened)
            return;
        var now = time.GetUtcNow();
        await tx.ExecuteBatchAsync(
            [
                TaskSql.Create(opened.Case, "check-by-hand", "fee-overdue", now),
                MailboxSql.Entry(opened.Case, "payment", opened.Service.Name.German, null, now),
            ], ct);
    }
}

/// <summary>SIMULATION: the money of a late payment arrives, and the provider calls.</summary>
internal sealed class SimulatedLatePayment(SimulatedPaymentProvider provider, ISimulatedCalls calls) : IJobHandler
{
    public const string JobKind = "cases.simulated-late-payment";

    public string Kind => JobKind;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var reference = JobJson.Read(job.Payload, JobJson.Default.SimulatedJobPayload).Reference;
        await provider.MoveAsync(job.Municipality, reference, "Paid", ["Open", "Cancelled"], ct);
        await calls.NotifyAsync(job.Municipality, reference, ct);
    }
}
