using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Services.Packages;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits;

/// <summary>One computation: what functions of the language find as their context.</summary>
internal sealed class BenefitRun(CompiledBenefit benefit, DateOnly on, HashSet<string>? coverage) : ICelCalendar, ITableObserver
{
    /// <summary>What a step that does not apply hands to those that read it: they do not apply either.</summary>
    private static readonly CelValue DoesNotApply = CelValue.Error("the step does not apply", NotApplicable.Mark);

    private readonly CelActivation activation = benefit.Environment.NewActivation();
    private readonly List<StepTrace> traces = new(benefit.Steps.Count);
    private readonly List<BenefitWarning> warnings = [];
    private List<Lookup> lookups = [];

    public bool IsPublicHoliday(DateOnly day) => day.Year is >= 1990 and <= 9000 && PublicHolidays.IsHoliday(day);

    /// <summary>A table's function that leaves a note of what it found.</summary>
    public static CelFunction Traced(Table table)
    {
        var keys = table.Def.Keys.Count;
        return new CelFunction(table.Def.Id, [.. table.Function.Overloads.Select(overload => new CelOverload(overload.Id, overload.Parameters, overload.Result, call =>
        {
            var value = overload.Run(call);
            if (call.Context is not BenefitRun run)
                return value;
            if (value.IsError)
                return CelValue.Error(value.ErrorMessage ?? "", new TableMiss(table.Def, call[keys].AsDate));
            run.lookups.Add(new Lookup(table.Def, call.Arguments[..keys].ToArray(), value));
            return value;
        }, cost: overload.Cost))]);
    }

    public void Found(TableDef table, TableRow row)
    {
        coverage?.Add($"table {table.Id} line {row.Line}");
        if ((row.Check ?? table.Check) is { } check)
            Warn($"table.{table.Id}", new LocalText($"{check} ({table.Id})"));
        if ((row.KnownUntil ?? table.KnownUntil) is { } known && known < on)
        {
            Warn($"known.{table.Id}", new LocalText(
                $"Die Werte sind bis zum {known:dd.MM.yyyy} bekannt ({table.Basis ?? table.Id}). Danach können sie sich geändert haben.",
                $"The figures are known until {known:yyyy-MM-dd} ({table.Basis ?? table.Id}). They may have changed since."));
        }
    }

    public Outcome<BenefitResult> Run(InputReading inputs)
    {
        activation.Context = this;
        activation[benefit.On] = CelValue.Of(on);
        for (var i = 0; i < benefit.Inputs.Count; i++)
            activation[benefit.Inputs[i].Slot] = inputs.Values[i];
        foreach (var key in inputs.Ignored)
            warnings.Add(new BenefitWarning("ignored", new LocalText($"{key} ist keine Angabe dieser Berechnung und bleibt außer Betracht.", $"{key} is no input of this computation and is ignored.")));
        if (Checks(early: true) is { } early)
            return early;
        foreach (var step in benefit.Steps)
        {
            if ((step.Def.Each is null ? Compute(step) : ComputeEach(step)) is { } refusal)
                return refusal;
        }

        return Checks(early: false) is { } late ? late : new BenefitResult(Result(), new TraceWriter(benefit, activation, traces).Write(), warnings);
    }

    private void Warn(string code, LocalText text)
    {
        if (!warnings.Exists(warning => warning.Code == code && warning.Text.German == text.German))
            warnings.Add(new BenefitWarning(code, text));
    }

    private Refusal? Compute(CompiledBenefitStep step)
    {
        lookups = [];
        var value = Value(step);
        activation[step.Slot] = value;
        if (value.IsError)
            return IsNotApplicable(value) ? null : Refuse(step, value);
        coverage?.Add($"step {step.Def.Id}");
        traces.Add(new StepTrace(step, [value], lookups));
        return null;
    }

    private Refusal? ComputeEach(CompiledBenefitStep step)
    {
        lookups = [];
        var entries = activation[benefit.InputById[step.Def.Each!].Slot].AsList;
        var siblings = traces.FindAll(trace => trace.Step.Def.Each == step.Def.Each);
        var lists = siblings.ConvertAll(sibling => activation[sibling.Step.Slot]);
        var values = new CelValue[entries.Count];
        Refusal? refusal = null;
        for (var i = 0; i < values.Length && refusal is null; i++)
        {
            activation[benefit.Item] = entries[i];
            activation[benefit.Index] = CelValue.Of(i);
            foreach (var sibling in siblings)
                activation[sibling.Step.Slot] = sibling.Values[i];
            values[i] = Value(step);
            if (values[i].IsError && !IsNotApplicable(values[i]))
                refusal = Refuse(step, values[i]);
        }

        for (var i = 0; i < siblings.Count; i++)
            activation[siblings[i].Step.Slot] = lists[i];
        activation[benefit.Item] = default;
        activation[benefit.Index] = default;
        activation[step.Slot] = CelValue.List(Array.FindAll(values, value => !value.IsError));
        traces.Add(new StepTrace(step, values, lookups));
        if (Array.Exists(values, value => !value.IsError))
            coverage?.Add($"step {step.Def.Id}");
        return refusal;
    }

    private CelValue Value(CompiledBenefitStep step)
    {
        if (step.When?.Evaluate(activation) is { } when && !(when is { Kind: CelKind.Bool, AsBool: true }))
            return when.IsError ? when : DoesNotApply;
        var value = step.Value.Evaluate(activation);
        if (value.IsError || step.Type.Kind != CelKind.Decimal)
            return value;
        return CelValue.Of(step.Def.Round is { } round ? Roundings.Apply(round, value.AsDecimal) : value.AsDecimal);
    }

    private Refusal? Checks(bool early)
    {
        var faults = new List<FieldFault>();
        foreach (var check in benefit.Checks.Where(check => check.Early == early))
        {
            var value = check.Condition.Evaluate(activation);
            if (value.Kind != CelKind.Bool || value.AsBool != check.Def.FaultWhen)
                continue;
            coverage?.Add($"check {check.Def.Id}");
            var say = benefit.Def.Texts.Local(check.Def.Say);
            if (check.Def.Note)
                warnings.Add(new BenefitWarning($"check.{check.Def.Id}", say));
            else
                faults.Add(new FieldFault(check.Def.On ?? "", $"check.{check.Def.Id}", say.German));
        }

        return faults.Count == 0 ? null : Refusal.Invalid("benefit.check", string.Join(" ", faults.Select(fault => fault.Message)), faults);
    }

    private JsonObject Result()
    {
        var result = new JsonObject();
        foreach (var (key, id) in benefit.Def.Results)
        {
            if (traces.Find(trace => trace.Step.Def.Id == id) is { } trace && trace.Applies)
                result[key] = TraceWriter.Json(trace);
        }

        return result;
    }

    private Refusal Refuse(CompiledBenefitStep step, in CelValue error)
    {
        if (error.ErrorCause is not TableMiss miss)
        {
            return Refusal.Invalid(
                "benefit.step-failed", "Mit diesen Angaben lässt sich der Betrag nicht berechnen.",
                Detail($"step {step.Def.Id} cannot be computed: {error.ErrorMessage}"));
        }

        var first = miss.Table.Rows.Where(row => row.Draft is null).Select(row => row.From).DefaultIfEmpty(DateOnly.MinValue).Min();
        return first > miss.On
            ? Refusal.Invalid(
                "benefit.no-law", $"Für diesen Tag sind keine Werte bekannt. Sie beginnen am {first:dd.MM.yyyy}.",
                Detail($"{miss.Table.Id} holds from {first:yyyy-MM-dd}; there is no law for {miss.On:yyyy-MM-dd}"))
            : Refusal.Invalid(
                "benefit.no-row", "Für diese Angaben sind keine Werte bekannt.", Detail($"step {step.Def.Id}: {error.ErrorMessage}"));
    }

    private static FieldFault Detail(string message) => new("", "computation", message);

    private static bool IsNotApplicable(in CelValue value) => ReferenceEquals(value.ErrorCause, NotApplicable.Mark);

    private sealed class NotApplicable
    {
        public static readonly NotApplicable Mark = new();
    }

    private sealed record TableMiss(TableDef Table, DateOnly On);
}

/// <summary>A row found: the table, the keys without the date, the value.</summary>
internal sealed record Lookup(TableDef Table, IReadOnlyList<CelValue> Keys, CelValue Value);

/// <summary>What a step gave (one value, or one per entry) and which rows it found.</summary>
internal sealed record StepTrace(CompiledBenefitStep Step, IReadOnlyList<CelValue> Values, IReadOnlyList<Lookup> Lookups)
{
    /// <summary>There is a value: a list without entries, or with none it applies to, is none.</summary>
    public bool Applies => Values.Any(value => !value.IsError);
}
