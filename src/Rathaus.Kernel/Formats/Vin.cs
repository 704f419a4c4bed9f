namespace Rathaus.Kernel.Formats;

/// <summary>
/// Fahrzeug-Identifizierungsnummer (ISO 3779): 17 characters without I, O, Q. Position 9 is no check digit in Europe
/// and is not judged.
/// </summary>
public static class Vin
{
    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHJKLMNPRSTUVWXYZ0123456789");

    public static FormatResult Parse(string text)
    {
        var vin = Typed.WithoutSpaces(text).ToUpperInvariant();
        var odd = vin.AsSpan().IndexOfAnyExcept(Alphabet);
        if (odd >= 0)
            return FormatResult.Bad("vin.characters", ("character", vin[odd].ToString()));
        return vin.Length == 17 ? FormatResult.Good(vin) : FormatResult.Bad("vin.length", ("n", vin.Length));
    }
}
