using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Joint;

/// <summary>One round of confirmations: who is asked, until when, and what follows when all have confirmed.</summary>
internal sealed class SigningRound(IPaymentProvider provider, IOptions<CasesOptions> options)
{
    /// <summary>The people the answers name. Who was asked before keeps the identity of their invitation.</summary>
    public static IReadOnlyList<CaseSigner> Of(FormEvaluation evaluation, IReadOnlyList<CaseSigning> before, DateTimeOffset at)
    {
        var left = before.Select(signing => signing.Signer).ToList();
        var signers = new List<CaseSigner>();
        foreach (var due in evaluation.Signers)
        {
            foreach (var person in due.People)
            {
                var signer = new CaseSigner(Guid.CreateVersion7(at), due.Id, due.Label, person.FamilyName, person.GivenNames, person.BirthDate, due.Trust);
                if (left.Find(signer.IsSame) is { } known)
                {
                    left.Remove(known);
                    signer = signer with { Id = known.Id };
                }

                signers.Add(signer);
            }
        }

        return signers;
    }

    /// <summary>Check sum over the answers as they stand, lower-case hex.</summary>
    public static string Sha256Of(Case state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state.Answers.ToJsonString())));

    public CaseDeadline DueFrom(DateOnly day, string state) =>
        new("signing", Deadlines.EndAfterDays(day, options.Value.SigningDays, state), "");

    /// <summary>What runs after the commit that asked people.</summary>
    public IReadOnlyList<(string Kind, DateTimeOffset? RunAt)> Jobs(CaseDeadline due) =>
    [
        (CaseJobs.InviteSigners, null),
        (CaseJobs.RemindSigners, CaseJobs.MorningAfter(due.Ends.AddDays(-options.Value.SigningReminderDays - 1))),
        (CaseJobs.LapseSigning, CaseJobs.MorningAfter(due.Ends)),
    ];

    /// <summary>Whether enough time is left for a reminder to make sense.</summary>
    public bool IsReminderDue(Case state, DateOnly today) =>
        state is { Status: CaseStatus.AwaitingSigners, Due: { } due } && due.Ends >= today && due.Ends.AddDays(-options.Value.SigningReminderDays) <= today;

    /// <summary>After changed answers everybody is asked (again); when nobody has to confirm any more the case goes on.</summary>
    public void Ask(OpenedCase opened, CaseChange change, FormEvaluation evaluation)
    {
        var state = change.Before;
        var signers = Of(evaluation, state.Signings, change.At);
        if (signers.Count == 0 && state.Status != CaseStatus.AwaitingSigners)
            return;
        var due = DueFrom(GermanClock.DayOf(change.At), opened.Town.State);

        // What was paid stays what it was; the office corrects a fee by its notice.
        var isNew = state.Paid == Euro.Zero && state.Status == CaseStatus.AwaitingSigners && opened.Service.Process.Payment == PaymentTime.BeforeDecision;
        change.Record(new SignersAsked(
            signers, due, isNew ? evaluation.Fees.Total ?? Euro.Zero : state.Fee, isNew ? CaseFees.Of(evaluation) : state.Fees));
        if (signers.Count == 0)
        {
            Complete(opened, change);
            return;
        }

        change.Also(JobSql.InsertMany([.. Jobs(due).Select(job => new JobRequest(job.Kind, JobJson.ForCase(state.Number.Text), job.RunAt))]));
    }

    /// <summary>Everybody has confirmed: the application is complete from this day on.</summary>
    public void Complete(OpenedCase opened, CaseChange change)
    {
        var state = change.After;
        var today = GermanClock.DayOf(change.At);
        var pays = state.Fee > Euro.Zero && state.Paid == Euro.Zero && opened.Service.Process.Payment == PaymentTime.BeforeDecision;
        var payment = pays ? CaseDeadlines.ForPayment(today, options.Value.PaymentDays, opened.Town.State) : null;
        change.Record(new SigningCompleted(pays ? null : CaseDeadlines.ForDecision(opened.Service, today, today), payment));
        var number = JobJson.ForCase(state.Number.Text);
        if (payment is not null)
        {
            var charge = new FeeCharged(Guid.CreateVersion7(change.At), state.Fee, state.Fees, payment.Ends);
            change.Also(PaymentStore.Open(change.After, charge, PaymentPurpose.Of(opened.Service, state.Fees, state.Subject), provider, change.At));
            change.Also(JobSql.Insert(new JobRequest(CaseJobs.LapsePayment, number, CaseJobs.MorningAfter(payment.Ends))));
        }
        else if (opened.Service.Process.HasAutomaticDecision)
        {
            change.Also(JobSql.Insert(new JobRequest(CaseJobs.DecideAutomatically, number)));
        }

        change.Also(MailboxSql.Entry(change.After, "signing", opened.Service.Name.German, null, change.At));
    }
}
