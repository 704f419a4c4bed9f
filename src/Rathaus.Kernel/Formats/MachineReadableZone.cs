using System.Globalization;

namespace Rathaus.Kernel.Formats;

/// <summary>What the machine-readable zone of a document says (ICAO Doc 9303 parts 4 and 5).</summary>
/// <param name="Code">Kind of document as printed, for example <c>ID</c> or <c>P</c>.</param>
/// <param name="Issuer">State as printed: <c>D</c>, <c>UTO</c>.</param>
/// <param name="Number">Document number without filler.</param>
/// <param name="BirthDate">As ISO 8601 as far as it is known: <c>1964-08-12</c>, <c>1964-08</c>, <c>1964</c>.</param>
/// <param name="Sex"><c>F</c>, <c>M</c> or empty.</param>
/// <param name="FamilyName">In the transliteration of the zone, for example <c>MUELLER LUEDENSCHEIDT</c>.</param>
public sealed record MachineReadableZone(
    string Code, string Issuer, string Number, string Nationality, string BirthDate, DateOnly Expires, string Sex, string FamilyName, string GivenNames)
{
    private const int CardLine = 30;
    private const int PassportLine = 44;

    /// <summary>Reads three lines of 30 characters (TD1: card) or two of 44 (TD3: passport); lower case and blanks around lines are forgiven.</summary>
    /// <param name="text">The lines as typed or scanned.</param>
    /// <param name="today">Decides the century of the birth year: two digits above today's are of the last century.</param>
    /// <returns>The zone, or what is wrong with it.</returns>
    public static (MachineReadableZone? Zone, FormatFault? Fault) Parse(string text, DateOnly today)
    {
        var lines = text.ToUpperInvariant().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Any(line => line.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") >= 0))
            return Bad("mrz.characters");
        if (lines is [{ Length: CardLine } first, { Length: CardLine } second, { Length: CardLine } names])
            return Card(first, second, names, today);
        return lines is [{ Length: PassportLine } top, { Length: PassportLine } bottom] ? Passport(top, bottom, today) : Bad("mrz.lines");
    }

    private static (MachineReadableZone?, FormatFault?) Card(string first, string second, string names, DateOnly today)
    {
        var whole = first[5..30] + second[..7] + second[8..15] + second[18..29];
        if (!Checked(first[5..14], first[14]) || !Checked(second[..6], second[6]) || !Checked(second[8..14], second[14]) || !Checked(whole, second[29]))
            return Bad("mrz.check");
        return Read(first[..2], first[2..5], first[5..14], second[15..18], second[..6], second[8..14], second[7], names, today);
    }

    private static (MachineReadableZone?, FormatFault?) Passport(string top, string bottom, DateOnly today)
    {
        var whole = bottom[..10] + bottom[13..20] + bottom[21..43];
        var personal = bottom[28..42];
        var empty = personal.AsSpan().IndexOfAnyExcept('<') < 0 && bottom[42] == '<';
        if (!Checked(bottom[..9], bottom[9]) || !Checked(bottom[13..19], bottom[19]) || !Checked(bottom[21..27], bottom[27])
            || !(empty || Checked(personal, bottom[42])) || !Checked(whole, bottom[43]))
        {
            return Bad("mrz.check");
        }

        return Read(top[..2], top[2..5], bottom[..9], bottom[10..13], bottom[13..19], bottom[21..27], bottom[20], top[5..], today);
    }

    private static (MachineReadableZone?, FormatFault?) Read(
        string code, string issuer, string number, string nationality, string birth, string expiry, char sex, string names, DateOnly today)
    {
        var parts = names.Split("<<", 2);
        if (BirthOf(birth, today) is not { } born || sex is not ('F' or 'M' or '<' or 'X')
            || !DateOnly.TryParseExact("20" + expiry, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires))
        {
            return Bad("mrz.date");
        }

        return (new MachineReadableZone(
            Plain(code), Plain(issuer), Plain(number), Plain(nationality), born, expires,
            sex is 'F' or 'M' ? sex.ToString() : "", Plain(parts[0]), parts.Length > 1 ? Plain(parts[1]) : ""), null);
    }

    /// <summary>A date of birth; unknown months and days are filler.</summary>
    private static string? BirthOf(string digits, DateOnly today)
    {
        if (!int.TryParse(digits.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var digitsOfYear))
            return null;
        var year = digitsOfYear + (digitsOfYear > today.Year % 100 ? (today.Year / 100 - 1) * 100 : today.Year / 100 * 100);
        var text = year.ToString("0000", CultureInfo.InvariantCulture);
        var (month, day) = (digits[2..4], digits[4..6]);
        if (month == "<<")
            return day == "<<" ? text : null;
        if (day == "<<")
            return DateOnly.TryParseExact($"{text}{month}01", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? $"{text}-{month}" : null;
        return DateOnly.TryParseExact($"{text}{month}{day}", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? $"{text}-{month}-{day}"
            : null;
    }

    private static string Plain(string part) => Typed.Collapse(part.Replace('<', ' '));

    private static bool Checked(string part, char digit) => char.IsAsciiDigit(digit) && CheckDigits.Weights731(part) == digit - '0';

    private static (MachineReadableZone?, FormatFault?) Bad(string what) => (null, new FormatFault("ui.format." + what));
}
