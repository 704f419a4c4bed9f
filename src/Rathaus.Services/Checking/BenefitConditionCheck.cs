using Rathaus.Cel;
using Rathaus.Services.Benefits;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>The same for benefits: steps that apply always or never, checks that let nobody pass.</summary>
internal sealed class BenefitConditionCheck(CompiledBenefit benefit, FaultList faults)
{
    public void Run()
    {
        foreach (var step in benefit.Steps.Where(step => step.When is not null))
        {
            var domains = new BenefitDomains(benefit, step.Def.Each);
            if (FiniteCases.Of(domains, [step.When!]) is not { } cases)
                continue;
            var values = new HashSet<bool>();
            cases.Each(activation =>
            {
                values.Add(FiniteCases.IsTrue(step.When!.Evaluate(activation)));
                return values.Count < 2;
            });
            if (values.SetEquals([true]))
                faults.Add(step.Def.When!.File, step.Def.When.Line, $"step {step.Def.Id} always applies: leave the condition out");
            else if (values.SetEquals([false]))
                faults.Add(step.Def.When!.File, step.Def.When.Line, $"step {step.Def.Id} never applies");
        }

        Contradictions.Find(
            new BenefitDomains(benefit, each: null),
            [.. benefit.Checks.Where(check => !check.Def.Note).Select(check => new StoppingRule(check.Def.Id, check.Condition, check.Def.FaultWhen, check.Def.File, check.Def.Line))],
            "check", faults);
    }

    private sealed class BenefitDomains(CompiledBenefit benefit, string? each) : IDomains
    {
        public CelEnvironment Environment => benefit.Environment;

        public bool IsOpen(string function) => function is "addWorkdays" or "isWorkday" || benefit.Def.Tables.Any(table => table.Id == function);

        public (CelProgram? When, CelProgram Value)? StepOf(string name) =>
            benefit.StepById.TryGetValue(name, out var step) && step.Def is { Each: null, Round: null } ? (step.When, step.Value) : null;

        public IReadOnlyList<CelValue>? ValuesOf(string name, IReadOnlyCollection<string> fields)
        {
            if (name == "item" && each is not null)
                return Domain.Records(fields, field => benefit.InputById[each].Def.Fields.FirstOrDefault(one => one.Id == field) is { } found ? ValuesOf(found) : null);
            return benefit.InputById.TryGetValue(name, out var input) ? ValuesOf(input.Def) : null;
        }

        public IEnumerable<CelProgram> SettledBy(string name) => [];

        public void Settle(CelActivation activation, IReadOnlySet<string> names)
        {
            // Nothing of a benefit is hidden.
        }

        private static IReadOnlyList<CelValue>? ValuesOf(InputDef input) => Domain.OrNone(
            input.Type switch
            {
                BenefitInputType.YesNo => Domain.YesNo,
                BenefitInputType.Choice => [.. input.Choices.Select(choice => CelValue.Of(choice.Id))],
                BenefitInputType.Integer => Domain.Numbers(input.From, input.To),
                _ => null,
            },
            input is { Optional: true, Default: null });
    }
}
