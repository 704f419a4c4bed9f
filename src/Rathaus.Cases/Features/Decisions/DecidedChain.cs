using Rathaus.Cases.Domain;
using Rathaus.Kernel.Documents;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>The computation behind a decision: kept with it, and from then on shown instead of a new one.</summary>
internal static class DecidedChain
{
    /// <returns>Null when the rules computed nothing.</returns>
    public static IReadOnlyList<DecidedStep>? Of(FormEvaluation rules) => rules.Steps.Count == 0
        ? null
        : [.. rules.Steps.Select(step => new DecidedStep(
            step.Id, step.Label, step.Value?.DeepClone(), step.Display, step.Unit, step.Basis,
            [.. step.Inputs.Select(input => new DecidedRead(input.Id, input.Label, input.Display))]))];

    /// <summary>The letter with the computation as it was decided.</summary>
    public static LetterDocument In(LetterDocument letter, Case state) => state.Notice?.Chain is not { } chain
        ? letter
        : letter with
        {
            Blocks = [.. letter.Blocks.Select(block => block is ChainBlock shown
                ? shown with { Steps = [.. chain.Select(step => new ChainStep(step.Label, step.Numbers, step.Display, step.Basis ?? ""))] }
                : block)],
        };
}
