using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>
/// A benefit compiled for the law of one day, for many households at once: inputs in columns, every step's value in
/// columns, tables frozen. Gives what <see cref="Benefit.Calculate(System.Text.Json.Nodes.JsonObject, DateOnly)"/> gives.
/// </summary>
public sealed class BenefitPlan
{
    private readonly IReadOnlyList<(string Column, bool FaultWhen, string Code)> checks;
    private readonly HouseholdDefaults defaults;

    private BenefitPlan(Benefit benefit, DateOnly on, CelPlan steps, IReadOnlyList<(string, bool, string)> checks, IReadOnlySet<string>? filled)
    {
        Benefit = benefit;
        On = on;
        Steps = steps;
        this.checks = checks;
        defaults = new HouseholdDefaults(benefit.Compiled, filled);
    }

    public Benefit Benefit { get; }

    /// <summary>The day whose law holds.</summary>
    public DateOnly On { get; }

    /// <summary>Columns bear the names of inputs (<c>members.age</c>) and steps.</summary>
    public CelPlan Steps { get; }

    /// <param name="benefit">The benefit.</param>
    /// <param name="on">The day whose law holds.</param>
    /// <param name="filled">Input columns the data have, such as <c>members.age</c>; every other one is at its default. Null: all.</param>
    public static BenefitPlan Compile(Benefit benefit, DateOnly on, IReadOnlySet<string>? filled = null)
    {
        var compiled = benefit.Compiled;
        var tables = compiled.Def.Tables.ToDictionary(table => table.Id, table => Table.Build(table, compiled.Def.Drafts), StringComparer.Ordinal);
        var builder = new CelPlanBuilder().Frozen("on", CelValue.Of(on)).Lookups(new TableLookups(tables).Find);
        foreach (var input in compiled.Inputs)
            builder.Input(input.Def.Id, input.Type);
        foreach (var (column, _, value) in HouseholdDefaults.All(compiled).Where(input => filled?.Contains(input.Column) == false))
            builder.Constant(column, value);
        foreach (var step in compiled.Steps)
        {
            builder.Step(new CelPlanStep(step.Def.Id, step.Value)
            {
                Each = step.Def.Each,
                When = step.When,
                Round = step.Def.Round is { } round ? Rounding(round) : null,
            });
        }

        var checks = new List<(string, bool, string)>();
        foreach (var check in compiled.Checks.Where(check => !check.Def.Note))
        {
            var column = $"check {check.Def.Id}";
            builder.Step(new CelPlanStep(column, check.Condition) { Quiet = true });
            checks.Add((column, check.Def.FaultWhen, $"check.{check.Def.Id}"));
        }

        return new BenefitPlan(benefit, on, builder.Build(), checks, filled);
    }

    public CelBatch NewBatch(int households) => Steps.NewBatch(households, new BulkContext());

    /// <summary>Begins a household behind those that are in the batch: every input has its default, every list is empty.</summary>
    public void Begin(CelBatch batch, int household) => defaults.Row(batch, household);

    /// <summary>Adds an entry to a list of the household begun last, its fields at their defaults.</summary>
    /// <returns>Its place in the list's columns.</returns>
    public int Add(CelBatch batch, int household, string list)
    {
        var entries = batch.List(list);
        var at = entries.End(household);
        entries.Entries(household, at - entries.Start(household) + 1);
        defaults.Entry(batch, list, at);
        return at;
    }

    public void Run(CelBatch batch) => Steps.Run(batch);

    /// <summary>Why a household has no result, or null.</summary>
    public string? Error(CelBatch batch, int household)
    {
        if (batch.Error(household) is { } error)
            return error;
        foreach (var (column, faultWhen, code) in checks)
        {
            var values = batch.Column<bool>(column);
            if (values.Present[household] && values.Values[household] == faultWhen)
                return code;
        }

        return null;
    }

    private static Func<decimal, decimal> Rounding(string name) => name switch
    {
        "half_up_cent" => static value => decimal.Round(value, 2, MidpointRounding.AwayFromZero),
        "half_up_euro" => static value => decimal.Round(value, 0, MidpointRounding.AwayFromZero),
        _ => value => Roundings.Apply(name, value),
    };
}
