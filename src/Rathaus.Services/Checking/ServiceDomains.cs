using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Checking;

/// <summary>What answers and parameters of a service can be; a town may set a parameter to anything declared.</summary>
internal sealed class ServiceDomains(PackageDef package, CompiledPackage compiled, CompiledQuestion? group = null) : IDomains
{
    public CelEnvironment Environment => compiled.Environment;

    public bool IsOpen(string function) =>
        function is "today" or "zoneOf" or "pickupDates" or "addWorkdays" or "isWorkday"
        || (function.Contains('.', StringComparison.Ordinal) && !function.StartsWith("math.", StringComparison.Ordinal)) || package.Tables.Any(table => table.Id == function);

    public (CelProgram? When, CelProgram Value)? StepOf(string name) =>
        compiled.StepById.TryGetValue(name, out var step) && step.Def.Round is null ? (step.When, step.Value) : null;

    public IReadOnlyList<CelValue>? ValuesOf(string name, IReadOnlyCollection<string> fields)
    {
        if (name == "item" && group is not null)
            return Fields(group, fields);
        if (compiled.QuestionById.TryGetValue(name, out var question))
        {
            return question.Def.Type == QuestionType.Group
                ? Fields(question, fields)
                : Domain.OrNone(ValuesOf(question), question.Optional);
        }

        return package.Parameters.FirstOrDefault(parameter => parameter.Id == name) is { } parameter
            ? Domain.OrNone(ValuesOf(parameter), parameter.Optional)
            : null;
    }

    public IEnumerable<CelProgram> SettledBy(string name)
    {
        if (!compiled.QuestionById.TryGetValue(name, out var question))
            return [];
        var page = compiled.Pages.First(page => page.Questions.Contains(question));
        return new[] { page.Visible, question.Visible }.OfType<CelProgram>();
    }

    /// <summary>What is hidden has no answer.</summary>
    public void Settle(CelActivation activation, IReadOnlySet<string> names)
    {
        foreach (var page in compiled.Pages)
        {
            foreach (var question in page.Questions.Where(question => names.Contains(question.Def.Id)))
            {
                if (new[] { page.Visible, question.Visible }.OfType<CelProgram>().Any(program => !FiniteCases.IsTrue(program.Evaluate(activation))))
                    activation[question.Slot] = question.Optional ? CelValue.OptionalNone : CelValue.Error("hidden");
            }
        }
    }

    private static IReadOnlyList<CelValue>? Fields(CompiledQuestion group, IReadOnlyCollection<string> fields) => Domain.Records(
        fields, field => group.Children.FirstOrDefault(child => child.Def.Id == field) is { } child ? Domain.OrNone(ValuesOf(child), child.Optional) : null);

    private static IReadOnlyList<CelValue>? ValuesOf(CompiledQuestion question) => question.Def.Type switch
    {
        QuestionType.YesNo => Domain.YesNo,
        QuestionType.Choice when question.Options.Count > 0 => [.. question.Options.Select(option => CelValue.Of(option.Def.Id))],
        QuestionType.Integer or QuestionType.Months => Domain.Numbers(question.RangeFrom?.Constant, question.RangeTo?.Constant),
        _ => null,
    };

    private static IReadOnlyList<CelValue>? ValuesOf(ParameterDef parameter) => parameter.Type switch
    {
        ParameterType.YesNo => Domain.YesNo,
        ParameterType.Choice => [.. parameter.Of.Select(option => CelValue.Of(option.Id))],
        ParameterType.Integer when ParameterValues.TryRead(parameter.From ?? "", CelType.Int, out var from) && ParameterValues.TryRead(parameter.To ?? "", CelType.Int, out var to) =>
            Domain.Numbers(from, to),
        _ => null,
    };
}
