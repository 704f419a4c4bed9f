using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>Transitions of a joint application: others confirm, decline, or let the day pass.</summary>
internal sealed partial record Case
{
    /// <param name="answersVersion">Which answers the person has read.</param>
    /// <param name="sha256">Of the answers, lower-case hex.</param>
    public Outcome<CaseEvent> Confirm(CaseSigning signing, int answersVersion, Guid account, string name, IActor actor, string sha256)
    {
        if (Sign(answersVersion) is { } refusal)
            return refusal;
        return signing.State == SigningState.Confirmed
            ? AlreadySigned
            : new SignerConfirmed(signing.Signer.Id, account, name, actor.Trust, actor.Simulated, sha256);
    }

    public Outcome<CaseEvent> Decline(CaseSigning signing, int answersVersion, Guid account, string name, string? reason)
    {
        if (Sign(answersVersion) is { } refusal)
            return refusal;
        if (signing.State != SigningState.Open)
            return AlreadySigned;
        return TextFault(reason, "grund") is { } fault
            ? fault
            : new SignerDeclined(signing.Signer.Id, account, name, reason!.Trim());
    }

    /// <summary>A new code for somebody who has not confirmed.</summary>
    public Outcome<CaseEvent> Invite(Guid signer, DateOnly today)
    {
        if (Status != CaseStatus.AwaitingSigners || Due is not { } due || due.Ends < today)
            return NotNow();
        if (Signings.FirstOrDefault(signing => signing.Signer.Id == signer) is not { } known)
            return Refusal.NotFound("signer");
        return known.State == SigningState.Confirmed ? AlreadySigned : new SignerInvited(signer, due.Ends);
    }

    public Outcome<CaseEvent> LapseSigning(DateOnly today) =>
        Status == CaseStatus.AwaitingSigners && Due is { } due && due.Ends < today ? new SigningLapsed(due.Ends) : NotNow();

    private static Refusal AlreadySigned => Refusal.Conflict("signing.already-done", "Diese Person hat sich schon geäußert.");

    private Refusal? Sign(int answersVersion)
    {
        if (Status != CaseStatus.AwaitingSigners)
            return NotNow();
        return answersVersion == AnswersVersion
            ? null
            : Refusal.Conflict("signing.answers-changed", "Die Angaben wurden inzwischen geändert. Bitte lesen Sie sie noch einmal.");
    }
}
