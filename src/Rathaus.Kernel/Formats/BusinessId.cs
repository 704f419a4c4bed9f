namespace Rathaus.Kernel.Formats;

/// <summary>
/// Wirtschafts-Identifikationsnummer (§ 139c AO): DE, 9 digits, a hyphen and the 5 digits of the establishment, from 00001.
/// That the 9 digits carry the check digit of the VAT id is likely and not confirmed: they are not judged by it.
/// </summary>
public static class BusinessId
{
    private const int Main = 11;
    private const string None = "00000";

    public static FormatResult Parse(string text)
    {
        var id = Typed.WithoutSpaces(text).ToUpperInvariant();
        var whole = id.Length == Main + 1 + None.Length && VatId.HasShape(id[..Main]) && id[Main] == '-'
            && !id.AsSpan(Main + 1).ContainsAnyExceptInRange('0', '9') && id[(Main + 1)..] != None;
        return whole ? FormatResult.Good(id) : FormatResult.Bad("businessid.shape");
    }
}
