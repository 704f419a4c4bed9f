using System.Buffers.Binary;

namespace Rathaus.Kernel.Files;

/// <summary>Copies a PNG with the chunks that make the picture and without text, time and Exif; checks every checksum.</summary>
internal static class PngMetadata
{
    private const int SignatureSize = 8;
    private static readonly string[] Kept =
        ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs"];

    private static readonly uint[] Table = MakeTable();

    /// <returns>Null: damaged.</returns>
    public static byte[]? Strip(ReadOnlySpan<byte> source)
    {
        using var target = new MemoryStream(source.Length);
        target.Write(source[..SignatureSize]);
        var at = SignatureSize;
        while (at + 12 <= source.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(source[at..]);
            if (length > source.Length - at - 12)
                return null;
            var chunk = source.Slice(at, (int)length + 12);
            var name = System.Text.Encoding.Latin1.GetString(chunk[4..8]);
            if (Crc(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..])
                || (at == SignatureSize && name != "IHDR"))
                return null;
            if (Kept.Contains(name))
                target.Write(chunk);
            if (name == "IEND")
                return target.ToArray();
            at += chunk.Length;
        }

        return null;
    }

    /// <summary>CRC-32 of ISO 3309 as PNG uses it.</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < table.Length; n++)
        {
            var value = n;
            for (var k = 0; k < 8; k++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[n] = value;
        }

        return table;
    }
}
