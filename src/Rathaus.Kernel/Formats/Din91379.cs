using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rathaus.Kernel.Formats;

/// <summary>Data types of DIN 91379:2022-08, from names of persons (A) to all characters including Cyrillic (E).</summary>
public enum LatinType
{
    /// <summary>Names of natural persons.</summary>
    A,

    /// <summary>Other names, streets, firms.</summary>
    B,

    /// <summary>Any text in Latin letters, with line breaks.</summary>
    C,

    /// <summary>B with Greek.</summary>
    D,

    /// <summary>Everything, with Greek and Bulgarian Cyrillic.</summary>
    E,
}

/// <summary>
/// Characters for electronic processing of names and data exchange in Europe (DIN 91379:2022-08, String.Latin+ 1.2).
/// Character sets and the search form come from <c>Formats/Data/din91379.json</c>.
/// </summary>
public static class Din91379
{
    private static readonly Repertoire Data = Repertoire.Load();

    /// <summary>NFC form if every glyph belongs to the type, else the first glyph that does not.</summary>
    public static FormatResult Parse(string text, LatinType type)
    {
        if (!Typed.IsWellFormed(text))
            return FormatResult.Bad("latin.control");
        var normal = text.Normalize(NormalizationForm.FormC);
        var allowed = Data.Types[type];
        for (var i = 0; i < normal.Length;)
        {
            var length = GlyphLength(normal, i);
            var glyph = normal.Substring(i, length);
            if (!allowed.Contains(glyph))
                return FormatResult.Bad("latin.glyph", ("character", IsInvisible(glyph) ? CodePoint(glyph) : glyph));
            i += length;
        }

        return FormatResult.Good(normal);
    }

    /// <summary>Upper-case search form for finding duplicates: Ä is AE, ß is SS, Ł is L; only A to Z and digits stay.</summary>
    public static string SearchForm(string text)
    {
        var normal = text.Normalize(NormalizationForm.FormC);
        var result = new StringBuilder(normal.Length + 8);
        for (var i = 0; i < normal.Length;)
        {
            var length = GlyphLength(normal, i);
            var glyph = normal.Substring(i, length);
            var folded = Data.Search.GetValueOrDefault(glyph) ?? Data.Search.GetValueOrDefault(glyph[..1]) ?? glyph;
            foreach (var character in folded.ToUpperInvariant())
            {
                if (char.IsAsciiLetterOrDigit(character))
                    result.Append(character);
            }

            i += length;
        }

        return result.ToString();
    }

    /// <summary>UTF-16 units of the base code point at <paramref name="start"/> with its combining marks.</summary>
    private static int GlyphLength(string text, int start)
    {
        var length = char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1;
        while (start + length < text.Length
            && CharUnicodeInfo.GetUnicodeCategory(text, start + length)
                is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
        {
            length++;
        }

        return length;
    }

    private static bool IsInvisible(string glyph) =>
        CharUnicodeInfo.GetUnicodeCategory(glyph, 0) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static string CodePoint(string glyph) =>
        "U+" + char.ConvertToUtf32(glyph, 0).ToString("X4", CultureInfo.InvariantCulture);

    private sealed record Repertoire(
        FrozenDictionary<LatinType, FrozenSet<string>> Types, FrozenDictionary<string, string> Search)
    {
        public static Repertoire Load()
        {
            using var stream = typeof(Din91379).Assembly.GetManifestResourceStream("din91379.json")
                ?? throw new InvalidOperationException("The resource din91379.json is missing from the kernel");
            using var json = JsonDocument.Parse(stream);
            var root = json.RootElement;
            var types = root.GetProperty("datatypes").EnumerateObject().ToDictionary(
                type => Enum.Parse<LatinType>(type.Name),
                type => type.Value.EnumerateArray()
                    .SelectMany(set => Glyphs(root.GetProperty(set.GetString()!)))
                    .ToFrozenSet(StringComparer.Ordinal));
            var search = root.GetProperty("search_form").EnumerateObject()
                .ToFrozenDictionary(entry => Text(entry.Name), entry => entry.Value.GetString()!, StringComparer.Ordinal);
            return new Repertoire(types.ToFrozenDictionary(), search);
        }

        private static IEnumerable<string> Glyphs(JsonElement set)
        {
            foreach (var range in set.GetProperty("codepoint_ranges").EnumerateArray())
            {
                var ends = range.GetString()!.Split('-');
                var (first, last) = (Number(ends[0]), Number(ends[^1]));
                for (var code = first; code <= last; code++)
                    yield return char.ConvertFromUtf32(code);
            }

            foreach (var sequence in set.GetProperty("sequences").EnumerateArray())
                yield return Text(sequence.GetString()!);
        }

        private static string Text(string codes) =>
            string.Concat(codes.Split(' ', '+', '_').Select(code => char.ConvertFromUtf32(Number(code))));

        private static int Number(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
