using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// Sends the notice: PDF/A and HTML into the mailbox, day of notification and end of the remedy period into the history,
/// and the permit where the service has one.
/// </summary>
internal sealed class SendNotice(CaseAccess access, NoticeIssuer issuer, IActor actor, TimeProvider time)
{
    public async Task<Outcome<Case>> RunAsync(string number, int version, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        if (opened.Value.Case.Version != version)
            return CaseStore.ChangedMeanwhile(opened.Value.Case);
        var sent = await issuer.SendAsync(opened.Value, opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow()), ct);
        if (!sent.Succeeded)
            return sent.Refusal;
        try
        {
            return await CaseStore.SaveAsync(opened.Value.Scope, sent.Value, ct);
        }
        catch (UniqueViolationException) when (sent.Value.After.Effects.Count > 0)
        {
            return Refusal.Conflict(
                "register.changed-meanwhile", "Im Register hat sich eben etwas geändert. Es ist nichts eingetragen. Senden Sie noch einmal.");
        }
    }
}
