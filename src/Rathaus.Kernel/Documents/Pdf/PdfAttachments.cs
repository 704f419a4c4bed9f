using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// Puts files into a finished document as associated files (ISO 19005-3, 6.8), behind its last byte: the document stays what it
/// was. The same files give the same bytes, so whoever reads them back sees whether anything else was added.
/// </summary>
public static partial class PdfAttachments
{
    private const string Mark = "rathaus-bundle/v1 ";

    /// <param name="pdf">Of <see cref="LetterPdf"/>, without attachments of its own.</param>
    /// <exception cref="InvalidDataException">Another kind of file.</exception>
    public static byte[] Append(byte[] pdf, IReadOnlyList<LetterAttachment> files, DateTimeOffset at)
    {
        var revision = new PdfRevision(pdf);
        if (revision.Dictionary(revision.Root).Contains("/EmbeddedFiles", StringComparison.Ordinal))
            throw new InvalidDataException("The document has attachments already");
        var specifications = new List<(string Name, int Id)>();
        foreach (var file in files.OrderBy(static file => file.Name, StringComparer.Ordinal))
        {
            var head = string.Create(CultureInfo.InvariantCulture,
                $"<</Type/EmbeddedFile/Subtype{PdfText.Name(file.MediaType)}/Params<</Size {file.Content.Length}/ModDate{PdfText.Date(at)}>>/Length {file.Content.Length}>>\nstream\n");
            var content = revision.Add([.. Encoding.ASCII.GetBytes(head), .. file.Content.Span, .. "\nendstream"u8]);
            var name = PdfText.String(file.Name);
            specifications.Add((name, revision.Add(
                $"<</Type/Filespec/F {name}/UF {name}/Desc {PdfText.String(file.Description)}/AFRelationship/{file.Relation}"
                + $"/EF<</F {PdfText.Reference(content)}/UF {PdfText.Reference(content)}>>>>")));
        }

        var links = string.Join(' ', specifications.Select(static file => PdfText.Reference(file.Id)));
        var names = string.Join(' ', specifications.Select(static file => $"{file.Name} {PdfText.Reference(file.Id)}"));
        revision.Extend(revision.Root, $"/AF[{links}]/Names<</EmbeddedFiles<</Names[{names}]>>>>");
        return revision.Write(string.Create(CultureInfo.InvariantCulture, $"{Mark}{pdf.Length}"));
    }

    /// <summary>Says of itself that files were put into it; nothing of it is believed yet.</summary>
    public static bool HasMark(byte[] pdf) => pdf.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes($"\n%{Mark}")) >= 0;

    /// <summary>
    /// Takes apart what <see cref="Append"/> put together. Null: nothing of the kind. What follows the attachments (a seal) is
    /// the rest; anything else that was added or altered makes it null too.
    /// </summary>
    public static PdfWithFiles? Read(byte[] pdf)
    {
        var mark = pdf.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes($"\n%{Mark}"));
        if (mark < 0)
            return null;
        var text = Encoding.Latin1.GetString(pdf, mark + 1, pdf.Length - mark - 1);
        if (Head().Match(text) is not { Success: true } head || head.Groups["length"].Value != (mark + 1).ToString(CultureInfo.InvariantCulture))
            return null;
        var files = new List<LetterAttachment>();
        DateTimeOffset at = default;
        var position = head.Length;
        while (Stream().Match(text, position) is { Success: true } stream && int.TryParse(stream.Groups["size"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            position += stream.Length;
            if (position + size > text.Length || !DateTimeOffset.TryParseExact(
                    stream.Groups["date"].Value, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
                return null;
            var content = pdf.AsMemory(mark + 1 + position, size);
            position += size;
            if (Specification().Match(text, position) is not { Success: true } named)
                return null;
            position += named.Length;
            files.Add(new LetterAttachment(
                Utf16(named.Groups["name"].Value), Unescaped(stream.Groups["type"].Value), Utf16(named.Groups["about"].Value), content,
                Enum.TryParse<AttachmentRelation>(named.Groups["relation"].Value, out var relation) ? relation : AttachmentRelation.Data));
        }

        var document = pdf[..(mark + 1)];
        return files.Count > 0 && Rebuild(document, files, at) is { } same && pdf.AsSpan().StartsWith(same)
            ? new PdfWithFiles(document, files, same.Length)
            : null;
    }

    private static byte[]? Rebuild(byte[] document, List<LetterAttachment> files, DateTimeOffset at)
    {
        try
        {
            return Append(document, files, at);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or ArgumentException or OverflowException or FormatException)
        {
            return null;
        }
    }

    private static string Utf16(string hex) => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(hex));

    private static string Unescaped(string name) => Regex.Replace(
        name, "#[0-9A-F]{2}", static found => ((char)Convert.ToByte(found.Value[1..], 16)).ToString(), RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\A%rathaus-bundle/v1 (?<length>\d{1,9})\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();

    [GeneratedRegex(@"\G\d{1,9} 0 obj\n<</Type/EmbeddedFile/Subtype/(?<type>[A-Za-z0-9#.+_-]{1,100})/Params<</Size (?<size>\d{1,8})/ModDate\(D:(?<date>\d{14})Z\)>>/Length \k<size>>>\nstream\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stream();

    [GeneratedRegex(@"\G\nendstream\nendobj\n\d{1,9} 0 obj\n<</Type/Filespec/F <FEFF(?<name>([0-9A-F]{4}){1,200})>/UF <FEFF\k<name>>/Desc <FEFF(?<about>([0-9A-F]{4}){0,400})>/AFRelationship/(?<relation>[A-Za-z]{1,20})/EF<</F \d{1,9} 0 R/UF \d{1,9} 0 R>>>>\nendobj\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Specification();
}

/// <summary>A document and what was attached to it afterwards.</summary>
/// <param name="Length">Bytes of document and attachments; what follows is a seal or nothing.</param>
public sealed record PdfWithFiles(byte[] Document, IReadOnlyList<LetterAttachment> Files, int Length);
