using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Tests.Files;

/// <summary>Makes small valid files of each kind, with something hostile inside when asked.</summary>
internal static class Uploads
{
    public static byte[] Pdf(string more = "") => Encoding.Latin1.GetBytes(
        $"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n3 0 obj\n{more}\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");

    /// <summary>The thing inside a compressed object stream.</summary>
    public static byte[] PdfWithPacked(string thing)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(Encoding.Latin1.GetBytes("5 0 " + thing));
        return
        [
            .. Encoding.Latin1.GetBytes("%PDF-1.7\n4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\r\n"),
            .. packed.ToArray(),
            .. "\nendstream\nendobj\n%%EOF\n"u8,
        ];
    }

    public static byte[] Jpeg(string? secret = null, byte orientation = 1)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        Segment(file, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        if (secret is not null)
        {
            Segment(file, 0xE1,
            [
                .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0,
                .. Encoding.UTF8.GetBytes(secret),
            ]);
            Segment(file, 0xFE, Encoding.UTF8.GetBytes(secret));
            Segment(file, 0xED, Encoding.UTF8.GetBytes(secret));
        }

        Segment(file, 0xDB, new byte[65]);
        Segment(file, 0xDA, [1, 1, 0, 0, 63, 0]);
        file.Write([.. "pixels"u8, 0xFF, 0x00, 0x11, 0xFF, 0xD0, 0x22, 0xFF, 0xD9, .. "trailer"u8]);
        return file.ToArray();
    }

    public static byte[] Png(string? secret = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        Chunk(file, "IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
        if (secret is not null)
        {
            Chunk(file, "tEXt", Encoding.Latin1.GetBytes("Author\0" + secret));
            Chunk(file, "eXIf", Encoding.Latin1.GetBytes(secret));
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write([0, 128]);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    public static byte[] Odt(params (string Name, string Text)[] more) => Zip(
        [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>"), .. more]);

    public static byte[] Docx(params (string Name, string Text)[] more) => Zip(
        [("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<a/>"), .. more]);

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }

    private static void Segment(MemoryStream file, byte marker, byte[] content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(content.Length + 2));
        file.Write(head);
        file.Write(content);
    }

    private static void Chunk(MemoryStream file, string name, byte[] content)
    {
        byte[] body = [.. Encoding.Latin1.GetBytes(name), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngMetadata.Crc(body));
        file.Write(number);
    }
}
