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
        var now = time.GetUtcNow();
        var known = (await SignerSql.DoorsAsync(tx, state.Number, ct)).Where(door => door.Account is not null && state.Waits(door.Signer)).Select(door => door.Account!.Value).ToArray();
        if (known.Length > 0)
            await tx.ExecuteBatchAsync([MailboxSql.To(state, known, "cosign", opened.Service.Name.German, now)], ct);
        await LateSigners.FindAsync(tx, opened, people, now, ct);
    }
}

/// <summary>Whoever opens an account only after the invitation finds it there: looked for once an hour while the application waits.</summary>
internal sealed class FindLateSigners(CaseReader cases, IConfirmedPeople people, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.FindSigners;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is { Case.Status: CaseStatus.AwaitingSigners } opened)
            await LateSigners.FindAsync(tx, opened, people, time.GetUtcNow(), ct);
    }
}

/// <summary>Finds accounts of named people and tells them; looks again while somebody is not found.</summary>
internal static class LateSigners
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public static async Task FindAsync(TownTransaction tx, OpenedCase opened, IConfirmedPeople people, DateTimeOffset now, CancellationToken ct)
    {
        var state = opened.Case;
        var doors = await SignerSql.DoorsAsync(tx, state.Number, ct);
        var taken = doors.Select(door => door.Account).OfType<Guid>().ToHashSet();
        var missing = false;
        foreach (var signer in state.Signings.Where(signing => signing.State != SigningState.Confirmed).Select(signing => signing.Signer)
            .Where(signer => doors.All(door => door.Signer != signer.Id || door.Account is null)))
        {
            if (signer.BirthDate is { } born && await people.FindAsync(signer.FamilyName, signer.GivenNames, born, ct) is { } account
                && account != state.Account && taken.Add(account))
            {
                await tx.ExecuteBatchAsync(
                    [.. SignerSql.Know(state, signer.Id, account, now), MailboxSql.To(state, [account], "cosign", opened.Service.Name.German, now)], ct);
            }
            else
            {
                missing = true;
            }
        }

        if (missing)
            await tx.ExecuteBatchAsync([JobSql.Insert(new JobRequest(CaseJobs.FindSigners, JobJson.ForCase(state.Number.Text), now + Pause))], ct);
    }

    /// <summary>The person has not confirmed.</summary>
    public static bool Waits(this Case state, Guid signer) =>
        state.Signings.Any(signing => signing.Signer.Id == signer && signing.State != SigningState.Confirmed);
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
