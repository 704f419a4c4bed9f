using Rathaus.Kernel.Formats;

namespace Rathaus.Services.Search;

/// <summary>Cuts texts into words for searching: capital letters A to Z and digits, without words that say nothing.</summary>
internal static class SearchWords
{
    private const int LongestSearch = 80;

    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "ICH", "WIR", "SIE", "MEIN", "MEINE", "MEINEN", "MEINER", "MEINEM", "IHR", "IHRE", "IHREN", "UNSER", "UNSERE", "EIN", "EINE",
        "EINEN", "EINER", "EINEM", "EINES", "DER", "DIE", "DAS", "DEN", "DEM", "DES", "UND", "ODER", "FUER", "VON", "VOM", "ZUM", "ZUR",
        "MIT", "OHNE", "BEI", "BEIM", "IM", "IN", "AN", "AM", "AUF", "AUS", "ZU", "IST", "SIND", "WIE", "WO", "WAS", "WANN", "WER", "WILL",
        "MOECHTE", "MUSS", "KANN", "BRAUCHE", "BEKOMME", "NICHT", "HABE", "HAT", "MICH", "MIR", "UNS", "SICH", "THE", "AND", "FOR", "MY", "TO",
        "OF", "HOW", "WHERE", "WHAT", "GET", "NEED", "WANT",
    };

    private static readonly string[] Endings = ["UNGEN", "UNG", "EN", "ER", "ES", "EM", "E", "N", "S"];

    /// <summary>What people typed, usable as a search: trimmed, at most 80 characters, or null.</summary>
    public static string? Clean(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed) || !Typed.IsWellFormed(typed))
            return null;
        var text = Typed.Collapse(typed);
        return text.Length > LongestSearch ? text[..LongestSearch] : text;
    }

    /// <summary>
    /// The words of a text. A compound of plain German (<c>Park-Ausweis</c>) is one word and its parts. When every word says
    /// nothing, all of them count.
    /// </summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            Add(words, part);
            if (part.Contains('-', StringComparison.Ordinal))
            {
                foreach (var piece in part.Split('-', StringSplitOptions.RemoveEmptyEntries))
                    Add(words, piece);
            }
        }

        var telling = words.Where(word => !Empty.Contains(word)).ToList();
        return telling.Count > 0 ? telling : words;
    }

    /// <summary>Articles, pronouns and the like.</summary>
    /// <param name="word">In the form <see cref="Of"/> gives.</param>
    public static bool SaysNothing(string word) => Empty.Contains(word);

    /// <summary>The word without its German ending; at least four letters stay.</summary>
    public static string Stem(string word)
    {
        foreach (var ending in Endings)
        {
            if (word.Length - ending.Length >= 4 && word.EndsWith(ending, StringComparison.Ordinal))
                return word[..^ending.Length];
        }

        return word;
    }

    private static readonly char[] Separators = [' ', '\t', '\n', '\r', ',', '.', ';', ':', '/', '(', ')', '!', '?', '"', '„', '“', '·', '–'];

    private static void Add(List<string> words, string part)
    {
        if (Din91379.SearchForm(part) is { Length: > 1 } form)
            words.Add(form);
    }
}
