using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Applications;

/// <summary>An applicant takes an application back (Rücknahme des Antrags). What was paid becomes a refund task.</summary>
internal sealed class WithdrawApplication(CaseAccess access, IActor actor, TimeProvider time)
{
    public async Task<Outcome<Case>> RunAsync(CaseKey key, string? reason, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var state = opened.Value.Case;
        var withdrawn = state.Withdraw(reason);
        if (!withdrawn.Succeeded)
            return withdrawn.Refusal;

        var change = opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(withdrawn.Value);
        change.Also(MailboxSql.Entry(change.After, "withdrawal", opened.Value.Service.Name.German, null, change.At));
        change.Also(MailboxSql.ToSigners(state, "cosign", opened.Value.Service.Name.German, change.At));
        change.AlsoAll(AppointmentSql.CancelOfCase(state, change.At));
        if (state.Paid > Euro.Zero)
            change.Also(TaskSql.Create(state, "refund", "withdrawn", change.At));
        return await CaseStore.SaveAsync(opened.Value.Scope, change, ct);
    }
}
