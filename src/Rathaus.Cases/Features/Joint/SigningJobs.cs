using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Joint;

/// <summary>
/// Tells the accounts of named people that their confirmation is asked for: those known from a round before, and those whose
/// confirmed identity is exactly the named one. The applicant does not learn whether there is such an account.
/// </summary>
internal sealed class InviteKnownSigners(CaseReader cases, IConfirmedPeople people, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.InviteSigners;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is not { Case.Status: CaseStatus.AwaitingSigners } opened)
            return;
        var state = opened.Case;
        var doors = await SignerSql.DoorsAsync(tx, state.Number, ct);
        var now = time.GetUtcNow();
        foreach (var signer in state.Signings.Where(signing => signing.State != SigningState.Confirmed).Select(signing => signing.Signer))
        {
            if (doors.FirstOrDefault(door => door.Signer == signer.Id)?.Account is { } known)
            {
                await tx.ExecuteBatchAsync([MailboxSql.To(state, [known], "cosign", opened.Service.Name.German, now)], ct);
                continue;
            }

            if (signer.BirthDate is { } born && await people.FindAsync(signer.FamilyName, signer.GivenNames, born, ct) is { } account
                && account != state.Account && doors.All(door => door.Account != account))
            {
                await tx.ExecuteBatchAsync(
                    [.. SignerSql.Know(state, signer.Id, account, now), MailboxSql.To(state, [account], "cosign", opened.Service.Name.German, now)], ct);
            }
        }
    }
}

/// <summary>Some days before the last one everybody missing is reminded, and the applicant sees who that is.</summary>
internal sealed class RemindSigners(CaseReader cases, SigningRound round, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.RemindSigners;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is not { } opened || !round.IsReminderDue(opened.Case, time.Today()))
            return;
        var state = opened.Case;
        var missing = state.Signings.Where(signing => signing.State != SigningState.Confirmed).Select(signing => signing.Signer.Id).ToHashSet();
        var doors = await SignerSql.DoorsAsync(tx, state.Number, ct);
        var now = time.GetUtcNow();
        await tx.ExecuteBatchAsync(
            [
                MailboxSql.To(state, [.. doors.Where(door => missing.Contains(door.Signer)).Select(door => door.Account).OfType<Guid>()], "cosign", opened.Service.Name.German, now),
                MailboxSql.Entry(state, "signing", opened.Service.Name.German, null, now),
            ], ct);
    }
}

/// <summary>Closes an application that not everybody confirmed by the last day.</summary>
internal sealed class LapseUnconfirmedCase(CaseReader cases, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.LapseSigning;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        var opened = await cases.OpenAsync(job.Municipality, tx, number, ct)
            ?? throw new InvalidOperationException("The case of this job does not exist");
        var lapse = opened.Case.LapseSigning(time.Today());
        if (!lapse.Succeeded)
            return;
        var change = opened.Change(CaseActor.System, time.GetUtcNow()).Record(lapse.Value);
        change.Also(MailboxSql.Entry(change.After, "signing", opened.Service.Name.German, null, change.At));
        change.Also(MailboxSql.ToSigners(opened.Case, "cosign", opened.Service.Name.German, change.At));
        await tx.ExecuteBatchAsync(change.Commands(), ct);
    }
}
