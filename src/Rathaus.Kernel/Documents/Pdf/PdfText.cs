using System.Globalization;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>Values in PDF syntax.</summary>
internal static class PdfText
{
    /// <summary>A text string: UTF-16BE with mark, in hexadecimal. Lone surrogates become U+FFFD.</summary>
    public static string String(string text) =>
        "<FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(Clean(text))) + ">";

    /// <summary>A byte string of ASCII letters.</summary>
    public static string Ascii(string text) => "<" + Convert.ToHexString(Encoding.ASCII.GetBytes(text)) + ">";

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Name(string text)
    {
        var name = new StringBuilder("/");
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'+')
                name.Append((char)value);
            else
                name.Append(CultureInfo.InvariantCulture, $"#{value:X2}");
        }

        return name.ToString();
    }

    public static string Reference(int id) => string.Create(CultureInfo.InvariantCulture, $"{id} 0 R");

    /// <summary>D:20261120133900Z</summary>
    public static string Date(DateTimeOffset instant) =>
        "(D:" + instant.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "Z)";

    /// <summary>Well-formed, in NFC (DIN 91379), without control characters except line feeds.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n')
                clean.Append('\n');
            else if (rune.Value == '\t')
                clean.Append(' ');
            else if (!Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF))
                clean.Append(rune.ToString());
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }
}
