using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>Reads what a writer needs of a TrueType font (ISO/IEC 14496-22): metrics, character map, outlines.</summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] data;
    private readonly Dictionary<string, (int Offset, int Length)> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> glyphOfCodePoint = [];
    private readonly int longMetrics;
    private readonly bool longLocations;

    /// <exception cref="InvalidDataException">Not a TrueType font with outlines, or cut short.</exception>
    public TrueTypeFont(string name, byte[] data)
    {
        Name = name;
        this.data = data;
        try
        {
            var version = U32(0);
            if (version is not (0x00010000 or 0x74727565))
                throw new InvalidDataException($"{name} is no TrueType font with outlines");
            for (var i = 0; i < U16(4); i++)
            {
                var record = 12 + 16 * i;
                tables[Encoding.ASCII.GetString(data, record, 4)] = ((int)U32(record + 8), (int)U32(record + 12));
            }

            UnitsPerEm = U16(Table("head") + 18);
            Bounds = BoundsAt(Table("head") + 36);
            longLocations = U16(Table("head") + 50) == 1;
            Ascent = I16(Table("hhea") + 4);
            Descent = I16(Table("hhea") + 6);
            longMetrics = U16(Table("hhea") + 34);
            GlyphCount = U16(Table("maxp") + 4);
            ItalicAngle = I16(Table("post") + 4) + U16(Table("post") + 6) / 65536.0;
            var os2 = Table("OS/2");
            Weight = U16(os2 + 4);
            CapHeight = U16(os2) >= 2 ? I16(os2 + 88) : Ascent;
            XHeight = U16(os2) >= 2 ? I16(os2 + 86) : Ascent / 2;
            ReadCharacterMap(Table("cmap"));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{name} is damaged: {e.Message}", e);
        }
    }

    /// <summary>PostScript name, for example <c>NotoSans-Bold</c>.</summary>
    public string Name { get; }

    public int UnitsPerEm { get; }

    public int GlyphCount { get; }

    public int Ascent { get; }

    public int Descent { get; }

    public int CapHeight { get; }

    public int XHeight { get; }

    public int Weight { get; }

    public double ItalicAngle { get; }

    public GlyphBounds Bounds { get; }

    /// <summary>Glyph of a character; 0 when the font lacks it.</summary>
    public int GlyphOf(int codePoint) => glyphOfCodePoint.GetValueOrDefault(codePoint);

    /// <summary>Advance width in font units.</summary>
    public int AdvanceOf(int glyph) => U16(Table("hmtx") + 4 * Math.Min(glyph, longMetrics - 1));

    public int LeftBearingOf(int glyph) => glyph < longMetrics
        ? I16(Table("hmtx") + 4 * glyph + 2)
        : I16(Table("hmtx") + 4 * longMetrics + 2 * (glyph - longMetrics));

    /// <summary>Outline of a glyph; empty for spaces.</summary>
    public ReadOnlySpan<byte> OutlineOf(int glyph)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(glyph, GlyphCount);
        var start = LocationOf(glyph);
        return data.AsSpan(Table("glyf") + start, LocationOf(glyph + 1) - start);
    }

    public GlyphBounds BoundsOf(int glyph) => OutlineOf(glyph) is { Length: >= 10 } outline
        ? new(I16(outline, 2), I16(outline, 4), I16(outline, 6), I16(outline, 8))
        : default;

    /// <summary>A table as it is, for copying into a subset.</summary>
    public byte[] CopyOf(string tag)
    {
        var (offset, length) = tables[tag];
        return data[offset..(offset + length)];
    }

    private static short I16(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadInt16BigEndian(span[at..]);

    private int Table(string tag) => tables[tag].Offset;

    private int LocationOf(int glyph) => longLocations
        ? (int)U32(Table("loca") + 4 * glyph)
        : 2 * U16(Table("loca") + 2 * glyph);

    private GlyphBounds BoundsAt(int at) => new(I16(at), I16(at + 2), I16(at + 4), I16(at + 6));

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    private short I16(int at) => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));

    private void ReadCharacterMap(int cmap)
    {
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var platform = U16(cmap + 4 + 8 * i);
            var subtable = cmap + (int)U32(cmap + 8 + 8 * i);
            if (platform is not (0 or 3))
                continue;
            switch (U16(subtable))
            {
                case 4:
                    ReadSegments(subtable);
                    break;
                case 12:
                    ReadGroups(subtable);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Format 4: segments of the basic plane.</summary>
    private void ReadSegments(int subtable)
    {
        var twice = (int)U16(subtable + 6);
        for (var i = 0; i < twice; i += 2)
        {
            var end = U16(subtable + 14 + i);
            var start = U16(subtable + 16 + twice + i);
            var delta = U16(subtable + 16 + 2 * twice + i);
            var rangeAt = subtable + 16 + 3 * twice + i;
            var range = U16(rangeAt);
            for (int c = start; c <= end && c != 0xFFFF; c++)
            {
                var glyph = range == 0 ? c : U16(rangeAt + range + 2 * (c - start));
                if (range == 0 || glyph != 0)
                    glyph = (glyph + delta) & 0xFFFF;
                if (glyph != 0)
                    glyphOfCodePoint[c] = glyph;
            }
        }
    }

    /// <summary>Format 12: groups over all planes.</summary>
    private void ReadGroups(int subtable)
    {
        for (var i = 0; i < U32(subtable + 12); i++)
        {
            var group = subtable + 16 + 12 * i;
            for (var c = U32(group); c <= Math.Min(U32(group + 4), 0x10FFFF); c++)
                glyphOfCodePoint[(int)c] = (int)(U32(group + 8) + c - U32(group));
        }
    }
}

/// <summary>Box around an outline in font units.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GlyphBounds(int XMin, int YMin, int XMax, int YMax)
{
    public double MiddleX => (XMin + XMax) / 2.0;
}
