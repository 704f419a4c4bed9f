using System.IO.Compression;
using System.Text;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Files;

/// <summary>ODT and DOCX: zip archives with limits, without macros, embedded objects and outside templates.</summary>
internal static class OfficeFiles
{
    private const int MostEntries = 100;
    private const long LargestUnpacked = 100L * 1024 * 1024;
    private const int LargestRatio = 100;

    // Below this a high ratio is only white space in a small file.
    private const int RatioMatters = 1024 * 1024;

    public static FileKind? KindOf(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var zip = Open(content);
            if (zip.Entries.Count > 0 && zip.Entries[0].FullName == "mimetype" && zip.Entries[0].Length < 200)
            {
                using var reader = new StreamReader(zip.Entries[0].Open(), Encoding.ASCII);
                return reader.ReadToEnd().Trim() == FileKind.Odt.MediaType ? FileKind.Odt : null;
            }

            return zip.Entries.Any(entry => entry.FullName == "[Content_Types].xml")
                && zip.Entries.Any(entry => entry.FullName.StartsWith("word/", StringComparison.Ordinal))
                    ? FileKind.Docx
                    : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public static Refusal? FaultOf(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var zip = Open(content);
            if (zip.Entries.Count > MostEntries)
                return UploadRefusals.Bomb;
            if (zip.Entries.Any(entry => entry.IsEncrypted))
                return UploadRefusals.Protected;
            long total = 0;
            foreach (var entry in zip.Entries)
            {
                if (FaultOfName(entry.FullName) is { } named)
                    return named;
                if (FaultOfEntry(entry, ref total) is { } fault)
                    return fault;
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return UploadRefusals.Damaged;
        }
    }

    private static Refusal? FaultOfName(string name)
    {
        var lower = name.ToLowerInvariant();
        if (lower.Contains("vbaproject", StringComparison.Ordinal) || lower.Contains("vbadata", StringComparison.Ordinal)
            || lower.StartsWith("basic/", StringComparison.Ordinal) || lower.StartsWith("scripts/", StringComparison.Ordinal))
            return UploadRefusals.Macros;
        return lower.Contains("activex", StringComparison.Ordinal) || lower.Contains("oleobject", StringComparison.Ordinal)
            || lower.Contains("/embeddings/", StringComparison.Ordinal)
                ? UploadRefusals.ActiveContent
                : null;
    }

    // Sizes in the directory may lie: what comes out is counted.
    private static Refusal? FaultOfEntry(ZipArchiveEntry entry, ref long total)
    {
        using var stream = entry.Open();
        var buffer = new byte[64 * 1024];
        var start = Array.Empty<byte>();
        var text = IsTelling(entry.FullName) ? new StringBuilder() : null;
        long size = 0;
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (size == 0)
                start = buffer[..Math.Min(read, 8)];
            size += read;
            total += read;
            if (total > LargestUnpacked
                || (size > RatioMatters && size / LargestRatio > Math.Max(1, entry.CompressedLength)))
                return UploadRefusals.Bomb;
            if (text is { Length: < RatioMatters })
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        if (IsArchive(start))
            return UploadRefusals.ActiveContent;
        return text is null ? null : FaultOfText(text.ToString());
    }

    private static bool IsTelling(string name) =>
        name is "[Content_Types].xml" or "META-INF/manifest.xml"
        || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    private static Refusal? FaultOfText(string text)
    {
        if (text.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase))
            return UploadRefusals.Macros;
        if (text.Contains("manifest:encryption-data", StringComparison.Ordinal))
            return UploadRefusals.Protected;

        // A template fetched from elsewhere brings its macros along; plain links to web pages are fine.
        return text.Contains("relationships/attachedTemplate", StringComparison.OrdinalIgnoreCase)
            && text.Contains("TargetMode=\"External\"", StringComparison.OrdinalIgnoreCase)
                ? UploadRefusals.ActiveContent
                : null;
    }

    private static bool IsArchive(ReadOnlySpan<byte> start) =>
        start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("Rar!"u8)
        || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || start.StartsWith("MZ"u8)
        || start.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]);

    private static ZipArchive Open(ReadOnlyMemory<byte> content) =>
        new(new MemoryStream(content.ToArray()), ZipArchiveMode.Read);
}
