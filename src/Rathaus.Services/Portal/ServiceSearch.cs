using Rathaus.Kernel.Formats;

namespace Rathaus.Services.Portal;

/// <summary>Finds services by name, everyday words and summary in every language; exact beginnings first.</summary>
internal static class ServiceSearch
{
    private const int LongestSearch = 80;

    /// <summary>What people typed, usable as a search: trimmed, at most 80 characters, or null.</summary>
    public static string? Clean(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed) || !Typed.IsWellFormed(typed))
            return null;
        var text = Typed.Collapse(typed);
        return text.Length > LongestSearch ? text[..LongestSearch] : text;
    }

    public static IReadOnlyList<EffectiveService> Find(IEnumerable<EffectiveService> services, string search)
    {
        var words = search.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Din91379.SearchForm)
            .Where(word => word.Length > 0).ToArray();
        if (words.Length == 0)
            return [];
        return [.. services
            .Select(service => (Service: service, Rank: words.Min(word => Rank(service, word))))
            .Where(hit => hit.Rank > 0)
            .OrderByDescending(hit => hit.Rank)
            .ThenBy(hit => hit.Service.Name.German, StringComparer.Ordinal)
            .ThenBy(hit => hit.Service.Town.Name, StringComparer.Ordinal)
            .Select(hit => hit.Service)];
    }

    /// <summary>3: a name begins with it; 2: a name or an everyday word contains it; 1: the summary does; 0: nothing.</summary>
    private static int Rank(EffectiveService service, string word)
    {
        var names = Forms(service.Name).ToArray();
        if (Array.Exists(names, name => name.StartsWith(word, StringComparison.Ordinal)))
            return 3;
        if (Array.Exists(names, name => name.Contains(word, StringComparison.Ordinal))
            || service.Words.Any(known => Din91379.SearchForm(known).Contains(word, StringComparison.Ordinal)))
            return 2;
        return Forms(service.Summary).Any(text => text.Contains(word, StringComparison.Ordinal)) ? 1 : 0;
    }

    private static IEnumerable<string> Forms(LocalText text) =>
        Kernel.Languages.Language.All.Select(language => Din91379.SearchForm(text.In(language)));
}
