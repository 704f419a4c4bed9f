namespace Rathaus.Kernel.Formats;

/// <summary>Umsatzsteuer-Identifikationsnummer of a German business (§ 27a UStG): DE and 9 digits, the last a check digit (ISO 7064 MOD 11,10).</summary>
public static class VatId
{
    private const int Length = 11;

    public static FormatResult Parse(string text)
    {
        var id = Typed.WithoutSpaces(text).ToUpperInvariant();
        if (!HasShape(id))
            return FormatResult.Bad("vatid.shape");
        return HasCheckDigit(id) ? FormatResult.Good(id) : FormatResult.Bad("vatid.check");
    }

    internal static bool HasShape(string id) =>
        id.Length == Length && id.StartsWith("DE", StringComparison.Ordinal) && id[2] != '0'
        && !id.AsSpan(2).ContainsAnyExceptInRange('0', '9');

    internal static bool HasCheckDigit(string id) => CheckDigits.Mod11And10(id.AsSpan(2, 8)) == id[10] - '0';
}
