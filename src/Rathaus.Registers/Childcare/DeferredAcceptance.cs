namespace Rathaus.Registers.Childcare;

/// <summary>Somebody who wants one of several places, the most wanted first.</summary>
internal sealed record Proposer(string Id, IReadOnlyList<string> Wishes);

/// <summary>How a place ranks somebody: more points first, then the smaller lot. No two are equal.</summary>
internal readonly record struct Rank(int Points, ulong Lot) : IComparable<Rank>
{
    /// <summary>Less is better.</summary>
    public int CompareTo(Rank other) => Points != other.Points ? other.Points.CompareTo(Points) : Lot.CompareTo(other.Lot);

    public static bool operator <(Rank left, Rank right) => left.CompareTo(right) < 0;

    public static bool operator >(Rank left, Rank right) => left.CompareTo(right) > 0;

    public static bool operator <=(Rank left, Rank right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Rank left, Rank right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// Deferred acceptance: everybody proposes to the best wish left; a place keeps the best ranked up to its capacity and lets the
/// others go on. The result is stable, and of all stable ones the best for those who propose (Gale and Shapley 1962); none of
/// them gains by naming other wishes than the true ones (Roth 1982).
/// </summary>
internal static class DeferredAcceptance
{
    /// <returns>The place of each proposer who got one.</returns>
    public static IReadOnlyDictionary<string, string> Match(
        IReadOnlyList<Proposer> proposers, IReadOnlyDictionary<string, int> capacities, Func<string, string, Rank> rank)
    {
        var next = proposers.ToDictionary(one => one.Id, _ => 0, StringComparer.Ordinal);
        var held = capacities.Keys.ToDictionary(place => place, _ => new SortedList<Rank, Proposer>(), StringComparer.Ordinal);
        var free = new Stack<Proposer>(proposers);
        while (free.TryPop(out var proposer))
        {
            if (next[proposer.Id] >= proposer.Wishes.Count)
                continue;
            var place = proposer.Wishes[next[proposer.Id]++];
            if (!capacities.TryGetValue(place, out var capacity) || capacity < 1)
            {
                free.Push(proposer);
                continue;
            }

            held[place].Add(rank(place, proposer.Id), proposer);
            if (held[place].Count <= capacity)
                continue;
            var last = held[place].GetValueAtIndex(capacity);
            held[place].RemoveAt(capacity);
            free.Push(last);
        }

        return held.SelectMany(place => place.Value.Values, (place, one) => (place.Key, one.Id)).ToDictionary(pair => pair.Id, pair => pair.Key, StringComparer.Ordinal);
    }
}
