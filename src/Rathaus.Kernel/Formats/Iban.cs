using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Formats;

/// <summary>International bank account number (ISO 13616). Stored without spaces, shown in groups of four.</summary>
public static partial class Iban
{
    private static readonly FrozenDictionary<string, int> Lengths = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["DE"] = 22, ["AT"] = 20, ["CH"] = 21, ["NL"] = 18, ["FR"] = 27, ["BE"] = 16, ["GB"] = 22, ["LU"] = 20,
        ["PL"] = 28, ["IT"] = 27, ["ES"] = 24,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FormatResult Parse(string text)
    {
        var iban = Typed.WithoutSpaces(text).ToUpperInvariant();
        if (iban.Length < 4 || !Start().IsMatch(iban))
            return FormatResult.Bad("iban.start");
        if (!Lengths.TryGetValue(iban[..2], out var length))
            return FormatResult.Bad("iban.country", ("country", iban[..2]));
        if (iban[2..].AsSpan().ContainsAnyExcept(Alphabet) || (iban[0] == 'D' && iban[2..].AsSpan().ContainsAnyExceptInRange('0', '9')))
            return FormatResult.Bad("iban.characters");
        if (iban.Length < length)
            return FormatResult.Bad("iban.short", ("n", length - iban.Length), ("length", length));
        if (iban.Length > length)
            return FormatResult.Bad("iban.long", ("n", iban.Length - length), ("length", length));
        if (iban.AsSpan(2, 2) is "00" or "01" or "99" || CheckDigits.Mod97(iban[4..] + iban[..4]) != 1)
            return FormatResult.Bad("iban.check");
        return FormatResult.Good(iban);
    }

    /// <summary>Groups of four for people.</summary>
    public static string Display(string iban) => string.Join(' ', iban.Chunk(4).Select(group => new string(group)));

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}", RegexOptions.None, 1000)]
    private static partial Regex Start();
}
