using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>Runs the automatic decision of a case after submission or payment.</summary>
internal sealed class DecideAutomatically(IServiceScopeFactory scopes) : IJobHandler
{
    public string Kind => CaseJobs.DecideAutomatically;

    public int Parallel => Math.Max(1, Environment.ProcessorCount / 2);

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        await scope.ServiceProvider.GetRequiredService<AutomaticDecision>().RunAsync(job.Municipality, tx, number, ct);
    }
}

/// <summary>
/// Lets the rules decide where the service allows it (§ 35a VwVfG NRW), and hands the case to a person where they do not.
/// Decision, notice and mailbox entry are one transaction with the deletion of the job.
/// </summary>
internal sealed class AutomaticDecision(
    CaseReader cases, CaseEvaluation evaluation, CaseEffects effects, CaseLetters letters, NoticeIssuer issuer, TimeProvider time)
{
    public async Task RunAsync(short municipality, SqlScope tx, string number, CancellationToken ct)
    {
        var opened = await cases.OpenAsync(municipality, tx, number, ct)
            ?? throw new InvalidOperationException("The case of this job does not exist");
        if (opened.Case.Status != CaseStatus.Submitted || opened.Case.LeftToClerkBecause is not null)
            return;

        var rules = await evaluation.EvaluateAsync(opened, Language.German, null, ct);
        var change = opened.Change(CaseActor.System, time.GetUtcNow());
        var reason = ReasonForClerk(rules);
        if (reason is null && rules.Decision.Kind == DecisionKind.Granted)
            reason = (await effects.LookAsync(opened, rules, CaseOutcome.Granted, CaseActor.System, change.At, ct))?.Title;
        if (reason is not null)
        {
            await tx.ExecuteBatchAsync(change.Record(new LeftToClerk(reason)).Commands(), ct);
            return;
        }

        var outcome = rules.Decision.Kind == DecisionKind.Granted ? CaseOutcome.Granted : CaseOutcome.Rejected;
        var id = Guid.CreateVersion7(change.At);
        var letter = await letters.RenderAsync(opened, outcome, id, ct);
        var reasons = outcome == CaseOutcome.Granted ? [] : rules.Decision.Reasons;
        var decided = opened.Case.Decide(new DecisionMade
        {
            Outcome = outcome,
            Reasons = reasons,
            Notice = id,
            Text = letters.WordingOf(letter, outcome, reasons),
            Automatic = true,
            Chain = DecidedChain.Of(rules),
        });
        if (!decided.Succeeded)
            throw new InvalidOperationException($"The rules' decision was refused: {decided.Refusal.Code}");
        var sent = await issuer.SendAsync(opened, change.Record(decided.Value), ct);
        if (!sent.Succeeded)
            throw new InvalidOperationException($"The notice was refused: {sent.Refusal.Code}");
        await tx.ExecuteBatchAsync(change.Commands(), ct);
    }

    private static string? ReasonForClerk(FormEvaluation rules) => rules switch
    {
        { ForClerk: [var first, ..] } => first.Id,
        { Unanswered: [var fact, ..] } => fact,
        { FourEyes: true } => "four-eyes",
        { Decision.Kind: DecisionKind.Clerk } => "rules-undecided",
        { Decision: { Kind: DecisionKind.Refused, Reasons.Count: 0 } } => "no-reasons",
        _ => null,
    };
}
