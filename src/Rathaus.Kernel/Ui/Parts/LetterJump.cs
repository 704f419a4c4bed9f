using System.Collections.Frozen;
using System.Globalization;
using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Ui.Parts;

/// <summary>
/// A long list in the order of its names, with the first entry of each letter as a place to jump to. Umlauts stand with their letter, as in
/// German dictionaries; digits and signs stand under <c>#</c>.
/// </summary>
public sealed class LetterJump<T>
{
    /// <summary>Shorter lists are seen at a glance.</summary>
    private const int Long = 20;

    private readonly FrozenDictionary<int, string> firsts;

    public LetterJump(string prefix, IEnumerable<T> items, Func<T, string> name, Language language)
    {
        var comparer = StringComparer.Create(CultureInfo.GetCultureInfo(language.CultureName), ignoreCase: true);
        Items = [.. items.OrderBy(name, comparer)];
        var letters = Items.Select(item => LetterOf(name(item))).ToArray();
        firsts = Items.Count < Long
            ? FrozenDictionary<int, string>.Empty
            : letters.Select((letter, at) => (letter, at)).DistinctBy(pair => pair.letter).ToFrozenDictionary(pair => pair.at, pair => IdOf(prefix, pair.letter));
        Letters = firsts.Count == 0 ? [] : [.. letters.Distinct().Select(letter => (letter, IdOf(prefix, letter)))];
    }

    /// <summary>The entries by name.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>Letters that occur with the ids they lead to; none for a short list.</summary>
    public IReadOnlyList<(string Letter, string Id)> Letters { get; }

    /// <summary>Id of the entry at this place when it is the first of its letter, else null.</summary>
    public string? IdAt(int place) => firsts.GetValueOrDefault(place);

    private static string IdOf(string prefix, string letter) => $"{prefix}-{(letter == "#" ? "0" : letter.ToLowerInvariant())}";

    private static string LetterOf(string name)
    {
        var first = name.Normalize(System.Text.NormalizationForm.FormD).FirstOrDefault(char.IsLetterOrDigit);
        return char.IsAsciiLetter(first) ? char.ToUpperInvariant(first).ToString() : "#";
    }
}
