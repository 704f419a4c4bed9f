using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// A clerk pays money back: what arrived without being owed, or a fee the office gives back. Bookings are paid back whole,
/// newest first. The provider makes a repeated refund of one booking one refund.
/// </summary>
internal sealed class RefundPayment(CaseAccess access, IPaymentProvider provider, IActor actor, TimeProvider time)
{
    /// <param name="task">The task that this settles, or null.</param>
    public async Task<Outcome<Case>> RunAsync(string number, int version, Guid? task, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct, StaffRole.Clerk, StaffRole.Lead);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, scope, _, state, _) = opened.Value;
        if (state.Version != version)
            return CaseStore.ChangedMeanwhile(state);
        var payment = await PaymentStore.OfCaseAsync(scope, state.Number.Text, ct);
        var booking = payment?.BookingToRefund(state.RefundDue);
        if (payment is null || booking is null)
            return Refusal.Conflict("refund.nothing-paid", "Zu diesem Vorgang ist nichts bezahlt.");

        var now = time.GetUtcNow();
        var change = opened.Value.Change(CaseActor.Of(actor), now);
        if (state.RefundDue < booking.Amount)
        {
            var ordered = state.OrderRefund(payment.Id, booking.Amount - state.RefundDue, "by-clerk");
            if (!ordered.Succeeded)
                return ordered.Refusal;
            change.Record(ordered.Value);
        }

        await provider.RefundAsync(town.Number, booking.Reference, ct);
        change.Record(new Refunded(payment.Id, booking.Amount));
        change.Also(PaymentStore.Enter(payment, "Refunded", booking.Reference, booking.Reference + "/refunded", booking.Amount, now));
        if (!state.OwesFee)
            change.Also(PaymentStore.Become(payment, change.After.Paid > Euro.Zero ? "Paid" : "Refunded", now));
        if (task is { } id)
            change.Also(CompleteTask.Done(id, state, actor.StaffId, now));
        return await CaseStore.SaveAsync(scope, change, ct);
    }
}

/// <summary>A clerk ticks off a task.</summary>
internal sealed class CompleteTask(CaseAccess access, IActor actor, TimeProvider time)
{
    public async Task<Outcome<Guid>> RunAsync(string number, Guid task, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var done = await opened.Value.Scope.ExecuteBatchAsync(
            [Done(task, opened.Value.Case, actor.StaffId, time.GetUtcNow())], ct);
        return done[0] == 1 ? task : Refusal.NotFound("task");
    }

    internal static Sql Done(Guid task, Case state, Guid? staff, DateTimeOffset at) => new(
        """
        update cases.task
        set done_at = @at, done_by = @staff
        where municipality = @Town and id = @task and number = @Number and done_at is null
        """,
        new { task, Number = state.Number.Text, staff, at });
}
