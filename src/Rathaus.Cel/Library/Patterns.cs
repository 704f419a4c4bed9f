using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rathaus.Cel.Library;

/// <summary>
/// Regular expressions in the manner of RE2: linear time, no back references, <c>\d \w \s</c> are ASCII, <c>$</c> is
/// the very end of the text.
/// </summary>
internal static class Patterns
{
    private const int MostLength = 1_000;

    /// <summary>Bound on what counted repetitions multiply to; the automaton grows with it.</summary>
    private const int MostRepetitions = 1_000;

    public static (Regex? Regex, string Fault) Compile(string pattern, TimeSpan time)
    {
        if (pattern.Length > MostLength)
            return (null, $"a regular expression may have {MostLength} characters");
        try
        {
            if (Translate(pattern) is not { } translated)
                return (null, $"the counts of a regular expression may multiply to {MostRepetitions}");
            return (new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, time), "");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, $"invalid regular expression: {e.Message}");
        }
    }

    private static string? Translate(string pattern)
    {
        var result = new StringBuilder();
        var inClass = false;
        var multiline = pattern.StartsWith("(?m", StringComparison.Ordinal);
        var repetitions = 1L;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(Escape(pattern[++i], inClass));
                continue;
            }

            if (!inClass && c == '{')
                repetitions *= Math.Max(1, LargestCount(pattern, i));
            if (repetitions > MostRepetitions)
                return null;
            if (!inClass && c == '(' && string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0)
            {
                result.Append("(?<");
                i += 3;
                continue;
            }

            if (c == '[' && !inClass)
                inClass = true;
            else if (c == ']' && inClass && pattern[i - 1] != '[')
                inClass = false;
            result.Append(c == '$' && !inClass && !multiline ? @"\z" : c.ToString());
        }

        return result.ToString();
    }

    private static string Escape(char c, bool inClass) => (c, inClass) switch
    {
        ('d', true) => "0-9",
        ('w', true) => "0-9A-Za-z_",
        ('s', true) => @"\t\n\f\r ",
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => $"\\{c}",
    };

    /// <summary>The larger number of <c>{2,5}</c>; 0 when the brace is no count.</summary>
    private static long LargestCount(string pattern, int brace)
    {
        var close = pattern.IndexOf('}', brace);
        if (close < 0)
            return 0;
        var largest = 0L;
        foreach (var part in pattern[(brace + 1)..close].Split(','))
        {
            if (part.Length == 0)
                continue;
            if (!part.All(char.IsAsciiDigit))
                return 0;
            largest = Math.Max(largest, int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : int.MaxValue);
        }

        return largest;
    }
}
