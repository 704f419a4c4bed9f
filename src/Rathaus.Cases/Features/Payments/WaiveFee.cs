using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Payments;

/// <summary>
/// An unpaid fee is waived (Erlass) or written off (Niederschlagung): one person gives the reason, another one agrees. Money that
/// comes later is paid back like any other that nobody owes.
/// </summary>
internal sealed class WaiveFee(CaseAccess access, IActor actor, TimeProvider time)
{
    public async Task<Outcome<Case>> ProposeAsync(string number, int version, string kind, string reason, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct, StaffRole.Clerk, StaffRole.Lead);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (_, scope, _, state, _) = opened.Value;
        if (state.Version != version)
            return CaseStore.ChangedMeanwhile(state);
        if (await PaymentStore.OfCaseAsync(scope, state.Number.Text, ct) is { Status: "Pending" })
            return Pending;
        var happened = state.ProposeWaiver(kind, reason);
        return happened.Succeeded
            ? await CaseStore.SaveAsync(scope, opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(happened.Value), ct)
            : happened.Refusal;
    }

    /// <summary>Needs the role of second clerk or lead in the case's office, and another person.</summary>
    public async Task<Outcome<Case>> AnswerAsync(string number, int version, bool granted, string reason, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct, StaffRole.SecondClerk, StaffRole.Lead);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (_, scope, _, state, _) = opened.Value;
        if (state.Version != version)
            return CaseStore.ChangedMeanwhile(state);
        var payment = await PaymentStore.OfCaseAsync(scope, state.Number.Text, ct);
        if (granted && payment is { Status: "Pending" })
            return Pending;
        var happened = state.AnswerWaiver(actor.StaffId ?? Guid.Empty, granted, reason);
        if (!happened.Succeeded)
            return happened.Refusal;
        var now = time.GetUtcNow();
        var change = opened.Value.Change(CaseActor.Of(actor), now).Record(happened.Value);
        if (granted && payment is not null)
        {
            change.Also(PaymentStore.Become(payment, "Waived", now));
            change.Also(new Sql(
                """
                update cases.task
                set done_at = @now, done_by = @Staff
                where municipality = @Town and number = @Number and kind = 'check-by-hand' and detail = 'fee-overdue' and done_at is null
                """,
                new { now, Staff = actor.StaffId, Number = state.Number.Text }));
        }

        return await CaseStore.SaveAsync(scope, change, ct);
    }

    private static Refusal Pending => Refusal.Conflict("waiver.payment-pending", "Gerade läuft eine Zahlung. Warten Sie ab, wie sie ausgeht.");
}
