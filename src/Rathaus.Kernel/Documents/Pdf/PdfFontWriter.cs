using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// A composite font with Identity-H (ISO 32000-1, 9.7): character codes are slots of the embedded subset, and a ToUnicode
/// map gives each slot its text back.
/// </summary>
internal static class PdfFontWriter
{
    private const int Nonsymbolic = 1 << 5;
    private const int Italic = 1 << 6;

    /// <summary>Writes the font and returns the number of its dictionary.</summary>
    public static int Write(PdfObjects objects, FontUse use)
    {
        var font = use.Font;
        var file = use.Subset.Build();
        var slots = use.Subset.Slots;
        var name = $"/{TagOf(file)}+{font.Name}";
        var fileId = objects.AddStream(string.Create(CultureInfo.InvariantCulture, $"/Length1 {file.Length}"), file);
        var descriptor = objects.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type/FontDescriptor/FontName{name}/Flags {Nonsymbolic | (font.ItalicAngle == 0 ? 0 : Italic)}")
            + $"/FontBBox[{Em(font, font.Bounds.XMin)} {Em(font, font.Bounds.YMin)} {Em(font, font.Bounds.XMax)} {Em(font, font.Bounds.YMax)}]"
            + $"/ItalicAngle {PdfText.Number(font.ItalicAngle)}/Ascent {Em(font, font.Ascent)}/Descent {Em(font, font.Descent)}"
            + $"/CapHeight {Em(font, font.CapHeight)}/XHeight {Em(font, font.XHeight)}/StemV {(font.Weight >= 600 ? 140 : 80)}"
            + $"/FontFile2 {PdfText.Reference(fileId)}>>");
        var widths = string.Join(' ', slots.Select(slot => Em(font, font.AdvanceOf(slot.Glyph))));
        var descendant = objects.Add(
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + $"/FontDescriptor {PdfText.Reference(descriptor)}/DW 1000/W[0[{widths}]]/CIDToGIDMap/Identity>>");
        var unicode = objects.AddStream("", ToUnicode(slots));
        return objects.Add(
            $"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{PdfText.Reference(descendant)}]"
            + $"/ToUnicode {PdfText.Reference(unicode)}>>");
    }

    /// <summary>Six capital letters that tell this subset from others (9.6.4), from its content.</summary>
    private static string TagOf(byte[] file) =>
        string.Concat(SHA256.HashData(file).Take(6).Select(value => (char)('A' + value % 26)));

    private static string Em(TrueTypeFont font, int units) => PdfText.Number(1000.0 * units / font.UnitsPerEm);

    private static byte[] ToUnicode(IReadOnlyList<(int Glyph, string Text)> slots)
    {
        var map = new StringBuilder("""
            /CIDInit/ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
            /CMapName/Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000><FFFF>
            endcodespacerange

            """);
        var entries = slots.Select((slot, code) => (code, slot.Text)).Where(entry => entry.Text.Length > 0).ToList();
        foreach (var chunk in entries.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{chunk.Length} beginbfchar\n");
            foreach (var (code, text) in chunk)
                map.Append(CultureInfo.InvariantCulture, $"<{code:X4}><{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n");
            map.Append("endbfchar\n");
        }

        map.Append("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
        return Encoding.ASCII.GetBytes(map.ToString());
    }
}
