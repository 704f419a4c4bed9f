using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// What happens between decision and sending: wording, release by a second person, or back to review. Whoever decided or
/// worded a notice cannot release it.
/// </summary>
internal sealed class ReviewDecision(CaseAccess access, CaseLetters letters, IActor actor, TimeProvider time)
{
    /// <summary>The notice as it would be sent now.</summary>
    public async Task<Outcome<LetterDocument>> PreviewAsync(string number, string? wording, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        if (opened.Value.Case is not { Notice: { } notice, Outcome: { } outcome })
            return Refusal.NotFound("notice");
        var letter = await letters.RenderAsync(opened.Value, outcome, notice.Id, ct);
        var day = notice.Sent ?? time.Today();
        var charge = await letters.ChargeAsync(opened.Value, outcome, day, ct);
        return letters.Compose(opened.Value, letter, wording ?? notice.Text, notice.Id, day, charge);
    }

    /// <summary>The clerk's wording; the earlier one stays in the history.</summary>
    public Task<Outcome<Case>> EditNoticeAsync(string number, int version, string text, CancellationToken ct) =>
        ChangeAsync(number, version, state => state.EditNotice(text.ReplaceLineEndings("\n")), ct);

    /// <summary>Needs the role of second clerk or lead in the case's office, and another person.</summary>
    public Task<Outcome<Case>> ReleaseAsync(string number, int version, CancellationToken ct) =>
        ChangeAsync(number, version, state => state.Release(actor.StaffId ?? Guid.Empty), ct, StaffRole.SecondClerk, StaffRole.Lead);

    /// <summary>Back to review, with the reason.</summary>
    public Task<Outcome<Case>> ReturnAsync(string number, int version, string reason, CancellationToken ct) =>
        ChangeAsync(number, version, state => state.ReturnDecision(reason), ct);

    private async Task<Outcome<Case>> ChangeAsync(
        string number, int version, Func<Case, Outcome<CaseEvent>> wish, CancellationToken ct, params StaffRole[] roles)
    {
        var opened = await access.AsStaffAsync(number, ct, roles);
        if (!opened.Succeeded)
            return opened.Refusal;
        if (opened.Value.Case.Version != version)
            return CaseStore.ChangedMeanwhile(opened.Value.Case);
        var happened = wish(opened.Value.Case);
        return happened.Succeeded
            ? await CaseStore.SaveAsync(
                opened.Value.Scope, opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(happened.Value), ct)
            : happened.Refusal;
    }
}
