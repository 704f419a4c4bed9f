using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// Conditions over finite domains (yes/no, choices with fixed options, parameters of choice) are tried with every value:
/// one that is always true or always false says nothing; one that demands only what is hidden is a mistake.
/// </summary>
internal sealed class ConditionCheck(PackageDef package, CompiledPackage compiled, FaultList faults)
{
    private const int MaxCombinations = 4096;

    public void Run()
    {
        foreach (var page in compiled.Pages)
        {
            Same(page.Visible, page.Def.Visible, $"page {page.Def.Id}");
            foreach (var question in page.Questions)
            {
                Same(question.Visible, question.Def.Visible, $"question {question.Def.Path}");
                Demanded(page, question);
                foreach (var option in question.Options)
                    Same(option.Visible, option.Def.Visible, $"option {question.Def.Path}.{option.Def.Id}");
            }
        }
    }

    private void Same(CelProgram? program, CelSource? source, string what)
    {
        if (program is null || source is null || Combinations([program]) is not { } combinations)
            return;
        var values = Evaluate(combinations, program).ToHashSet();
        if (values.SetEquals([true]))
            faults.Add(source.File, source.Line, $"{what} is always visible: leave the condition out");
        else if (values.SetEquals([false]))
            faults.Add(source.File, source.Line, $"{what} is never visible");
    }

    private void Demanded(CompiledPage page, CompiledQuestion question)
    {
        if (question.Required is not { } required || question.Def.Required is not { } source)
            return;
        var visible = new[] { page.Visible, question.Visible }.OfType<CelProgram>().ToList();
        if (visible.Count == 0 || Combinations([required, .. visible]) is not { } combinations)
            return;
        var activation = compiled.Environment.NewActivation();
        var demanded = false;
        foreach (var combination in combinations)
        {
            Fill(activation, combination);
            if (!IsTrue(required.Evaluate(activation)))
                continue;
            demanded = true;
            if (visible.TrueForAll(program => IsTrue(program.Evaluate(activation))))
                return;
        }

        if (demanded)
            faults.Add(source.File, source.Line, $"question {question.Def.Path} is required only while it is hidden");
    }

    private IEnumerable<bool> Evaluate(IEnumerable<IReadOnlyList<(int Slot, CelValue Value)>> combinations, CelProgram program)
    {
        var activation = compiled.Environment.NewActivation();
        foreach (var combination in combinations)
        {
            Fill(activation, combination);
            yield return IsTrue(program.Evaluate(activation));
        }
    }

    private static void Fill(CelActivation activation, IReadOnlyList<(int Slot, CelValue Value)> combination)
    {
        foreach (var (slot, value) in combination)
            activation[slot] = value;
    }

    private static bool IsTrue(in CelValue value) => value is { Kind: CelKind.Bool, AsBool: true };

    /// <summary>Every combination of the values read, or null: a domain is not finite, or there are too many.</summary>
    private IReadOnlyList<IReadOnlyList<(int Slot, CelValue Value)>>? Combinations(IReadOnlyList<CelProgram> programs)
    {
        // Functions such as today() or a fact can give anything.
        if (programs.Any(program => program.Functions.Any(function => function is "today" || function.Contains('.', StringComparison.Ordinal) || function is "zoneOf" or "pickupDates" || package.Tables.Any(table => table.Id == function))))
            return null;
        IReadOnlyList<IReadOnlyList<(int, CelValue)>> combinations = [[]];
        foreach (var name in programs.SelectMany(program => program.Variables).Distinct())
        {
            if (Domain(name) is not { } values || combinations.Count * values.Count > MaxCombinations)
                return null;
            var slot = compiled.Environment.IndexOf(name);
            combinations = Times(combinations, slot, values);
        }

        return combinations;
    }

    private static List<IReadOnlyList<(int Slot, CelValue Value)>> Times(
        IReadOnlyList<IReadOnlyList<(int Slot, CelValue Value)>> combinations, int slot, List<CelValue> values)
    {
        var times = new List<IReadOnlyList<(int Slot, CelValue Value)>>(combinations.Count * values.Count);
        foreach (var combination in combinations)
        {
            foreach (var value in values)
                times.Add([.. combination, (slot, value)]);
        }

        return times;
    }

    private List<CelValue>? Domain(string name)
    {
        if (compiled.QuestionById.TryGetValue(name, out var question))
            return Domain(question);
        return package.Parameters.FirstOrDefault(parameter => parameter.Id == name) is { Optional: false } parameter
            ? parameter.Type switch
            {
                ParameterType.YesNo => [CelValue.True, CelValue.False],
                ParameterType.Choice => [.. parameter.Of.Select(option => CelValue.Of(option.Id))],
                _ => null,
            }
            : null;
    }

    private static List<CelValue>? Domain(CompiledQuestion question)
    {
        List<CelValue>? values = question.Def.Type switch
        {
            QuestionType.YesNo => [CelValue.True, CelValue.False],
            QuestionType.Choice when question.Options.Count > 0 => [.. question.Options.Select(option => CelValue.Of(option.Def.Id))],
            _ => null,
        };
        return values is not null && question.Optional
            ? [.. values.Select(CelValue.OptionalOf), CelValue.OptionalNone]
            : values;
    }
}
