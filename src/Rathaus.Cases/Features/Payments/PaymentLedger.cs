using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// Enters what the provider says. Each standing of each reference is one ledger entry, however often it is told, in
/// whatever order: entry, payment and case change in one transaction. Nobody pays twice unnoticed and no payment is lost.
/// </summary>
internal sealed class PaymentLedger(IPaymentProvider provider, CaseReader cases, IJobSignal signal, TimeProvider time)
{
    private const int Tries = 5;

    /// <summary>Asks the provider about every reference of the payment and enters the news.</summary>
    public async Task<Payment?> RefreshAsync(short municipality, SqlScope scope, Guid id, CancellationToken ct)
    {
        foreach (var reference in await PaymentStore.ReferencesAsync(scope, id, ct))
            await ApplyAsync(municipality, scope, id, reference, await provider.ReadAsync(municipality, reference, ct), ct);
        return await PaymentStore.FindAsync(scope, id, ct);
    }

    /// <summary>Enters one standing; nothing happens when it is known already.</summary>
    public async Task ApplyAsync(
        short municipality, SqlScope scope, Guid id, string reference, PaymentStanding standing, CancellationToken ct)
    {
        if (standing.State is not (PaymentState.Paid or PaymentState.Cancelled))
            return;
        for (var attempt = 1; ; attempt++)
        {
            var payment = await PaymentStore.FindAsync(scope, id, ct);
            if (payment is null || payment.Entries.Any(entry => entry.ProviderEvent == standing.EventId))
                return;
            try
            {
                if (standing.State == PaymentState.Paid)
                    await EnterPaidAsync(municipality, scope, payment, reference, standing, ct);
                else
                    await scope.ExecuteBatchAsync(Cancelled(payment, reference, standing), ct);
                CasesMetrics.PaymentChanged(payment.Provider, standing.State.ToString());
                return;
            }
            catch (UniqueViolationException) when (scope is not ScopeTransaction && attempt < Tries)
            {
                // Another call entered something first; look again.
            }
        }
    }

    private async Task EnterPaidAsync(
        short municipality, SqlScope scope, Payment payment, string reference, PaymentStanding standing, CancellationToken ct)
    {
        var opened = await cases.OpenAsync(municipality, scope, payment.Number, ct)
            ?? throw new InvalidOperationException($"Payment {payment.Id} has no case");
        var now = time.GetUtcNow();
        var state = opened.Case;
        var deadline = CaseDeadlines.ForDecision(opened.Service, GermanClock.DayOf(state.CompleteAt), GermanClock.DayOf(now));
        var happened = state.MoneyArrived(payment.Id, standing.Amount, provider.Simulated, deadline);
        var change = opened.Change(CaseActor.System, now).Record(happened);
        change.Also(PaymentStore.Enter(payment, "Paid", reference, standing.EventId, standing.Amount, now));
        var decide = false;
        if (happened is FeePaid)
        {
            change.Also(PaymentStore.Become(payment, "Paid", now));
            change.Also(MailboxSql.Entry(change.After, "payment", opened.Service.Name.German, null, now));
            decide = state.Status == CaseStatus.AwaitingPayment && opened.Service.Process.HasAutomaticDecision;
            if (decide)
                change.Also(JobSql.Insert(new JobRequest(CaseJobs.DecideAutomatically, JobJson.ForCase(state.Number.Text))));
        }
        else
        {
            // Another amount than the one owed: it goes back, and the fee is still asked for.
            var status = state.OwesFee ? "Open" : payment.Status == "Paid" ? "Paid" : "RefundDue";
            change.Also(PaymentStore.Become(payment, status, now));
            change.Also(TaskSql.Create(state, "refund", ((RefundOrdered)happened).Reason, now));
        }

        await scope.ExecuteBatchAsync(change.Commands(), ct);
        if (decide)
            signal.Wake(CaseJobs.DecideAutomatically);
    }

    private IReadOnlyList<Sql> Cancelled(Payment payment, string reference, PaymentStanding standing)
    {
        var now = time.GetUtcNow();
        List<Sql> commands = [PaymentStore.Enter(payment, "Cancelled", reference, standing.EventId, standing.Amount, now)];
        if (payment.Status == "Pending")
            commands.Add(PaymentStore.Become(payment, "Open", now));
        return commands;
    }
}
