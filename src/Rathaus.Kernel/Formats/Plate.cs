using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Formats;

/// <summary>
/// German licence plate (Kennzeichen, FZV § 9 and Anlage 1). Canonical form <c>W-AB 123</c>; suffix E (electric) or
/// H (historic) stands at the number. A plate without any separator is ambiguous (HH-A 1 or H-HA 1) and is refused.
/// </summary>
public static partial class Plate
{
    public static FormatResult Parse(string text)
    {
        var plate = Typed.Collapse(text).ToUpperInvariant().Replace(" - ", "-", StringComparison.Ordinal);
        if (plate.Length == 0)
            return FormatResult.Bad("plate.empty");
        if (plate.Length > 20)
            return FormatResult.Bad("plate.shape");

        var match = Whole().Match(plate);
        if (!match.Success)
        {
            var district = District().Match(plate);
            if (Unseparated().IsMatch(plate))
                return FormatResult.Bad("plate.separator");
            if (district.Success)
                return FormatResult.Bad("plate.letters", ("area", district.Groups["area"].Value));
            return Letters().IsMatch(plate) ? FormatResult.Bad("plate.digits") : FormatResult.Bad("plate.shape");
        }

        var (area, letters, number, suffix) =
            (match.Groups["area"].Value, match.Groups["letters"].Value,
                match.Groups["number"].Value, match.Groups["suffix"].Value);
        if (area.Length + letters.Length + number.Length + suffix.Length > 8)
            return FormatResult.Bad("plate.long");
        return FormatResult.Good($"{area}-{letters} {number}{suffix}");
    }

    /// <summary>Signs without separators, for comparison; the split is kept by the canonical form itself.</summary>
    public static string Key(string plate) => string.Concat(plate.Where(char.IsLetterOrDigit));

    [GeneratedRegex("^(?<area>[A-ZÄÖÜ]{1,3})[- ](?<letters>[A-Z]{1,2})[- ]?(?<number>[1-9][0-9]{0,3})(?<suffix>[EH]?)$", RegexOptions.None, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex("^(?<area>[A-ZÄÖÜ]{1,3})[- ]?$", RegexOptions.None, 1000)]
    private static partial Regex District();

    [GeneratedRegex("^[A-ZÄÖÜ]{1,5}[1-9][0-9]{0,3}[EH]?$", RegexOptions.None, 1000)]
    private static partial Regex Unseparated();

    [GeneratedRegex("^[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[- ]?$", RegexOptions.None, 1000)]
    private static partial Regex Letters();
}
