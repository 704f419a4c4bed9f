using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>A clerk decides: grant, grant in part or reject with reasons; the draft notice is made in the same step.</summary>
internal sealed class DecideCase(CaseAccess access, CaseEvaluation evaluation, CaseEffects effects, CaseLetters letters, IActor actor, TimeProvider time)
{
    /// <param name="Version">The case's version the clerk has seen.</param>
    /// <param name="Reasons">Needed unless granted as applied for (§ 39 VwVfG NRW); one paragraph each.</param>
    /// <param name="Text">The clerk's own wording (Markdown), or null: as the template says.</param>
    internal sealed record Request(int Version, CaseOutcome Outcome, IReadOnlyList<string> Reasons, string? Text = null);

    /// <param name="Wording">Markdown to edit.</param>
    /// <param name="FourEyes">Another person will have to release it.</param>
    internal sealed record Draft(string Wording, LetterDocument Letter, bool FourEyes);

    /// <summary>What the notice would look like; nothing is saved. What could not be decided so is refused here already.</summary>
    /// <param name="text">The clerk's own wording, or null.</param>
    public async Task<Outcome<Draft>> PreviewAsync(
        string number, CaseOutcome outcome, IReadOnlyList<string> reasons, string? text, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var letter = await letters.RenderAsync(opened.Value, outcome, id, ct);
        var wording = letters.WordingOf(letter, outcome, reasons);
        var possible = opened.Value.Case.Decide(new DecisionMade { Outcome = outcome, Reasons = reasons, Notice = id, Text = wording });
        if (!possible.Succeeded)
            return possible.Refusal;
        var rules = await evaluation.EvaluateAsync(opened.Value, Language.German, null, ct);
        if (await effects.LookAsync(opened.Value, rules, outcome, CaseActor.Of(actor), time.GetUtcNow(), ct) is { } refused)
            return refused;
        var charge = await letters.ChargeAsync(opened.Value, outcome, time.Today(), ct);
        return new Draft(wording, letters.Compose(opened.Value, letter, text ?? wording, id, time.Today(), charge), rules.FourEyes);
    }

    public async Task<Outcome<Case>> RunAsync(string number, Request request, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var state = opened.Value.Case;
        if (state.Version != request.Version)
            return CaseStore.ChangedMeanwhile(state);

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var reasons = request.Reasons.Where(reason => !string.IsNullOrWhiteSpace(reason)).Select(reason => reason.Trim()).ToList();
        var letter = await letters.RenderAsync(opened.Value, request.Outcome, id, ct);
        var rules = await evaluation.EvaluateAsync(opened.Value, Language.German, null, ct);
        var generated = letters.WordingOf(letter, request.Outcome, reasons);
        var decided = state.Decide(new DecisionMade
        {
            Outcome = request.Outcome,
            Reasons = reasons,
            Notice = id,
            Text = generated,
            FourEyes = rules.FourEyes,
            Chain = DecidedChain.Of(rules),
        });
        if (!decided.Succeeded)
            return decided.Refusal;
        if (await effects.LookAsync(opened.Value, rules, request.Outcome, CaseActor.Of(actor), now, ct) is { } refused)
            return refused;

        var change = opened.Value.Change(CaseActor.Of(actor), now);
        if (state.Assignee is null)
            change.Record(new Assigned(actor.StaffId, actor.DisplayName));
        change.Record(decided.Value);
        if (request.Text is { } own && own.ReplaceLineEndings("\n") != generated)
        {
            var edited = change.After.EditNotice(own.ReplaceLineEndings("\n"));
            if (!edited.Succeeded)
                return edited.Refusal;
            change.Record(edited.Value);
        }

        return await CaseStore.SaveAsync(opened.Value.Scope, change, ct);
    }
}
