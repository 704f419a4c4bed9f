using Rathaus.Services.Checking;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>What <c>./rathaus check</c> asks of benefits: texts in every language, examples that hold, rules that examples reach.</summary>
internal static class BenefitCheck
{
    /// <param name="benefits">Benefits to look at.</param>
    /// <param name="branches">What evaluations came by.</param>
    /// <param name="covered">Gets how much of each benefit its examples reach.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <returns>How many examples ran.</returns>
    public static int Run(BenefitSet benefits, BranchCoverage branches, List<PackageCoverage> covered, FaultList faults)
    {
        foreach (var benefit in benefits.All)
        {
            var texts = Texts(benefit.Compiled.Def).ToList();
            TextCheck.Run(texts, texts.Select(text => text.Key).ToHashSet(StringComparer.Ordinal), benefit.Compiled.Def.Texts, faults);
        }

        var coverage = benefits.All.ToDictionary(benefit => benefit.Id, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var source in benefits.Examples)
        {
            if (benefits.Find(source.Benefit) is { } benefit)
                BenefitExample.Run(benefit, source, coverage[benefit.Id], faults);
        }

        foreach (var benefit in benefits.All)
        {
            foreach (var mark in benefit.Compiled.Marks.Where(mark => !coverage[benefit.Id].Contains(mark.Key)))
                faults.Add(mark.File, mark.Line, $"no example of {benefit.Id} reaches: {mark.Key}");
            covered.Add(branches.Report(benefit.Compiled.Def.Folder, benefit.Compiled.Marks, benefit.Compiled.Def.Tables, coverage[benefit.Id]));
            new BenefitConditionCheck(benefit.Compiled, faults).Run();
        }

        return benefits.Examples.Count;
    }

    private static IEnumerable<TextSource> Texts(BenefitDef def)
    {
        IEnumerable<TextSource> own = [def.Name, def.Summary, def.Law, def.Next];
        return own.Concat(def.Inputs.SelectMany(Input))
            .Concat(def.Steps.Where(step => step.Label.German != step.Id).Select(step => step.Label))
            .Concat(def.Checks.Select(check => check.Say))
            .Where(text => text.German.Length > 0);
    }

    private static IEnumerable<TextSource> Input(InputDef input)
    {
        IEnumerable<TextSource> own = [input.Label, input.Hint];
        return own.Concat(input.Entry is { } entry ? [entry.Label] : [])
            .Concat(input.Choices.Select(choice => choice.Label))
            .Concat(input.Fields.SelectMany(Input));
    }
}
