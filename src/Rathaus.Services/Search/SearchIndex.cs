using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Search;

/// <summary>
/// Finds services by name, everyday words, life event and what their page says, in every language, with typing errors forgiven.
/// One index serves all towns: a service counts once, as its first town words it. Immutable.
/// </summary>
internal sealed class SearchIndex
{
    private readonly string[] ids;
    private readonly int[] ranks;
    private readonly Term[] terms;

    public SearchIndex(IEnumerable<EffectiveService> services, LifeEvents events)
    {
        var weights = new Dictionary<string, Dictionary<int, int>>(StringComparer.Ordinal);
        var first = services.GroupBy(service => service.Id).Select(group => group.First()).ToArray();
        ids = [.. first.Select(service => service.Id)];
        ranks = [.. ids.Select(id => Rank(id, events))];
        for (var i = 0; i < first.Length; i++)
        {
            foreach (var (text, weight) in Fields(first[i], events))
            {
                foreach (var word in SearchWords.Of(text))
                {
                    if (!weights.TryGetValue(word, out var places))
                        weights[word] = places = [];
                    places[i] = Math.Max(places.GetValueOrDefault(i), weight);
                }
            }
        }

        terms = [.. weights.Select(entry => new Term(entry.Key, SearchWords.Stem(entry.Key), [.. entry.Value.Select(place => (place.Key, place.Value))]))];
    }

    /// <summary>Ids of services, best first. At least half of the words that say something must be found.</summary>
    public IReadOnlyList<string> Find(string search)
    {
        var words = SearchWords.Of(search).Distinct(StringComparer.Ordinal).ToArray();
        if (Array.TrueForAll(words, SearchWords.SaysNothing))
            return [];
        var scores = new double[ids.Length];
        var found = new int[ids.Length];
        var best = new double[ids.Length];
        foreach (var word in words)
        {
            Array.Clear(best);
            Look(word, best);
            for (var i = 0; i < best.Length; i++)
            {
                scores[i] += best[i];
                found[i] += best[i] > 0 ? 1 : 0;
            }
        }

        return [.. Enumerable.Range(0, ids.Length)
            .Where(i => found[i] > 0 && found[i] * 2 >= words.Length)
            .OrderByDescending(i => scores[i])
            .ThenBy(i => ranks[i])
            .ThenBy(i => ids[i], StringComparer.Ordinal)
            .Select(i => ids[i])];
    }

    private void Look(string word, double[] best)
    {
        var stem = SearchWords.Stem(word);
        foreach (var term in terms)
        {
            if (Closeness.Of(word, stem, term.Word, term.Stem) is not (> 0 and var closeness))
                continue;
            foreach (var (service, weight) in term.Places)
                best[service] = Math.Max(best[service], closeness * weight);
        }
    }

    /// <summary>Of two that fit as well comes first what people need first: what is asked for often, then by its place in a life event.</summary>
    private static int Rank(string service, LifeEvents events) => events.Popular.Contains(service)
        ? -1
        : events.All.Select(life => life.Services.ToList().IndexOf(service)).Where(at => at >= 0).DefaultIfEmpty(int.MaxValue).Min();

    private static IEnumerable<(string Text, int Weight)> Fields(EffectiveService service, LifeEvents events)
    {
        foreach (var language in Language.All)
        {
            yield return (service.Name.In(language), 10);
            yield return (service.Summary.In(language), 4);
        }

        foreach (var word in service.Words)
            yield return (word, 8);
        foreach (var life in events.All.Where(life => life.Services.Contains(service.Id)))
        {
            yield return (life.Name.German, 3);
            foreach (var word in life.Words)
                yield return (word, 3);
        }
    }

    /// <summary>A word and the services it stands for, with the weight of the best place it stands at.</summary>
    private sealed record Term(string Word, string Stem, (int Service, int Weight)[] Places);
}
