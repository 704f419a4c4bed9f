using System.Globalization;
using System.Text;

namespace Rathaus.Services.Towns;

/// <summary>One spelling for all spellings of a street: Grün-Straße, Grünstr., GRUENSTRASSE.</summary>
internal static class StreetName
{
    public static string Key(string street)
    {
        var key = new StringBuilder(street.Length + 4);
        var word = 0;
        foreach (var character in street.Normalize(NormalizationForm.FormC).ToLowerInvariant())
        {
            switch (character)
            {
                case 'ß':
                    key.Append("ss");
                    break;
                case 'ä':
                    key.Append("ae");
                    break;
                case 'ö':
                    key.Append("oe");
                    break;
                case 'ü':
                    key.Append("ue");
                    break;
                case var letter when char.IsLetterOrDigit(letter):
                    key.Append(letter);
                    break;
                default:
                    word = EndWord(key, word);
                    break;
            }
        }

        EndWord(key, word);
        return key.ToString();
    }

    private static int EndWord(StringBuilder key, int start)
    {
        if (EndsWith(key, start, "str"))
            key.Append("asse");
        else if (key.Length - start == 2 && EndsWith(key, start, "pl"))
            key.Append("atz");
        return key.Length;
    }

    private static bool EndsWith(StringBuilder key, int start, string end)
    {
        if (key.Length - start < end.Length)
            return false;
        for (var i = 0; i < end.Length; i++)
        {
            if (key[key.Length - end.Length + i] != end[i])
                return false;
        }

        return true;
    }
}

/// <summary>A house number with its letter, as 12, 12a, 12 a, 12-14 (then the first counts).</summary>
internal readonly record struct HouseNumber(int Number, string Letter)
{
    public static bool TryParse(string text, out HouseNumber house)
    {
        house = default;
        var digits = 0;
        var trimmed = text.AsSpan().Trim();
        while (digits < trimmed.Length && digits < 6 && char.IsAsciiDigit(trimmed[digits]))
            digits++;
        if (digits == 0 || !int.TryParse(trimmed[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        var rest = trimmed[digits..].TrimStart(" /");
        var letter = rest.Length > 0 && char.IsAsciiLetter(rest[0]) ? char.ToLowerInvariant(rest[0]).ToString() : "";
        house = new HouseNumber(number, letter);
        return true;
    }

    /// <summary>Whether this number is not before <paramref name="from"/>.</summary>
    public bool IsFrom(HouseNumber from) =>
        Number != from.Number ? Number > from.Number : string.CompareOrdinal(Letter, from.Letter) >= 0;

    /// <summary>Whether this number is not after <paramref name="to"/>; an end without letter includes all letters.</summary>
    public bool IsUpTo(HouseNumber to) =>
        Number != to.Number ? Number < to.Number : to.Letter.Length == 0 || string.CompareOrdinal(Letter, to.Letter) <= 0;
}
