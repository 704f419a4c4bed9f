using System.Buffers.Binary;
using System.Numerics;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// The part of a font that one document uses, renumbered from 0. A slot is a glyph with the text it stands for: the same
/// outline under two texts (a replacement box for two missing characters) takes two slots, so that text stays extractable.
/// </summary>
internal sealed class FontSubset
{
    private const int HasMore = 0x20;
    private const int WordArguments = 0x01;
    private const int OneScale = 0x08;
    private const int TwoScales = 0x40;
    private const int FourScales = 0x80;
    private const int HasInstructions = 0x100;

    private readonly TrueTypeFont font;
    private readonly List<(int Glyph, string Text)> slots = [];
    private readonly Dictionary<(int Glyph, string Text), int> slotOf = [];

    public FontSubset(TrueTypeFont font)
    {
        this.font = font;
        Slot(0, "");
    }

    /// <summary>Glyphs of the font and the text of each, by slot; parts of composites have none.</summary>
    public IReadOnlyList<(int Glyph, string Text)> Slots => slots;

    public int Slot(int glyph, string text)
    {
        if (slotOf.TryGetValue((glyph, text), out var slot))
            return slot;
        slot = slots.Count;
        slots.Add((glyph, text));
        slotOf.Add((glyph, text), slot);
        return slot;
    }

    /// <summary>A font file with the tables that ISO 32000-1, 9.9 asks for; hinting is left out.</summary>
    public byte[] Build()
    {
        var outlines = new List<byte[]>();
        for (var i = 0; i < slots.Count; i++)       // composites add slots behind
            outlines.Add(Outline(slots[i].Glyph));

        var glyf = new List<byte>();
        var loca = new byte[4 * (outlines.Count + 1)];
        for (var i = 0; i < outlines.Count; i++)
        {
            glyf.AddRange(outlines[i]);
            while (glyf.Count % 4 != 0)
                glyf.Add(0);
            BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(4 * (i + 1)), glyf.Count);
        }

        var hmtx = new byte[4 * slots.Count];
        for (var i = 0; i < slots.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(hmtx.AsSpan(4 * i), (ushort)font.AdvanceOf(slots[i].Glyph));
            BinaryPrimitives.WriteInt16BigEndian(hmtx.AsSpan(4 * i + 2), (short)font.LeftBearingOf(slots[i].Glyph));
        }

        var head = font.CopyOf("head");
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        var hhea = font.CopyOf("hhea");
        BinaryPrimitives.WriteUInt16BigEndian(hhea.AsSpan(34), (ushort)slots.Count);
        var maxp = font.CopyOf("maxp");
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(4), (ushort)slots.Count);
        return Assemble(
            [("glyf", [.. glyf]), ("head", head), ("hhea", hhea), ("hmtx", hmtx), ("loca", loca), ("maxp", maxp)]);
    }

    private byte[] Outline(int glyph)
    {
        var outline = font.OutlineOf(glyph);
        if (outline.Length < 10)
            return [];
        var contours = BinaryPrimitives.ReadInt16BigEndian(outline);
        return contours >= 0 ? WithoutInstructions(outline, contours) : Renumbered(outline.ToArray());
    }

    private static byte[] WithoutInstructions(ReadOnlySpan<byte> outline, int contours)
    {
        var lengthAt = 10 + 2 * contours;
        var instructions = BinaryPrimitives.ReadUInt16BigEndian(outline[lengthAt..]);
        return [.. outline[..lengthAt], 0, 0, .. outline[(lengthAt + 2 + instructions)..]];
    }

    private byte[] Renumbered(byte[] outline)
    {
        var at = 10;
        ushort flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at));
            var part = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(at), (ushort)(flags & ~HasInstructions));
            BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(at + 2), (ushort)Slot(part, ""));
            at += 4 + ((flags & WordArguments) != 0 ? 4 : 2);
            at += (flags & OneScale) != 0 ? 2 : (flags & TwoScales) != 0 ? 4 : (flags & FourScales) != 0 ? 8 : 0;
        }
        while ((flags & HasMore) != 0);

        return outline[..at];
    }

    private static byte[] Assemble(IReadOnlyList<(string Tag, byte[] Data)> tables)
    {
        var headerLength = 12 + 16 * tables.Count;
        var file = new byte[headerLength + tables.Sum(table => (table.Data.Length + 3) / 4 * 4)];
        BinaryPrimitives.WriteUInt32BigEndian(file, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(4), (ushort)tables.Count);
        var exponent = BitOperations.Log2((uint)tables.Count);
        var power = 1 << exponent;
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(6), (ushort)(16 * power));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(8), (ushort)exponent);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(10), (ushort)(16 * (tables.Count - power)));
        var offset = headerLength;
        var headAt = 0;
        for (var i = 0; i < tables.Count; i++)
        {
            var (tag, table) = tables[i];
            table.CopyTo(file, offset);
            var padded = (table.Length + 3) / 4 * 4;
            var record = file.AsSpan(12 + 16 * i);
            System.Text.Encoding.ASCII.GetBytes(tag, record);
            BinaryPrimitives.WriteUInt32BigEndian(record[4..], Checksum(file.AsSpan(offset, padded)));
            BinaryPrimitives.WriteInt32BigEndian(record[8..], offset);
            BinaryPrimitives.WriteInt32BigEndian(record[12..], table.Length);
            if (string.Equals(tag, "head", StringComparison.Ordinal))
                headAt = offset;
            offset += padded;
        }

        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(headAt + 8), unchecked(0xB1B0AFBA - Checksum(file)));
        return file;
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var sum = 0u;
        for (var i = 0; i < data.Length; i += 4)
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(data[i..]));
        return sum;
    }
}
