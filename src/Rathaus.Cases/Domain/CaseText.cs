using System.Globalization;
using System.Text;

namespace Rathaus.Cases.Domain;

/// <summary>Text that may be stored and shown, and text that people search by.</summary>
internal static class CaseText
{
    /// <summary>No control characters but tab and line ends, no half of a surrogate pair.</summary>
    public static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                return false;
            if (!char.IsSurrogate(character))
                continue;
            if (!char.IsHighSurrogate(character) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    /// <summary>
    /// Search form: small letters, ß as ss, umlauts as ae, oe, ue, other marks dropped, words separated by one space.
    /// <c>Müller-Łukasz</c> becomes <c>mueller lukasz</c>.
    /// </summary>
    public static string ForSearch(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var result = new StringBuilder(text.Length + 8);
        var spelled = text.Normalize(NormalizationForm.FormC).ToLowerInvariant()
            .Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal)
            .Replace("ł", "l", StringComparison.Ordinal).Replace("ø", "o", StringComparison.Ordinal)
            .Replace("đ", "d", StringComparison.Ordinal).Replace("æ", "ae", StringComparison.Ordinal);
        foreach (var character in spelled.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(character))
                result.Append(character);
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark
                && result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }

        return result.ToString(0, Math.Min(result.Length, 200)).Trim();
    }
}
