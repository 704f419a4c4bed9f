namespace Rathaus.Kernel.Formats;

/// <summary>Amtlicher Gemeindeschlüssel (AGS, 8 digits) and Regionalschlüssel (ARS, 12 digits); Land 01 to 16.</summary>
public static class MunicipalityKey
{
    public static bool IsAgs(string text) => IsKey(text, 8);

    public static bool IsArs(string text) => IsKey(text, 12);

    /// <summary>AGS = ARS[0..5) + ARS[9..12).</summary>
    public static string AgsOf(string ars) => ars[..5] + ars[9..];

    private static bool IsKey(string text, int length) =>
        text.Length == length
        && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
        && string.CompareOrdinal(text[..2], "01") >= 0
        && string.CompareOrdinal(text[..2], "16") <= 0;
}
