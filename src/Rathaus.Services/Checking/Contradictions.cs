using Rathaus.Cel;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>A rule that stops in some cases.</summary>
/// <param name="StopsWhen">What the condition is in these cases.</param>
internal sealed record StoppingRule(string Id, CelProgram Condition, bool StopsWhen, string File, int Line);

/// <summary>Rules that stop in every case, alone or together: nobody gets past them.</summary>
internal static class Contradictions
{
    /// <param name="domains">What names can be.</param>
    /// <param name="rules">Rules that must all let pass.</param>
    /// <param name="what">What a rule is called: <c>check</c>.</param>
    /// <param name="faults">Gets what contradicts.</param>
    public static void Find(IDomains domains, IReadOnlyList<StoppingRule> rules, string what, FaultList faults)
    {
        var alone = new HashSet<StoppingRule>();
        foreach (var rule in rules.Where(rule => NonePasses(domains, [rule])))
        {
            alone.Add(rule);
            faults.Add(rule.File, rule.Line, $"{what} {rule.Id} stops in every case");
        }

        var rest = rules.Where(rule => !alone.Contains(rule)).ToList();
        var found = false;
        for (var i = 0; i < rest.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!Share(rest[i], rest[j]) || !NonePasses(domains, [rest[j], rest[i]]))
                    continue;
                found = true;
                faults.Add(rest[i].File, rest[i].Line, $"{what}s {rest[j].Id} and {rest[i].Id} contradict each other: no case passes both");
            }
        }

        if (!found && rest.Count > 2 && NonePasses(domains, rest))
            faults.Add(rest[^1].File, rest[^1].Line, $"{what}s {string.Join(", ", rest.Select(rule => rule.Id))} contradict each other: no case passes all");
    }

    private static bool Share(StoppingRule one, StoppingRule other) => one.Condition.Variables.Intersect(other.Condition.Variables, StringComparer.Ordinal).Any();

    private static bool NonePasses(IDomains domains, IReadOnlyList<StoppingRule> rules)
    {
        if (FiniteCases.Of(domains, rules.Select(rule => rule.Condition), settled: true) is not { } cases)
            return false;
        var passes = false;
        cases.Each(activation =>
        {
            passes = rules.All(rule => rule.Condition.Evaluate(activation) is not { Kind: CelKind.Bool } value || value.AsBool != rule.StopsWhen);
            return !passes;
        });
        return !passes;
    }
}
