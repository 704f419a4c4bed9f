using System.Collections.Frozen;
using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits;

/// <summary>Types and compiles the steps of a benefit; reports cycles, unknown names and wrong types where they stand.</summary>
internal sealed class BenefitCompiler
{
    /// <summary>Names the engine gives: the reference date, the entry and its number.</summary>
    public static readonly FrozenSet<string> OwnNames = FrozenSet.ToFrozenSet(["on", "item", "index"], StringComparer.Ordinal);

    private readonly BenefitDef def;
    private readonly FaultList faults;
    private readonly Scope scope;
    private readonly List<CompiledBenefitStep> steps = [];
    private readonly List<RuleMark> marks = [];

    private BenefitCompiler(BenefitDef def, ProgramCache cache, FaultList faults)
    {
        this.def = def;
        this.faults = faults;
        scope = new Scope($"{def.Folder}@{def.Version}", Library(def, cache.Start), cache, faults);
    }

    /// <returns>Null when there is a fault.</returns>
    public static CompiledBenefit? Compile(BenefitDef def, ProgramCache cache, FaultList faults) => new BenefitCompiler(def, cache, faults).Compile();

    public static CelType TypeOf(InputDef input, string benefit)
    {
        var plain = input.Type switch
        {
            BenefitInputType.Integer => CelType.Int,
            BenefitInputType.Decimal or BenefitInputType.Money => CelType.Decimal,
            BenefitInputType.YesNo => CelType.Bool,
            BenefitInputType.Date => CelType.Date,
            BenefitInputType.List => CelType.List(input.Entry is { } entry ? TypeOf(entry, benefit) : Record(input, benefit)),
            _ => CelType.String,
        };
        return input is { Optional: true, Default: null, Type: not BenefitInputType.List } ? CelType.Optional(plain) : plain;
    }

    private static CelType Record(InputDef list, string benefit) => CelType.Record(
        $"{benefit}_{list.Path}_entry",
        list.Fields.ToDictionary(field => field.Id, field => TypeOf(field, benefit), StringComparer.Ordinal));

    private static CelEnvironment Library(BenefitDef def, CelEnvironment start)
    {
        var environment = start.WithDecimalLiterals();
        foreach (var table in def.Tables)
            environment = environment.WithFunction(BenefitRun.Traced(Table.Build(table, def.Drafts)));
        return environment;
    }

    private CompiledBenefit? Compile()
    {
        var before = faults.Errors;
        Names();
        if (faults.Errors > before)
            return null;
        var on = scope.Add("on", CelType.Date);
        var item = scope.Add("item", CelType.Dyn);
        var index = scope.Add("index", CelType.Int);
        var inputs = new List<CompiledInput>();
        foreach (var input in def.Inputs)
        {
            var type = TypeOf(input, def.Id);
            inputs.Add(new CompiledInput(input, scope.Add(input.Id, type), type));
        }

        foreach (var step in StepOrder.Sort(def.Steps, faults))
            Step(step, inputs);
        var checks = def.Checks.Select(Check).OfType<CompiledBenefitCheck>().ToList();
        Results();
        return faults.Errors > before ? null : new CompiledBenefit
        {
            Def = def,
            Environment = scope.Environment,
            On = on,
            Item = item,
            Index = index,
            Inputs = inputs,
            Steps = steps,
            Checks = checks,
            Marks = marks,
        };
    }

    /// <summary>One namespace for inputs, steps and tables.</summary>
    private void Names()
    {
        var seen = OwnNames.ToDictionary(name => name, _ => "name of the engine", StringComparer.Ordinal);
        foreach (var (id, what, file, line) in def.Inputs.Select(input => (input.Id, "input", input.File, input.Line))
            .Concat(def.Steps.Select(step => (step.Id, "step", step.File, step.Line)))
            .Concat(def.Tables.Select(table => (table.Id, "table", table.File, table.Line))))
        {
            if (!seen.TryAdd(id, what))
                faults.Add(file, line, $"{id} is already the name of a {seen[id]}");
        }

        foreach (var check in def.Checks.GroupBy(check => check.Id).Where(group => group.Count() > 1))
            faults.Add(check.Last().File, check.Last().Line, $"check {check.Key} is there twice");
        foreach (var draft in def.Drafts.GroupBy(draft => draft.Id).Where(group => group.Count() > 1))
            faults.Add(def.File, 1, $"draft {draft.Key} is there twice");
    }

    private void Step(StepDef step, List<CompiledInput> inputs)
    {
        if (ScopeOf(step, inputs) is not { } where)
            return;
        var stated = CelTypes.Stated(step.Type);
        if (where.Compile(step.Value, stated) is not { } value)
            return;
        var type = stated ?? value.Type;
        var when = where.Compile(step.When, CelType.Bool);
        Limit(step.Value, value, step.Each);
        if (when is not null)
            Limit(step.When!, when, step.Each);
        var slot = scope.Add(step.Id, step.Each is null ? type : CelType.List(type));
        steps.Add(new CompiledBenefitStep(steps.Count, step, slot, type, when, value));
        marks.Add(new RuleMark($"step {step.Id}", step.File, step.Line));
    }

    /// <summary>For a step per entry: a scope in which the entry and what is computed for it have their own types.</summary>
    private Scope? ScopeOf(StepDef step, List<CompiledInput> inputs)
    {
        if (step.Each is not { } each)
            return scope;
        if (inputs.Find(input => input.Def.Id == each) is not { Type.Kind: CelKind.List } list)
        {
            faults.Add(step.File, step.Line, $"each: there is no list input {each}");
            return null;
        }

        var inner = scope.WithItem(list.Type.Parameters[0], each);
        foreach (var sibling in steps.Where(sibling => sibling.Def.Each == each))
            inner.Add(sibling.Def.Id, sibling.Type);
        return inner;
    }

    private CompiledBenefitCheck? Check(CheckDef check)
    {
        if (check.On is { } on && def.Inputs.All(input => input.Id != on))
            faults.Add(check.File, check.Line, $"there is no input {on}");
        if (scope.Compile(check.Condition, CelType.Bool) is not { } condition)
            return null;
        Limit(check.Condition, condition, each: null);
        marks.Add(new RuleMark($"check {check.Id}", check.File, check.Line));
        return new CompiledBenefitCheck(check, condition, !condition.Variables.Any(name => steps.Exists(step => step.Def.Id == name)));
    }

    private void Limit(CelSource source, CelProgram program, string? each)
    {
        foreach (var name in program.Variables.Where(name => each is null && name is "item" or "index"))
            faults.Add(source.File, source.Line, $"{name} is known in steps with each only");
        if (program.Functions.Contains("today"))
            faults.Add(source.File, source.Line, "a benefit is computed for a reference date: on, not today()");
    }

    private void Results()
    {
        foreach (var (key, step) in def.Results.Where(result => def.Steps.All(step => step.Id != result.Value)))
            faults.Add(def.File, 1, $"result {key}: there is no step {step}");
    }
}
