using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Ui.Parts;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services;
using Rathaus.Services.Calculators;

namespace Rathaus.Cases.Features.Calculators;

/// <summary>What the page of a calculator shows.</summary>
/// <param name="Results">Null before the first computation, and while an answer is at fault.</param>
internal sealed record CalculatorView(
    Calculator Calculator, PageState State, IReadOnlyList<FieldModel> Fields, RemovedEntry? Removed, IReadOnlyList<CalculatedBenefit>? Results)
{
    public EffectiveService Form => Calculator.Form;

    /// <summary>The service the calculator belongs to, or null: it checks all benefits.</summary>
    public bool IsBenefitCheck => Calculator.Id == Calculator.BenefitCheck;
}

/// <summary>A benefit with its amount and how it came about.</summary>
/// <param name="Amount">Euros a month; null: it does not apply, or could not be computed.</param>
/// <param name="Failed">Why it could not be computed, or null.</param>
/// <param name="Remarks">What is to be checked.</param>
/// <param name="Offer">The town's service that applies for it, or null.</param>
internal sealed record CalculatedBenefit(
    CalculatorResult Result, Euro? Amount, string? Failed, IReadOnlyList<string> Remarks, IReadOnlyList<ChainStep> Chain, EffectiveService? Offer)
{
    public bool HasAmount => Amount is { } amount && amount > Euro.Zero;

    public static CalculatedBenefit Of(CalculatorResult result, FormEvaluation evaluation, EffectiveService? offer)
    {
        var own = evaluation.Steps.Where(step => step.Id == result.Amount || step.Id.StartsWith(result.Use + ".", StringComparison.Ordinal)).ToList();
        var amount = own.Find(step => step.Id == result.Amount)?.Value is { } value && Euro.TryParse(value.GetValue<string>(), out var euro) ? euro : (Euro?)null;
        var remarks = evaluation.Remarks.Where(remark => remark.Use == result.Use).ToList();
        return new CalculatedBenefit(
            result, amount, remarks.Find(remark => remark.Failed)?.Text, [.. remarks.Where(remark => !remark.Failed).Select(remark => remark.Text)],
            [.. own.Where(step => step.Value is not null).Select(step => new ChainStep(
                step.Label, string.Join(" · ", step.Inputs.Select(input => $"{input.Label}: {input.Display}")), step.Display, step.Basis,
                step.Id == result.Amount))],
            offer);
    }
}
