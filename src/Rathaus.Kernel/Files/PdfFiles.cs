using System.IO.Compression;
using System.Text;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Files;

/// <summary>
/// Looks through a PDF for what acts: scripts, program starts, embedded files. Names are compared after their <c>#xx</c>
/// escapes are undone; compressed streams are unpacked, because objects hide there; everything is searched, strings and
/// comments too, so that no reader can see a name we took for text.
/// </summary>
internal static class PdfFiles
{
    private const int LargestUnpacked = 100 * 1024 * 1024;
    private const int LongestName = 24;

    private static readonly HashSet<string> Active = new(StringComparer.Ordinal)
    {
        "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Rendition", "XFA", "ImportData", "GoToE",
    };

    public static Refusal? FaultOf(ReadOnlyMemory<byte> content)
    {
        var span = content.Span;
        if (span[Math.Max(0, span.Length - 2048)..].IndexOf("%%EOF"u8) < 0)
            return UploadRefusals.Damaged;
        var names = NamesIn(span);
        if (names.Contains("Encrypt"))
            return UploadRefusals.Protected;
        if (names.Overlaps(Active))
            return UploadRefusals.ActiveContent;
        return FaultOfStreams(content);
    }

    private static Refusal? FaultOfStreams(ReadOnlyMemory<byte> content)
    {
        long unpacked = 0;
        var at = 0;
        while (content.Span[at..].IndexOf("stream"u8) is var found && found >= 0)
        {
            var keyword = at + found;
            at = keyword + "stream".Length;
            if (keyword >= 3 && content.Span[(keyword - 3)..keyword].SequenceEqual("end"u8))
                continue;
            var start = at;
            if (start < content.Length && content.Span[start] == '\r')
                start++;
            if (start < content.Length && content.Span[start] == '\n')
                start++;
            var holdsObjects = NamesIn(content.Span[Math.Max(0, keyword - 512)..keyword]).Contains("ObjStm");
            var plain = Unpack(content[start..], LargestUnpacked - unpacked);
            if (plain is null)
            {
                // Objects packed in a way we cannot look into are not taken on trust.
                if (holdsObjects && !ReadsAsPlain(content.Span[start..]))
                    return UploadRefusals.Damaged;
                continue;
            }

            unpacked += plain.Length;
            if (unpacked >= LargestUnpacked)
                return UploadRefusals.Bomb;
            if (NamesIn(plain).Overlaps(Active))
                return UploadRefusals.ActiveContent;
        }

        return null;
    }

    // An object stream without filter starts with its table of numbers.
    private static bool ReadsAsPlain(ReadOnlySpan<byte> stream) =>
        stream.Length > 0 && stream[0] is (>= (byte)'0' and <= (byte)'9') or (byte)' ';

    /// <returns>Null: not packed by Flate.</returns>
    private static byte[]? Unpack(ReadOnlyMemory<byte> packed, long most)
    {
        if (packed.Length < 2 || (packed.Span[0] & 0x0F) != 8 || ((packed.Span[0] << 8) | packed.Span[1]) % 31 != 0)
            return null;
        using var plain = new MemoryStream();
        try
        {
            using var inflate = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            int read;
            while (plain.Length < most && (read = inflate.Read(buffer)) > 0)
                plain.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            // What came out before the damage is looked at all the same.
        }

        return plain.ToArray();
    }

    private static HashSet<string> NamesIn(ReadOnlySpan<byte> content)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var name = new StringBuilder(LongestName);
        while (content.IndexOf((byte)'/') is var slash && slash >= 0)
        {
            content = content[(slash + 1)..];
            name.Clear();
            var i = 0;
            while (i < content.Length && name.Length < LongestName && IsRegular(content[i]))
            {
                if (content[i] == '#' && i + 2 < content.Length
                    && char.IsAsciiHexDigit((char)content[i + 1]) && char.IsAsciiHexDigit((char)content[i + 2]))
                {
                    name.Append((char)((Convert.FromHexString(Encoding.ASCII.GetString(content.Slice(i + 1, 2))))[0]));
                    i += 3;
                }
                else
                {
                    name.Append((char)content[i++]);
                }
            }

            if (name.Length > 2)
                names.Add(name.ToString());
            content = content[i..];
        }

        return names;
    }

    private static bool IsRegular(byte value) =>
        value is > 0x20 and not ((byte)'/' or (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']'
            or (byte)'{' or (byte)'}' or (byte)'%');
}
