using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Joint;

/// <summary>The applicant gets a code to hand over. It is shown once; a new one makes the old one worthless.</summary>
internal sealed class InviteSigner(CaseAccess access, IActor actor, TimeProvider time)
{
    internal sealed record Invitation(OpenedCase Opened, CaseSigner Signer, string Code, DateOnly Until);

    public async Task<Outcome<Invitation>> RunAsync(CaseKey key, Guid signer, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var state = opened.Value.Case;
        var wish = state.Invite(signer, time.Today());
        if (!wish.Succeeded)
            return wish.Refusal;
        var invited = (SignerInvited)wish.Value;
        var code = AccessSecret.Create();
        var change = opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(invited);
        change.Also(SignerSql.Invite(state, signer, AccessSecret.Hash(code), invited.Until, change.At));
        var saved = await CaseStore.SaveAsync(opened.Value.Scope, change, ct);
        return saved.Succeeded
            ? new Invitation(opened.Value, state.Signings.First(signing => signing.Signer.Id == signer).Signer, code, invited.Until)
            : saved.Refusal;
    }
}
