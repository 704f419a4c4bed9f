using System.Buffers;

namespace Rathaus.Kernel.Formats;

/// <summary>
/// Serial number of a German identity card, residence title or passport: 9 characters of the digits and the consonants
/// that are hard to mistake, with or without the check digit of ICAO Doc 9303 as the tenth.
/// </summary>
public static class DocumentNumber
{
    private const int Length = 9;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("CFGHJKLMNPRTVWXYZ0123456789");

    public static FormatResult Parse(string text)
    {
        var number = Typed.WithoutSpaces(text).ToUpperInvariant();
        var odd = number.AsSpan().IndexOfAnyExcept(Alphabet);
        if (odd >= 0)
            return FormatResult.Bad("document.characters", ("character", number[odd].ToString()));
        if (number.Length is not (Length or Length + 1))
            return FormatResult.Bad("document.length", ("n", number.Length));
        return number.Length == Length || CheckDigits.Weights731(number.AsSpan(0, Length)) == number[Length] - '0'
            ? FormatResult.Good(number)
            : FormatResult.Bad("document.check");
    }
}
