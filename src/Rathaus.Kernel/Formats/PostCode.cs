namespace Rathaus.Kernel.Formats;

/// <summary>Postleitzahl: five digits, 01001 to 99998, kept as text. A leading <c>D-</c> is dropped.</summary>
public static class PostCode
{
    public static FormatResult Parse(string text)
    {
        var code = Typed.WithoutSpaces(text);
        if (code.StartsWith("D-", StringComparison.OrdinalIgnoreCase))
            code = code[2..];
        if (code.Length == 0)
            return FormatResult.Bad("postcode.empty");
        if (code.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return FormatResult.Bad("postcode.digits");
        if (code.Length != 5)
            return FormatResult.Bad("postcode.length", ("n", code.Length));
        return string.CompareOrdinal(code, "01001") < 0 || string.CompareOrdinal(code, "99998") > 0
            ? FormatResult.Bad("postcode.range", ("code", code))
            : FormatResult.Good(code);
    }
}
