using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Benefits;

/// <summary>A benefit package with its steps as checked programs, in an order in which each finds what it reads.</summary>
internal sealed class CompiledBenefit
{
    public required BenefitDef Def { get; init; }

    /// <summary>Every name with its slot; steps computed per entry are lists here.</summary>
    public required CelEnvironment Environment { get; init; }

    /// <summary>Slot of the reference date.</summary>
    public required int On { get; init; }

    /// <summary>Slot of the entry a step is computed for.</summary>
    public required int Item { get; init; }

    /// <summary>Slot of the entry's number, from 0.</summary>
    public required int Index { get; init; }

    public required IReadOnlyList<CompiledInput> Inputs { get; init; }

    public required IReadOnlyList<CompiledBenefitStep> Steps { get; init; }

    public required IReadOnlyList<CompiledBenefitCheck> Checks { get; init; }

    /// <summary>Rules that some example must reach.</summary>
    public required IReadOnlyList<RuleMark> Marks { get; init; }

    public IReadOnlyList<BenefitStep> PublicSteps => field ??= [.. Steps.Select(step => step.Public(Def.Texts))];

    public IReadOnlyDictionary<string, CompiledBenefitStep> StepById =>
        field ??= Steps.ToDictionary(step => step.Def.Id, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, CompiledInput> InputById =>
        field ??= Inputs.ToDictionary(input => input.Def.Id, StringComparer.Ordinal);
}

internal sealed record CompiledInput(InputDef Def, int Slot, CelType Type);

/// <param name="Number">Place in the order of computation.</param>
/// <param name="Type">Of one value; per entry when <see cref="StepDef.Each"/> is set.</param>
internal sealed record CompiledBenefitStep(int Number, StepDef Def, int Slot, CelType Type, CelProgram? When, CelProgram Value)
{
    public BenefitValueType ValueType => Def.Type == "money" ? BenefitValueType.Money : BenefitText.TypeOf(Type);

    public BenefitStep Public(TextTable texts) =>
        new(Def.Id, texts.Local(Def.Label), ValueType, Def.Unit, Def.Basis, Def.Each, Def.Value.Text);
}

/// <param name="Early">Reads inputs only: evaluated before the first step.</param>
internal sealed record CompiledBenefitCheck(CheckDef Def, CelProgram Condition, bool Early);
