using System.Globalization;

namespace Rathaus.Ledger.Notes;

/// <summary>
/// Whether a quorum keeps a region from seeing two histories, and can be reached. For a flat group of n others it is
/// k &gt; (n + f) / 2 and k ≤ n − f; for groups of groups and operators with several witnesses it is the same thought,
/// counted: whichever f operators lie, two quorums still share a witness that does not, and whichever f are away, one is met.
/// </summary>
internal static class QuorumRule
{
    /// <summary>Beyond it the choices of liars are too many to look at each.</summary>
    public const int MostOperators = 24;

    public static string? FaultOf(TrustPolicy policy)
    {
        if (!policy.NeedsWitnesses)
            return "asks for no witnesses";
        var operators = policy.Witnesses.Select(witness => policy.Terms.OperatorOf(witness.Name)).Distinct(StringComparer.Ordinal).ToArray();
        if (operators.Length > MostOperators)
            return string.Create(CultureInfo.InvariantCulture, $"has more than {MostOperators} operators");
        if (operators.Length <= policy.Terms.Faulty)
            return "has no more operators than may lie";
        foreach (var log in policy.Logs.Where(log => policy.Terms.EndOf(log.Key.Name) is null))
        {
            // Nobody vouches for oneself.
            var others = policy.Witnesses.Where(witness => !CheckpointJudge.SameHouse(witness.Key.Name, log.Key.Name)).ToList();
            foreach (var liars in Choices(operators, policy.Terms.Faulty))
            {
                var honest = others.Where(witness => !liars.Contains(policy.Terms.OperatorOf(witness.Name))).Select(static witness => witness.Name)
                    .ToHashSet(StringComparer.Ordinal);
                if (Shared(policy, policy.Quorum, honest.Contains, honest.Contains) is null)
                    return $"{log.Key.Name}: the quorum cannot be reached while {Names(liars)} are away";
                var present = others.Select(static witness => witness.Name).ToHashSet(StringComparer.Ordinal);
                if (Shared(policy, policy.Quorum, present.Contains, honest.Contains) is null or 0)
                    return $"{log.Key.Name}: when {Names(liars)} lie, two quorums need not share an honest witness";
            }
        }

        return null;
    }

    /// <summary>How many honest witnesses any two sets that meet a group share at least; null: nobody can meet it.</summary>
    private static int? Shared(TrustPolicy policy, string name, Func<string, bool> present, Func<string, bool> honest)
    {
        if (policy.FindGroup(name) is not { } group)
        {
            if (!present(name))
                return null;
            return honest(name) ? 1 : 0;
        }

        var shares = group.Members.Select(member => Shared(policy, member, present, honest)).OfType<int>().Order().ToList();
        if (shares.Count < group.Threshold)
            return null;

        // Two choices of t among m have 2t - m in common; the worst case is that these are the ones that share least.
        return shares.Take(Math.Max(0, (2 * group.Threshold) - shares.Count)).Sum();
    }

    private static IEnumerable<HashSet<string>> Choices(string[] names, int count, int from = 0)
    {
        if (count == 0)
        {
            yield return new HashSet<string>(StringComparer.Ordinal);
            yield break;
        }

        for (var at = from; at <= names.Length - count; at++)
        {
            foreach (var rest in Choices(names, count - 1, at + 1))
            {
                rest.Add(names[at]);
                yield return rest;
            }
        }
    }

    private static string Names(HashSet<string> liars) => liars.Count == 0 ? "none" : string.Join(", ", liars.Order(StringComparer.Ordinal));
}
