using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Documents;

/// <summary>What a signature says of itself.</summary>
/// <param name="By">Name of the town.</param>
public sealed record PdfSigner(string By, DateTimeOffset At)
{
    /// <summary>Bytes kept free for the CMS object: certificate and signature, with a time stamp about 8 kB.</summary>
    public int Room { get; init; } = 16_384;
}

/// <summary>
/// An invisible signature field behind the last byte of a document (ETSI EN 319 142-1, PAdES: SubFilter ETSI.CAdES.detached).
/// The field lies outside of the page and has no size: PDF/A asks for no appearance then, and PDF/UA for no tag.
/// </summary>
public static partial class PdfSignature
{
    private const string EmptyRange = "/ByteRange[0 0000000000 0000000000 0000000000]";

    /// <param name="sign">Gets the bytes to be signed, gives the CMS object (DER).</param>
    public static async Task<byte[]> AppendAsync(byte[] pdf, PdfSigner signer, Func<byte[], Task<byte[]>> sign)
    {
        var (file, from, to) = Prepare(pdf, signer);
        var cms = await sign([.. file.AsSpan(0, from), .. file.AsSpan(to)]);
        if (cms.Length > signer.Room)
            throw new InvalidOperationException($"The signature needs {cms.Length} bytes, more than were kept free");
        Encoding.ASCII.GetBytes(Convert.ToHexString(cms), file.AsSpan(from + 1));
        return file;
    }

    /// <summary>
    /// The signature behind the first bytes of a file, when nothing but it follows them as <see cref="AppendAsync"/> writes it; else null.
    /// </summary>
    public static PdfSigned? Read(byte[] pdf, int length)
    {
        var text = Encoding.Latin1.GetString(pdf, length, pdf.Length - length);
        if (Dictionary().Match(text) is not { Success: true } found || found.Groups["hex"].Length % 2 != 0
            || !DateTimeOffset.TryParseExact(
                found.Groups["date"].Value, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        var by = Encoding.BigEndianUnicode.GetString(Convert.FromHexString(found.Groups["name"].Value));
        var signer = new PdfSigner(by, at) { Room = found.Groups["hex"].Length / 2 };
        try
        {
            var (file, from, to) = Prepare(pdf[..length], signer);
            if (file.Length != pdf.Length || !pdf.AsSpan(0, from + 1).SequenceEqual(file.AsSpan(0, from + 1)) || !pdf.AsSpan(to - 1).SequenceEqual(file.AsSpan(to - 1)))
                return null;
            return new PdfSigned(signer, [.. pdf.AsSpan(0, from), .. pdf.AsSpan(to)], Convert.FromHexString(found.Groups["hex"].Value));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <returns>The file with an empty signature, and where its brackets lie.</returns>
    private static (byte[] File, int From, int To) Prepare(byte[] pdf, PdfSigner signer)
    {
        var revision = new PdfRevision(pdf);
        var (root, page) = (revision.Root, revision.FirstPage);
        var catalogue = revision.Dictionary(root);
        var fields = Fields().Match(catalogue);
        var number = fields.Success ? fields.Groups["ids"].Value.Split("0 R", StringSplitOptions.RemoveEmptyEntries).Length + 1 : 1;
        var signature = revision.Add(
            $"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name{PdfText.String(signer.By)}/M{PdfText.Date(signer.At)}"
            + $"{EmptyRange}/Contents<{new string('0', 2 * signer.Room)}>>>");
        var field = revision.Add(
            $"<</Type/Annot/Subtype/Widget/FT/Sig/T{PdfText.String(string.Create(CultureInfo.InvariantCulture, $"Siegel {number}"))}"
            + $"/TU{PdfText.String("Elektronisches Siegel")}/V {PdfText.Reference(signature)}/P {PdfText.Reference(page)}/F 132/Rect[-1 -1 -1 -1]>>");
        if (fields.Success)
            revision.Set(root, catalogue.Replace(fields.Value, $"/Fields[{fields.Groups["ids"].Value} {PdfText.Reference(field)}]", StringComparison.Ordinal));
        else
            revision.Extend(root, $"/AcroForm<</Fields[{PdfText.Reference(field)}]/SigFlags 3>>");
        var annotations = Annotations().Match(revision.Dictionary(page));
        if (annotations.Success)
            revision.Set(page, revision.Dictionary(page).Replace(annotations.Value, $"/Annots[{annotations.Groups["ids"].Value} {PdfText.Reference(field)}]", StringComparison.Ordinal));
        else
            revision.Extend(page, $"/Annots[{PdfText.Reference(field)}]");

        var file = revision.Write();
        var range = file.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(EmptyRange));
        var from = file.AsSpan(range).IndexOf("/Contents<"u8) + range + "/Contents".Length;
        var to = from + 2 + (2 * signer.Room);
        var written = string.Create(CultureInfo.InvariantCulture, $"/ByteRange[0 {from} {to} {file.Length - to}]").PadRight(EmptyRange.Length);
        Encoding.ASCII.GetBytes(written, file.AsSpan(range));
        return (file, from, to);
    }

    [GeneratedRegex(@"/Fields\[(?<ids>[0-9R ]+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fields();

    [GeneratedRegex(@"/Annots\[(?<ids>[0-9R ]+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Annotations();

    [GeneratedRegex(@"/Name<FEFF(?<name>([0-9A-F]{4}){1,200})>/M\(D:(?<date>\d{14})Z\)/ByteRange\[[0-9 ]{1,60}\] */Contents<(?<hex>[0-9A-F]{2,100000})>>>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dictionary();
}

/// <summary>A signature found in a file, not believed yet.</summary>
/// <param name="Content">The bytes it is about.</param>
/// <param name="Cms">With the zeros that fill its room.</param>
public sealed record PdfSigned(PdfSigner Signer, byte[] Content, byte[] Cms);
