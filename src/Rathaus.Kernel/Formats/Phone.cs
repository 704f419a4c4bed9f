namespace Rathaus.Kernel.Formats;

/// <summary>A telephone number, stored as E.164 (<c>+49202…</c>). Numbers with a leading 0 are German.</summary>
public static class Phone
{
    public static FormatResult Parse(string text)
    {
        var typed = text.Trim().Replace("(0)", string.Empty, StringComparison.Ordinal);
        var plus = typed.StartsWith('+');
        foreach (var character in typed.AsSpan(plus ? 1 : 0))
        {
            if (!char.IsAsciiDigit(character) && character is not (' ' or '-' or '/' or '(' or ')' or '.' or '\u00a0'))
                return FormatResult.Bad("phone.characters");
        }

        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        var national = digits.TrimStart('0');
        var number = plus ? digits : digits.StartsWith("00", StringComparison.Ordinal) ? national : "49" + national;
        if (!plus && !digits.StartsWith('0'))
            return FormatResult.Bad("phone.area");
        return number.Length is < 7 or > 15 ? FormatResult.Bad("phone.length") : FormatResult.Good("+" + number);
    }
}
