using System.Text;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Files;

/// <summary>
/// Looks at an upload before anything keeps it: size while reading, kind by content equal to extension and declared type, no
/// active content, no bombs; takes the metadata (place, camera, names) out of photos.
/// </summary>
public static class UploadInspection
{
    /// <summary>20 MiB a file.</summary>
    public const int LargestFile = 20 * 1024 * 1024;

    private const int LongestName = 200;

    /// <summary>Value for the <c>accept</c> attribute of a file field.</summary>
    public static string Accept => FileKind.Accept;

    /// <param name="declaredType">As the browser says, or null.</param>
    /// <returns>What may be stored, or one of <see cref="UploadRefusals"/>.</returns>
    public static async Task<Outcome<InspectedUpload>> InspectAsync(
        Stream content, string fileName, string? declaredType, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            if (memory.Length + read > LargestFile)
                return UploadRefusals.TooLarge;
            await memory.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return Inspect(memory.GetBuffer().AsMemory(0, (int)memory.Length), fileName, declaredType);
    }

    /// <summary>A file whose origin was proven in another way and whose content needs no further look.</summary>
    public static InspectedUpload Proven(ReadOnlyMemory<byte> content, string fileName) => new(
        CleanName(fileName), content.Span.StartsWith("%PDF-"u8) ? FileKind.Pdf.MediaType : Archive, content);

    /// <summary>Media type of a document with its proof as one file.</summary>
    public const string Archive = "application/zip";

    internal static Outcome<InspectedUpload> Inspect(ReadOnlyMemory<byte> content, string fileName, string? declaredType)
    {
        if (content.Length == 0)
            return UploadRefusals.Empty;
        if (content.Length > LargestFile)
            return UploadRefusals.TooLarge;
        var name = CleanName(fileName);
        if (TextFiles.LooksLikeMarkup(content.Span))
            return UploadRefusals.ActiveContent;
        if (FileKind.OfName(name) is not { } named)
            return UploadRefusals.UnknownType;
        if (KindOf(content) is not { } kind || kind != named || !kind.Allows(declaredType))
            return UploadRefusals.Mismatch;
        return Checked(kind, content).Then<InspectedUpload>(good => new InspectedUpload(name, kind.MediaType, good));
    }

    /// <summary>The last part of a path, composed, without control and direction characters; never empty.</summary>
    public static string CleanName(string? fileName)
    {
        var given = fileName ?? "";
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune != Rune.ReplacementChar && category is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.PrivateUse))
                clean.Append(rune.ToString());
        }

        var name = clean.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.');
        var extension = Path.GetExtension(name);
        if (extension.Length > 10)
            extension = "";
        var stem = name[..^extension.Length];
        if (stem.Length == 0)
            stem = "datei";
        if (stem.Length + extension.Length > LongestName)
            stem = stem[..(LongestName - extension.Length)];
        return stem.TrimEnd('\ud83c', '\ud83d', '\ud83e') + extension;
    }

    private static FileKind? KindOf(ReadOnlyMemory<byte> content)
    {
        var start = content.Span;
        if (start.StartsWith("%PDF-"u8))
            return FileKind.Pdf;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return FileKind.Jpeg;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return FileKind.Png;
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8))
            return FileKind.Tiff;
        if (start.Length > 12 && start[4..8].SequenceEqual("ftyp"u8) && IsHeic(start[8..12]))
            return FileKind.Heic;
        if (start.StartsWith("PK\u0003\u0004"u8))
            return OfficeFiles.KindOf(content);
        if (TextFiles.IsXml(start))
            return FileKind.Xml;
        return TextFiles.IsText(start) ? FileKind.Text : null;
    }

    private static bool IsHeic(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8)
        || brand.SequenceEqual("heis"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("mif1"u8);

    private static Outcome<ReadOnlyMemory<byte>> Checked(FileKind kind, ReadOnlyMemory<byte> content)
    {
        if (kind == FileKind.Pdf)
            return As(PdfFiles.FaultOf(content), content);
        if (kind == FileKind.Jpeg)
            return Stripped(JpegMetadata.Strip(content.Span));
        if (kind == FileKind.Png)
            return Stripped(PngMetadata.Strip(content.Span));
        if (kind == FileKind.Odt || kind == FileKind.Docx)
            return As(OfficeFiles.FaultOf(content), content);
        if (kind == FileKind.Xml)
            return As(TextFiles.FaultOfXml(content), content);
        return content;
    }

    private static Outcome<ReadOnlyMemory<byte>> As(Refusal? fault, ReadOnlyMemory<byte> content) =>
        fault is null ? content : fault;

    private static Outcome<ReadOnlyMemory<byte>> Stripped(byte[]? content) =>
        content is null ? UploadRefusals.Damaged : new ReadOnlyMemory<byte>(content);
}
