namespace Rathaus.Cel.Plans;

/// <summary>A column of a plan.</summary>
/// <param name="List">Index of the list whose entries it runs along, or -1: one value per row.</param>
/// <param name="Constant">The value everywhere, when the caller has said so; then there is nothing to store.</param>
internal sealed record PlanColumn(string Name, CelType Type, bool Optional, int List, CelValue? Constant = null)
{
    /// <summary>The value everywhere of a step, stored once.</summary>
    public CelValue? Same { get; init; }
}

/// <summary>A list input with the columns of its fields; of a list of scalars the one field has no name.</summary>
internal sealed record PlanList(string Name, int Index, CelType Element, IReadOnlyDictionary<string, int> Fields);

/// <summary>A step with its place.</summary>
/// <param name="List">Index of the list it is computed for, or -1.</param>
/// <param name="MayBeAbsent">It has a condition, or reads a step that may be absent.</param>
internal sealed record PlanStep(CelPlanStep Step, CelType Type, int Column, int List, bool MayBeAbsent);

/// <summary>Everything a plan is made of, before code is made of it.</summary>
internal sealed record PlanShape(
    IReadOnlyList<PlanColumn> Columns,
    IReadOnlyList<PlanList> Lists,
    IReadOnlyDictionary<string, int> Inputs,
    IReadOnlyDictionary<string, CelValue> Frozen,
    IReadOnlyList<PlanStep> Steps)
{
    /// <summary>Values of the steps that came out the same for every row, by id: their columns are filled once.</summary>
    public Dictionary<string, object> Same { get; } = new(StringComparer.Ordinal);

    public PlanStep? StepNamed(string id) => Steps.FirstOrDefault(step => step.Step.Id == id);
}

/// <summary>Steps that run together as typed code, or one that runs as an ordinary program.</summary>
internal sealed record PlanPiece(IReadOnlyList<PlanStep> Steps, Action<CelBatch, int, int>? Code, string? Reason);
