namespace Rathaus.Services.Search;

/// <summary>How close what somebody typed comes to a word, from 0 (not at all) to 1 (the same).</summary>
internal static class Closeness
{
    /// <param name="typed">Search form of what was typed.</param>
    /// <param name="word">Search form of a known word.</param>
    public static double Of(string typed, string typedStem, string word, string wordStem)
    {
        if (typed == word)
            return 1;
        if (typedStem == wordStem)
            return 0.9;
        if (word.StartsWith(typed, StringComparison.Ordinal))
            return 0.8;
        if (typed.Length >= 4 && (word.Contains(typed, StringComparison.Ordinal) || (typedStem.Length >= 4 && word.Contains(typedStem, StringComparison.Ordinal))))
            return 0.6;
        if (word.Length >= 5 && typed.Contains(word, StringComparison.Ordinal))
            return 0.5;
        return Slips(typed) is var slips and > 0 ? Misspelt(typed, word, slips) : 0;
    }

    /// <summary>Slips of the pen that are forgiven: none below four letters, one below eight, two from there.</summary>
    private static int Slips(string typed) => typed.Length switch { < 4 => 0, < 8 => 1, _ => 2 };

    private static double Misspelt(string typed, string word, int slips)
    {
        if (Math.Abs(typed.Length - word.Length) <= slips && Distance(typed, word, slips) is var whole && whole <= slips)
            return 0.7 - (0.15 * whole);

        // The beginning of a long word, misspelt: "Bewonerpark".
        return word.Length > typed.Length && typed.Length >= 5 && Distance(typed, word[..typed.Length], slips) is var start && start <= slips
            ? 0.5 - (0.15 * start)
            : 0;
    }

    /// <summary>
    /// Optimal string alignment distance (Damerau-Levenshtein without repeated moves); more than <paramref name="limit"/> is
    /// limit + 1.
    /// </summary>
    internal static int Distance(string one, string other, int limit)
    {
        Span<int> older = stackalloc int[other.Length + 1];
        Span<int> old = stackalloc int[other.Length + 1];
        Span<int> row = stackalloc int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            old[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            var best = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(row[j - 1], old[j]) + 1, old[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    value = Math.Min(value, older[j - 2] + 1);
                row[j] = value;
                best = Math.Min(best, value);
            }

            if (best > limit)
                return limit + 1;
            var free = older;
            older = old;
            old = row;
            row = free;
        }

        return old[other.Length];
    }
}
