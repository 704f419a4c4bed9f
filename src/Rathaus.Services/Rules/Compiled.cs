using System.Text.RegularExpressions;
using Rathaus.Cel;
using Rathaus.Services.Benefits;
using Rathaus.Services.Packages;

namespace Rathaus.Services.Rules;

/// <summary>A package with its rules as programs. Values of parameters come with the town.</summary>
internal sealed class CompiledPackage
{
    public required CelEnvironment Environment { get; init; }

    public required Slots Slots { get; init; }

    public required IReadOnlyList<CompiledPage> Pages { get; init; }

    /// <summary>Top-level questions in order.</summary>
    public required IReadOnlyList<CompiledQuestion> Questions { get; init; }

    /// <summary>Steps to compute before question number i; the last entry: after all questions.</summary>
    public required IReadOnlyList<IReadOnlyList<CompiledStep>> StepsBefore { get; init; }

    public required IReadOnlyList<CompiledStep> Steps { get; init; }

    public required IReadOnlyList<CompiledEligible> Eligible { get; init; }

    public required IReadOnlyList<CompiledFee> Fees { get; init; }

    public required IReadOnlyList<CompiledWaiver> Waivers { get; init; }

    public CelProgram? GrantWhen { get; init; }

    public CelProgram? RefuseWhen { get; init; }

    public CelProgram? FourEyes { get; init; }

    public CelProgram? PermitFrom { get; init; }

    public CelProgram? PermitUntil { get; init; }

    public CelProgram? PermitAbout { get; init; }

    public required IReadOnlyList<CompiledSigner> Signers { get; init; }

    public required IReadOnlyList<CompiledAppointment> Appointments { get; init; }

    public required IReadOnlyList<CompiledIssue> Issues { get; init; }

    /// <summary>What registers are told with a grant.</summary>
    public required IReadOnlyList<CompiledEffect> Effects { get; init; }

    /// <summary>Rules that some example must reach, with the place they stand at.</summary>
    public required IReadOnlyList<RuleMark> Marks { get; init; }

    public IReadOnlyDictionary<string, CompiledQuestion> QuestionById =>
        field ??= Questions.ToDictionary(question => question.Def.Id, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, CompiledStep> StepById =>
        field ??= Steps.ToDictionary(step => step.Def.Id, StringComparer.Ordinal);
}

/// <summary>Where the engine's own names lie in an activation.</summary>
internal sealed record Slots(
    int Applicant, int Town, int Item, int Permit, int Fee, int Case, int Decision, int Office, int Service, int Effect, int Issued,
    IReadOnlyList<int> Parameters);

/// <summary>A rule as examples name it: <c>check zone</c>.</summary>
internal sealed record RuleMark(string Key, string File, int Line);

internal sealed record CompiledPage(PageDef Def, CelProgram? Visible, IReadOnlyList<CompiledQuestion> Questions, IReadOnlyList<CompiledCheck> Checks);

internal sealed class CompiledQuestion
{
    public required QuestionDef Def { get; init; }

    /// <summary>Order among top-level questions; children have their group's.</summary>
    public required int Index { get; init; }

    /// <summary>-1 for children.</summary>
    public required int Slot { get; init; }

    /// <summary>Type of a given answer.</summary>
    public required CelType Type { get; init; }

    public required bool Optional { get; init; }

    public CelProgram? Visible { get; init; }

    public CelProgram? Required { get; init; }

    public CelProgram? RangeFrom { get; init; }

    public CelProgram? RangeTo { get; init; }

    public CelProgram? From { get; init; }

    /// <summary>Set when the options are those of a parameter of kind options: labels come from the town.</summary>
    public string? FromParameter { get; init; }

    public CelProgram? Prefill { get; init; }

    public Regex? Pattern { get; init; }

    public IReadOnlyList<CompiledOption> Options { get; init; } = [];

    public IReadOnlyList<CompiledQuestion> Children { get; init; } = [];

    /// <summary>Element type of a choice's list, or null.</summary>
    public CelType? Element => Def.Type == QuestionType.MultipleChoice ? Type.Parameters[0] : Def.Type == QuestionType.Choice ? Type : null;
}

internal sealed record CompiledOption(OptionDef Def, CelProgram? Visible);

internal sealed record CompiledCheck(CheckDef Def, CelProgram Condition);

/// <param name="Value">The expression; for the computation of a benefit its reference date.</param>
internal sealed record CompiledStep(StepDef Def, int Slot, CelType Type, CelProgram? When, CelProgram Value)
{
    /// <summary>Set when the step is the computation of a benefit.</summary>
    public CompiledBenefitUse? Use { get; init; }
}

/// <summary>A benefit with the expressions that give its inputs.</summary>
internal sealed record CompiledBenefitUse(Benefit Benefit, IReadOnlyList<(string Input, CelProgram Value)> Inputs);

internal sealed record CompiledEligible(EligibleDef Def, CelProgram Holds);

internal sealed record CompiledFee(FeeDef Def, CelProgram? When, CelProgram Amount);

internal sealed record CompiledSigner(SignerDef Def, CelProgram Who, CelProgram? When);

internal sealed record CompiledAppointment(AppointmentDef Def, CelProgram? When);

internal sealed record CompiledIssue(IssueDef Def, CelProgram? When, CelProgram? Copies);

internal sealed record CompiledWaiver(WaiverDef Def, CelProgram When);

internal sealed record CompiledEffect(EffectUseDef Def, EffectDef Effect, CelProgram? When, IReadOnlyList<CompiledEffectValue> With);

internal sealed record CompiledEffectValue(EffectField Field, CelProgram Value);
