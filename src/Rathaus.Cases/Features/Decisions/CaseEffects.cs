using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>What a grant does in the registers: looked at before the decision, carried out in the transaction that sends it.</summary>
internal sealed class CaseEffects(CaseEvaluation evaluation, IRegisterEffects registers)
{
    /// <summary>Nothing when it can be carried out as things stand now, else why not.</summary>
    public async Task<Refusal?> LookAsync(OpenedCase opened, FormEvaluation rules, CaseOutcome outcome, CaseActor actor, DateTimeOffset at, CancellationToken ct) =>
        outcome == CaseOutcome.Rejected || rules.Effects.Count == 0 ? null : (await PlanAsync(opened, rules, actor, at, ct)).Refusal;

    /// <summary>Adds the registers' statements to the change and keeps in the history what they gave.</summary>
    public async Task<Refusal?> CarryOutAsync(OpenedCase opened, CaseChange change, CancellationToken ct)
    {
        if (change.After.Outcome == CaseOutcome.Rejected || opened.Service.Process.Effects.Count == 0)
            return null;
        var rules = await evaluation.EvaluateAsync(opened, Language.German, null, ct);
        if (rules.Effects.Count == 0)
            return null;
        var plan = await PlanAsync(opened, rules, change.Actor, change.At, ct);
        if (!plan.Succeeded)
            return plan.Refusal;
        change.Record(new EffectsCarriedOut(
            [.. rules.Effects.Select(due => new CaseEffect(due.Id, due.Effect, plan.Value.Gives[due.Id]))]));
        foreach (var command in plan.Value.Commands)
            change.Also(command);
        return null;
    }

    private async Task<Outcome<RegisterPlan>> PlanAsync(
        OpenedCase opened, FormEvaluation rules, CaseActor actor, DateTimeOffset at, CancellationToken ct)
    {
        if (rules.Effects.FirstOrDefault(due => due.With is null) is { } open)
            return Refusal.Conflict(
                "register.entry-incomplete",
                $"Für den Eintrag „{open.Effect}“ im Register fehlt eine Angabe ({open.Undecided}). Fordern Sie sie nach.");
        return await registers.PlanAsync(
            opened.Scope,
            new RegisterOrder(
                opened.Town.Number, opened.Case.Number.Text, opened.Service.Id, new RegisterActor(actor.Kind.ToString(), actor.Id), at,
                [.. rules.Effects.Select(due => new RegisterDeed(due.Id, due.Effect, due.With!))]),
            ct);
    }
}
