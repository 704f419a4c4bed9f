using System.Buffers;

namespace Rathaus.Kernel.Formats;

/// <summary>
/// Number of the electronic confirmation of insurance (eVB, FZV § 23): 7 letters and digits. It has no public check digit;
/// only the insurers' joint service knows whether it holds (FZV § 49).
/// </summary>
public static class InsuranceNumber
{
    private const int Length = 7;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    public static FormatResult Parse(string text)
    {
        var number = Typed.WithoutSpaces(text).ToUpperInvariant();
        var odd = number.AsSpan().IndexOfAnyExcept(Alphabet);
        if (odd >= 0)
            return FormatResult.Bad("evb.characters", ("character", number[odd].ToString()));
        return number.Length == Length ? FormatResult.Good(number) : FormatResult.Bad("evb.length", ("n", number.Length));
    }
}
