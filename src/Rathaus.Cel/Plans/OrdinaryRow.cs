namespace Rathaus.Cel.Plans;

/// <summary>Evaluates the steps of one row by their programs: for rows with errors, and for steps without typed code.</summary>
internal sealed class OrdinaryRow(PlanShape shape)
{
    private static readonly object Mark = new();

    /// <summary>What a step without a value hands to those that read it: they have none either.</summary>
    private static readonly CelValue Absent = CelValue.Error("the step does not apply", Mark);

    private readonly Dictionary<string, PlanStep> steps = shape.Steps.ToDictionary(step => step.Step.Id, StringComparer.Ordinal);

    /// <returns>Why the row has no result, or null.</returns>
    public string? Run(CelBatch batch, int row)
    {
        foreach (var step in shape.Steps)
        {
            if (Compute(batch, row, step) is { } error)
                return $"{step.Step.Id}: {error}";
        }

        return null;
    }

    public string? Compute(CelBatch batch, int row, PlanStep step)
    {
        if (step.List < 0)
            return Compute(batch, row, -1, step, row);
        var list = batch.Lists[step.List];
        for (var entry = list.Start(row); entry < list.End(row); entry++)
        {
            if (Compute(batch, row, entry, step, entry) is { } error)
                return error;
        }

        return null;
    }

    private string? Compute(CelBatch batch, int row, int entry, PlanStep step, int place)
    {
        var value = Value(batch, row, entry, step);
        var column = batch.Columns[step.Column];
        if (value.IsError)
        {
            if (!step.Step.Quiet && !ReferenceEquals(value.ErrorCause, Mark))
                return value.ErrorMessage;
            column.PresentFlags[place] = false;
            return null;
        }

        column.Set(place, value);
        if (step.MayBeAbsent)
            column.PresentFlags[place] = true;
        return null;
    }

    private CelValue Value(CelBatch batch, int row, int entry, PlanStep step)
    {
        if (step.Step.When is { } when && Evaluate(batch, row, entry, step.List, when) is var holds && !(holds is { Kind: CelKind.Bool, AsBool: true }))
            return holds.IsError ? holds : Absent;
        var value = Evaluate(batch, row, entry, step.List, step.Step.Value);
        if (value.IsError || step.Type.Kind != CelKind.Decimal)
            return value;
        return CelValue.Of(step.Step.Round is { } round ? round(value.AsDecimal) : value.AsDecimal);
    }

    private CelValue Evaluate(CelBatch batch, int row, int entry, int list, CelProgram program)
    {
        var activation = program.Environment.NewActivation(batch.Context);
        foreach (var name in program.Variables)
            activation.Set(name, Read(batch, row, entry, list, name));
        return program.Evaluate(activation);
    }

    private CelValue Read(CelBatch batch, int row, int entry, int within, string name)
    {
        if (within >= 0 && name == CelPlanBuilder.Item)
            return Entry(batch, shape.Lists[within], entry);
        if (within >= 0 && name == CelPlanBuilder.Index)
            return CelValue.Of((long)entry - batch.Lists[within].Start(row));
        if (steps.TryGetValue(name, out var step))
            return ReadStep(batch, row, step.List == within ? entry : -1, step);
        if (shape.Frozen.TryGetValue(name, out var frozen))
            return frozen;
        if (shape.Inputs.TryGetValue(name, out var column))
            return shape.Columns[column].Constant ?? batch.Columns[column][row];
        foreach (var list in shape.Lists)
        {
            var entries = batch.Lists[list.Index];
            if (list.Name == name)
                return CelValue.List([.. Enumerable.Range(entries.Start(row), entries.End(row) - entries.Start(row)).Select(at => Entry(batch, list, at))]);
        }

        return default;
    }

    /// <summary>The value of a step for the entry at hand, or of all entries.</summary>
    private static CelValue ReadStep(CelBatch batch, int row, int entry, PlanStep step)
    {
        var column = batch.Columns[step.Column];
        var place = step.List < 0 ? row : entry;
        if (place >= 0)
            return step.MayBeAbsent && !column.PresentFlags[place] ? Absent : column.Get(place);
        var list = batch.Lists[step.List];
        return CelValue.List([.. Enumerable.Range(list.Start(row), list.End(row) - list.Start(row))
            .Where(at => !step.MayBeAbsent || column.PresentFlags[at]).Select(column.Get)]);
    }

    private CelValue Entry(CelBatch batch, PlanList list, int at) => list.Element.Kind == CelKind.Record
        ? CelValue.Record(list.Fields.ToDictionary(field => field.Key, field => shape.Columns[field.Value].Constant ?? batch.Columns[field.Value][at], StringComparer.Ordinal))
        : shape.Columns[list.Fields[""]].Constant ?? batch.Columns[list.Fields[""]][at];
}
