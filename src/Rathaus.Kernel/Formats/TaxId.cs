namespace Rathaus.Kernel.Formats;

/// <summary>Steuerliche Identifikationsnummer (§ 139b AO): 11 digits, repetition rule, check digit ISO 7064 MOD 11,10.</summary>
public static class TaxId
{
    public static FormatResult Parse(string text)
    {
        var id = Typed.WithoutSpaces(text);
        if (id.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return FormatResult.Bad("taxid.digits");
        if (id.Length != 11)
            return FormatResult.Bad("taxid.length", ("n", id.Length));
        if (id[0] == '0' || !RepeatsOneDigit(id.AsSpan(0, 10)) || CheckDigits.Mod11And10(id.AsSpan(0, 10)) != id[10] - '0')
            return FormatResult.Bad("taxid.check");
        return FormatResult.Good(id);
    }

    public static string Display(string id) => $"{id[..2]} {id[2..5]} {id[5..8]} {id[8..]}";

    /// <summary>Exactly one digit occurs twice or three times (never three in a row), every other at most once.</summary>
    private static bool RepeatsOneDigit(ReadOnlySpan<char> digits)
    {
        Span<int> counts = stackalloc int[10];
        foreach (var digit in digits)
            counts[digit - '0']++;
        var repeated = 0;
        for (var value = 0; value < 10; value++)
        {
            if (counts[value] > 3)
                return false;
            if (counts[value] < 2)
                continue;
            repeated++;
            if (counts[value] == 3 && digits.IndexOf(new string((char)('0' + value), 3)) >= 0)
                return false;
        }

        return repeated == 1;
    }
}
