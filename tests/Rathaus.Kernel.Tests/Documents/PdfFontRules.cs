using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Fonts are embedded subsets, their widths agree with the font file, and every code has a text.</summary>
internal sealed partial class PdfFontRules(PdfReader reader, Action<bool, string> check)
{
    private readonly Dictionary<string, Dictionary<int, string>> textOfCode = new(StringComparer.Ordinal);

    public void CheckFonts(Dictionary<string, object?> page)
    {
        foreach (var (name, reference) in reader.Dictionary(reader.Dictionary(page["Resources"])["Font"]))
        {
            if (!textOfCode.ContainsKey(name))
                textOfCode.Add(name, CheckFont(reader.Dictionary(reference)));
        }
    }

    /// <summary>Text of a shown string; faults where a code has none.</summary>
    public string TextOf(string font, byte[] codes)
    {
        var text = new StringBuilder();
        for (var i = 0; i < codes.Length; i += 2)
        {
            var code = codes[i] << 8 | codes[i + 1];
            var known = textOfCode[font].TryGetValue(code, out var value);
            check(known && value!.Length > 0 && value[0] is not ('\0' or '\uFEFF' or '\uFFFE'), $"6.2.11.7: code {code} of {font} has a text (10-001)");
            check(code != 0, "6.2.11.8: .notdef is never shown");
            text.Append(value);
        }

        return text.ToString();
    }

    private Dictionary<int, string> CheckFont(Dictionary<string, object?> font)
    {
        check(font["Subtype"] is PdfName { Text: "Type0" } && font["Encoding"] is PdfName { Text: "Identity-H" }, "Type0 with Identity-H");
        var name = ((PdfName)font["BaseFont"]!).Text;
        check(Subset().IsMatch(name), $"subset tag in {name}");
        var descendant = reader.Dictionary(reader.Array(font["DescendantFonts"])[0]);
        check(descendant["Subtype"] is PdfName { Text: "CIDFontType2" }, "CIDFontType2");
        check(descendant["CIDToGIDMap"] is PdfName { Text: "Identity" }, "6.2.11.3.2: CIDToGIDMap (31-004)");
        check(((PdfName)descendant["BaseFont"]!).Text == name, "names agree");
        var descriptor = reader.Dictionary(descendant["FontDescriptor"]);
        check(descriptor.ContainsKey("FontFile2"), $"6.2.11.4: {name} is embedded (31-009)");
        var file = reader.Stream(descriptor["FontFile2"]).Content();
        var widths = reader.Array(reader.Array(descendant["W"])[1]).ConvertAll(width => Convert.ToDouble(width, CultureInfo.InvariantCulture));
        CheckWidths(name, file, widths);
        return ToUnicode(Encoding.ASCII.GetString(reader.Stream(font["ToUnicode"]).Content()));
    }

    private void CheckWidths(string name, byte[] file, List<double> widths)
    {
        var tables = Enumerable.Range(0, BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(4))).ToDictionary(
            i => Encoding.ASCII.GetString(file, 12 + 16 * i, 4),
            i => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(12 + 16 * i + 8)), StringComparer.Ordinal);
        foreach (var tag in (string[])["glyf", "head", "hhea", "hmtx", "loca", "maxp"])
            check(tables.ContainsKey(tag), $"table {tag} in {name}");
        var unitsPerEm = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(tables["head"] + 18));
        var glyphs = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(tables["maxp"] + 4));
        check(widths.Count <= glyphs, $"widths of {name} name glyphs that exist");
        for (var i = 0; i < widths.Count; i++)
        {
            var advance = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(tables["hmtx"] + 4 * i));
            check(Math.Abs(widths[i] - 1000.0 * advance / unitsPerEm) <= 1, $"6.2.11.5: width of glyph {i} in {name} (31-007)");
        }

        var sum = 0u;
        for (var i = 0; i < file.Length; i += 4)
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(i)));
        check(sum == 0xB1B0AFBA, $"checksum of {name}");
    }

    private static Dictionary<int, string> ToUnicode(string map) => Pair().Matches(map).ToDictionary(
        match => int.Parse(match.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        match => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(match.Groups["text"].Value)));

    [GeneratedRegex("^[A-Z]{6}\\+[A-Za-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex Subset();

    [GeneratedRegex("^<(?<code>[0-9A-F]{4})><(?<text>[0-9A-F]+)>$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pair();
}
