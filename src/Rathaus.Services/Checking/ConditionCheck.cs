using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// Conditions over finite domains (yes/no, choices with fixed options, small ranges of whole numbers, parameters, and steps of
/// these) are tried in every case: one that is always true or always false says nothing; one that demands only what is hidden is
/// a mistake; rules that leave no case are too.
/// </summary>
internal sealed class ConditionCheck(PackageDef package, CompiledPackage compiled, FaultList faults)
{
    private readonly ServiceDomains all = new(package, compiled);

    public void Run()
    {
        foreach (var page in compiled.Pages)
        {
            Same(all, page.Visible, page.Def.Visible, $"page {page.Def.Id}");
            foreach (var question in page.Questions)
            {
                Question(all, [page.Visible], question);
                var inside = new ServiceDomains(package, compiled, question);
                foreach (var child in question.Children)
                    Question(inside, [page.Visible, question.Visible], child);
            }

            Contradictions.Find(
                all,
                [.. page.Checks.Where(check => !check.Def.Note).Select(check => new StoppingRule(check.Def.Id, check.Condition, check.Def.FaultWhen, check.Def.File, check.Def.Line))],
                "check", faults);
        }

        Contradictions.Find(
            all,
            [.. compiled.Eligible.Where(rule => !rule.Def.ForClerk).Select(rule => new StoppingRule(rule.Def.Id, rule.Holds, false, rule.Def.File, rule.Def.Line))],
            "eligibility rule", faults);
    }

    private void Question(ServiceDomains domains, IReadOnlyList<CelProgram?> around, CompiledQuestion question)
    {
        Same(domains, question.Visible, question.Def.Visible, $"question {question.Def.Path}");
        Demanded(domains, around, question);
        foreach (var option in question.Options)
            Same(domains, option.Visible, option.Def.Visible, $"option {question.Def.Path}.{option.Def.Id}");
    }

    private void Same(ServiceDomains domains, CelProgram? program, CelSource? source, string what)
    {
        if (program is null || source is null || FiniteCases.Of(domains, [program]) is not { } cases)
            return;
        var values = new HashSet<bool>();
        cases.Each(activation =>
        {
            values.Add(FiniteCases.IsTrue(program.Evaluate(activation)));
            return values.Count < 2;
        });
        if (values.SetEquals([true]))
            faults.Add(source.File, source.Line, $"{what} is always visible: leave the condition out");
        else if (values.SetEquals([false]))
            faults.Add(source.File, source.Line, $"{what} is never visible");
    }

    private void Demanded(ServiceDomains domains, IReadOnlyList<CelProgram?> around, CompiledQuestion question)
    {
        if (question.Required is not { } required || question.Def.Required is not { } source)
            return;
        var visible = around.Append(question.Visible).OfType<CelProgram>().ToList();
        if (visible.Count == 0 || FiniteCases.Of(domains, [required, .. visible]) is not { } cases)
            return;
        var (demanded, seen) = (false, false);
        cases.Each(activation =>
        {
            if (!FiniteCases.IsTrue(required.Evaluate(activation)))
                return true;
            demanded = true;
            seen = visible.TrueForAll(program => FiniteCases.IsTrue(program.Evaluate(activation)));
            return !seen;
        });
        if (demanded && !seen)
            faults.Add(source.File, source.Line, $"question {question.Def.Path} is required only while it is hidden");
    }
}
