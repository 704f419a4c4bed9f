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

    /// <summary>ICAO Doc 9303 part 3, section 4.9: weights 7, 3, 1 from the left; A = 10 … Z = 35, the filler &lt; = 0; the sum modulo 10.</summary>
    public static int Weights731(ReadOnlySpan<char> characters)
    {
        ReadOnlySpan<int> weights = [7, 3, 1];
        var sum = 0;
        for (var i = 0; i < characters.Length; i++)
        {
            var character = characters[i];
            var value = character == '<' ? 0 : char.IsAsciiDigit(character) ? character - '0' : character - 'A' + 10;
            sum += value * weights[i % 3];
        }

        return sum % 10;
    }
}
