namespace Rathaus.Kernel.Formats;

/// <summary>Check digit systems that several formats share.</summary>
public static class CheckDigits
{
    /// <summary>ISO 7064 MOD 11,10 over decimal digits: the check digit (0-9). Used by the tax id, the VAT id and our case numbers.</summary>
    public static int Mod11And10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits)
        {
            var sum = (digit - '0' + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }

        return (11 - product) % 10;
    }

    /// <summary>Remainder modulo 97 of letters and digits, A = 10 … Z = 35 (ISO 7064 MOD 97-10, ISO 13616).</summary>
    public static int Mod97(ReadOnlySpan<char> characters)
    {
        var rest = 0;
        foreach (var character in characters)
        {
            rest = char.IsAsciiDigit(character)
                ? ((rest * 10) + character - '0') % 97
                : ((rest * 100) + character - 'A' + 10) % 97;
        }

        return rest;
    }
}
