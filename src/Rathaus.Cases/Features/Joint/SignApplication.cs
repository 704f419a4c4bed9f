using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Joint;

/// <summary>
/// A named person confirms the answers they have read, or declines. When several confirm at once each confirmation stands,
/// and the last one lets the case go on, once.
/// </summary>
internal sealed class SignApplication(OpenSigning signings, SigningRound round, IActor actor, IJobSignal signal, TimeProvider time)
{
    private const int Tries = 8;

    /// <param name="answersVersion">Which answers the page showed.</param>
    public Task<Outcome<Case>> ConfirmAsync(string number, int answersVersion, CancellationToken ct) => SignAsync(
        number,
        (state, mine, account) => state.Confirm(mine, answersVersion, account, mine.Signer.Name, actor, SigningRound.Sha256Of(state)), ct);

    public Task<Outcome<Case>> DeclineAsync(string number, int answersVersion, string? reason, CancellationToken ct) => SignAsync(
        number, (state, mine, account) => state.Decline(mine, answersVersion, account, mine.Signer.Name, reason), ct);

    private async Task<Outcome<Case>> SignAsync(
        string number, Func<Case, CaseSigning, Guid, Outcome<CaseEvent>> wish, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var entered = await signings.EnterAsync(number, code: null, ct);
            if (!entered.Succeeded)
                return entered.Refusal;
            var (opened, mine) = entered.Value;
            var happened = wish(opened.Case, mine, actor.AccountId!.Value);
            if (!happened.Succeeded)
                return happened.Refusal;
            var change = opened.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(happened.Value);
            if (change.After.AllConfirmed)
                round.Complete(opened, change);
            else
                change.Also(MailboxSql.Entry(change.After, "signing", opened.Service.Name.German, null, change.At));
            var saved = await CaseStore.SaveAsync(opened.Scope, change, ct);
            if (saved.Succeeded && change.After.Status != CaseStatus.AwaitingSigners)
                signal.Wake(CaseJobs.DecideAutomatically);

            // Somebody else signed at the same moment: both stand.
            if (saved.Succeeded || saved.Refusal.Code != "case.changed-meanwhile" || attempt == Tries)
                return saved;
        }
    }
}
