using System.Buffers.Binary;

namespace Rathaus.Kernel.Files;

/// <summary>
/// Copies a JPEG without Exif, XMP, IPTC and comments (place, time, camera, names). Keeps JFIF, colour profile and Adobe's
/// colour mark; of Exif only the orientation, or photos would lie on their side.
/// </summary>
internal static class JpegMetadata
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const ushort OrientationTag = 0x0112;

    /// <returns>Null: not a JPEG a viewer could show.</returns>
    public static byte[]? Strip(ReadOnlySpan<byte> source)
    {
        using var target = new MemoryStream(source.Length);
        target.Write(source[..2]);
        var at = 2;
        var orientationWritten = false;
        while (at + 4 <= source.Length)
        {
            if (source[at] != 0xFF)
                return null;
            var marker = source[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker == EndOfImage)
                break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(source[(at + 2)..]);
            if (length < 2 || at + 2 + length > source.Length)
                return null;
            var segment = source.Slice(at, 2 + length);
            if (Keeps(marker, segment[4..]))
            {
                target.Write(segment);
            }
            else if (!orientationWritten && marker == 0xE1 && OrientationOf(segment[4..]) is > 1 and <= 8 and var turned)
            {
                target.Write(OrientationOnly(turned));
                orientationWritten = true;
            }

            at += 2 + length;
            if (marker == StartOfScan)
                at = CopyScan(source, at, target);
        }

        if (at + 1 >= source.Length || source[at] != 0xFF || source[at + 1] != EndOfImage)
            return null;
        target.Write([0xFF, EndOfImage]);
        return target.ToArray();
    }

    private static bool Keeps(byte marker, ReadOnlySpan<byte> content) => marker switch
    {
        0xE0 or 0xEE => true,
        0xE2 => content.StartsWith("ICC_PROFILE\0"u8),
        0xFE or (>= 0xE1 and <= 0xEF) => false,
        _ => true,
    };

    // Inside a scan FF is followed by 00 or a restart mark; anything else ends it.
    private static int CopyScan(ReadOnlySpan<byte> source, int at, MemoryStream target)
    {
        var start = at;
        while (at + 1 < source.Length && !(source[at] == 0xFF && source[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7))))
            at++;
        target.Write(source[start..at]);
        return at;
    }

    private static ushort OrientationOf(ReadOnlySpan<byte> exif)
    {
        if (!exif.StartsWith("Exif\0\0"u8) || exif.Length < 14)
            return 1;
        var tiff = exif[6..];
        var little = tiff.StartsWith("II"u8);
        var directory = Read32(tiff[4..], little);
        if (directory > int.MaxValue - 2 || directory + 2 > tiff.Length)
            return 1;
        var entries = Read16(tiff[(int)directory..], little);
        for (var i = 0; i < entries; i++)
        {
            var at = (int)directory + 2 + (i * 12);
            if (at + 12 > tiff.Length)
                return 1;
            if (Read16(tiff[at..], little) == OrientationTag)
                return Read16(tiff[(at + 8)..], little);
        }

        return 1;
    }

    private static ushort Read16(ReadOnlySpan<byte> from, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

    private static uint Read32(ReadOnlySpan<byte> from, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);

    // APP1, "Exif", big-endian TIFF header, one directory with one short, no next directory.
    private static byte[] OrientationOnly(ushort orientation) =>
    [
        0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];
}
