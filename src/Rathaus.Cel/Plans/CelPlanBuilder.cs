using Rathaus.Cel.Plans;

namespace Rathaus.Cel;

/// <summary>Collects inputs and steps of a <see cref="CelPlan"/>.</summary>
public sealed class CelPlanBuilder
{
    /// <summary>Name of the entry in a step with <see cref="CelPlanStep.Each"/>.</summary>
    public const string Item = "item";

    /// <summary>Name of the entry's number, from 0.</summary>
    public const string Index = "index";

    private readonly List<PlanColumn> columns = [];
    private readonly List<PlanList> lists = [];
    private readonly Dictionary<string, int> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CelValue> frozen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CelValue> constants = new(StringComparer.Ordinal);
    private readonly List<CelPlanStep> steps = [];
    private CelLookups? lookups;

    /// <summary>A value per row; a list of records or of scalars gives each row any number of entries.</summary>
    public CelPlanBuilder Input(string name, CelType type)
    {
        if (type.Kind == CelKind.List)
            AddList(name, type.Parameters[0]);
        else
            inputs.Add(name, Column(name, type, -1));
        return this;
    }

    /// <summary>
    /// An input column (<c>name</c>, or <c>list.field</c>) that holds one value everywhere: the data say nothing about it. It
    /// takes no room and is not read; it cannot be written.
    /// </summary>
    public CelPlanBuilder Constant(string column, CelValue value)
    {
        constants.Add(column, value);
        return this;
    }

    /// <summary>A variable with the same value for every row, such as the date whose law holds.</summary>
    public CelPlanBuilder Frozen(string name, CelValue value)
    {
        frozen.Add(name, value);
        return this;
    }

    public CelPlanBuilder Lookups(CelLookups found)
    {
        lookups = found;
        return this;
    }

    /// <summary>Steps in an order in which each finds what it reads.</summary>
    public CelPlanBuilder Step(CelPlanStep step)
    {
        steps.Add(step);
        return this;
    }

    /// <exception cref="InvalidOperationException">A step names a list that is no input, two steps have one name, or a constant is no input column.</exception>
    public CelPlan Build()
    {
        if (constants.Keys.FirstOrDefault(name => !columns.Exists(column => column.Name == name)) is { } unknown)
            throw new InvalidOperationException($"There is no input column {unknown}");
        for (var i = 0; i < columns.Count; i++)
        {
            if (constants.TryGetValue(columns[i].Name, out var constant))
                columns[i] = columns[i] with { Constant = constant };
        }

        var placed = new List<PlanStep>();
        foreach (var step in steps)
        {
            var list = step.Each is null ? -1 : lists.FindIndex(candidate => candidate.Name == step.Each);
            if (step.Each is not null && list < 0)
                throw new InvalidOperationException($"Step {step.Id}: there is no list {step.Each}");
            if (placed.Exists(known => known.Step.Id == step.Id))
                throw new InvalidOperationException($"There are two steps {step.Id}");
            var absent = step.When is not null || step.Quiet || placed.Exists(known => known.MayBeAbsent && Reads(step, known.Step.Id) && (known.List < 0 || known.List == list));
            columns.Add(new PlanColumn(step.Id, step.Value.Type, absent, list));
            placed.Add(new PlanStep(step, step.Value.Type, columns.Count - 1, list, absent));
        }

        var shape = new PlanShape(columns, lists, inputs, frozen, placed);
        return new CelPlan(shape, new PlanCompiler(shape, lookups).Compile());
    }

    private static bool Reads(CelPlanStep step, string id) =>
        step.Value.Variables.Contains(id) || step.When is { } when && when.Variables.Contains(id);

    private void AddList(string name, CelType element)
    {
        var fields = new Dictionary<string, int>(StringComparer.Ordinal);
        if (element.Kind == CelKind.Record)
        {
            foreach (var (field, type) in element.Fields)
                fields[field] = Column($"{name}.{field}", type, lists.Count);
        }
        else
        {
            fields[""] = Column(name, element, lists.Count);
        }

        lists.Add(new PlanList(name, lists.Count, element, fields));
    }

    private int Column(string name, CelType type, int list)
    {
        var optional = type.Kind == CelKind.Optional;
        columns.Add(new PlanColumn(name, optional ? type.Parameters[0] : type, optional, list));
        return columns.Count - 1;
    }
}
