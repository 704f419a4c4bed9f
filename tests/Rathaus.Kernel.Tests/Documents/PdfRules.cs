#pragma warning disable S5332 // addresses and names of vocabularies as data; nothing is fetched
using System.Text;
using System.Xml.Linq;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>
/// Our own rule list for PDF/A-3 level A (ISO 19005-3) and PDF/UA-1 (ISO 14289-1; numbers of the Matterhorn Protocol
/// 1.1 where one fits). It covers what a writer of letters can get wrong; it is no full validator.
/// </summary>
internal sealed class PdfRules
{
    private static readonly string[] ForbiddenKeys =
        ["JavaScript", "JS", "AA", "OpenAction", "XFA", "Encrypt", "SMask", "TR", "HTP", "Alternates", "OPI", "NeedAppearances", "RichMedia"];

    private static readonly string[] ForbiddenNames =
        ["LZWDecode", "Crypt", "Launch", "Sound", "Movie", "ResetForm", "ImportData", "JavaScript", "Hide", "SetOCGState", "Type3", "PostScript"];

    private readonly PdfReader reader;
    private readonly byte[] data;
    private readonly List<string> faults = [];

    private PdfRules(byte[] data)
    {
        this.data = data;
        reader = new PdfReader(data);
    }

    public static IReadOnlyList<string> Faults(byte[] data)
    {
        var rules = new PdfRules(data);
        rules.File();
        rules.Catalogue();
        rules.Metadata();
        rules.Attachments();
        var fonts = new PdfFontRules(rules.reader, rules.Check);
        foreach (var page in rules.reader.Pages)
            fonts.CheckFonts(page);
        var structure = new PdfStructureRules(rules.reader, rules.Check);
        structure.CheckTree();
        foreach (var page in rules.reader.Pages)
            structure.CheckPage(page, fonts);
        return rules.faults;
    }

    private void Check(bool holds, string rule)
    {
        if (!holds)
            faults.Add(rule);
    }

    private void File()
    {
        Check(data.AsSpan(0, 7).SequenceEqual("%PDF-1."u8), "6.1.2: header");
        var comment = data.AsSpan(data.AsSpan().IndexOf((byte)'\n') + 1);
        Check(comment[0] == '%' && comment[1..5].IndexOfAnyInRange((byte)0, (byte)127) < 0, "6.1.2: four bytes above 127 in the second line");
        Check(reader.Trailer.ContainsKey("ID"), "6.1.3: document ID");
        foreach (var value in reader.All)
            Forbidden(value);
    }

    private void Forbidden(object? value)
    {
        switch (value)
        {
            case PdfStream stream:
                Check(!stream.Entries.ContainsKey("F") || stream.Entries.ContainsKey("Type"), "6.1.7: no external streams");
                Forbidden(stream.Entries);
                break;
            case Dictionary<string, object?> dictionary:
                foreach (var (key, inner) in dictionary)
                {
                    Check(!ForbiddenKeys.Contains(key), $"6.x: forbidden key {key}");
                    Forbidden(inner);
                }

                break;
            case List<object?> list:
                list.ForEach(Forbidden);
                break;
            case PdfName name:
                Check(!ForbiddenNames.Contains(name.Text), $"6.x: forbidden name {name.Text}");
                break;
            default:
                break;
        }
    }

    private void Catalogue()
    {
        var catalogue = reader.Catalogue;
        Check(catalogue.TryGetValue("MarkInfo", out var mark) && reader.Dictionary(mark)["Marked"] is PdfWord { Text: "true" }, "6.7.2.2: marked (06-001)");
        Check(catalogue.TryGetValue("Lang", out var language) && reader.Text(language).StartsWith("de", StringComparison.Ordinal)
            || language is not null && string.Equals(reader.Text(language), "en", StringComparison.Ordinal), "6.7.4: language (11-006)");
        Check(catalogue.TryGetValue("ViewerPreferences", out var viewer) && reader.Dictionary(viewer)["DisplayDocTitle"] is PdfWord { Text: "true" }, "title in the window (07-001)");
        Check(catalogue.ContainsKey("StructTreeRoot"), "6.7.3: structure tree");
        var intent = reader.Dictionary(reader.Array(catalogue["OutputIntents"])[0]);
        Check(intent["S"] is PdfName { Text: "GTS_PDFA1" }, "6.2.3: output intent");
        var profile = reader.Stream(intent["DestOutputProfile"]);
        var icc = profile.Content();
        Check(profile.Entries["N"] is 3.0 && Encoding.ASCII.GetString(icc, 36, 4) == "acsp" && Encoding.ASCII.GetString(icc, 16, 4) == "RGB ", "6.2.3: RGB profile");
        Check(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(icc) == icc.Length, "6.2.3: profile length");
    }

    private void Metadata()
    {
        var stream = reader.Stream(reader.Catalogue["Metadata"]);
        Check(!stream.Entries.ContainsKey("Filter"), "6.6.2.1: metadata is not packed");
        var xmp = XDocument.Parse(Encoding.UTF8.GetString(stream.Content()).TrimStart('\uFEFF'));
        string? Value(string space, string name) => xmp.Descendants(XName.Get(name, space)).FirstOrDefault()?.Value;
        Check(Value("http://www.aiim.org/pdfa/ns/id/", "part") == "3", "6.6.4: part");
        Check(Value("http://www.aiim.org/pdfa/ns/id/", "conformance") == "A", "6.6.4: conformance");
        Check(Value("http://www.aiim.org/pdfua/ns/id/", "part") == "1", "PDF/UA identifier (06-002)");
        var information = reader.Dictionary(reader.Trailer["Info"]);
        Check(Value("http://purl.org/dc/elements/1.1/", "title") == reader.Text(information["Title"]), "6.6.3: title agrees (06-003)");
        Check(xmp.Descendants(XName.Get("prefix", "http://www.aiim.org/pdfa/ns/schema#")).Any(e => e.Value == "pdfuaid"), "6.6.2.3: extension schema");
    }

    private void Attachments()
    {
        if (!reader.Catalogue.TryGetValue("AF", out var associated))
            return;
        foreach (var file in reader.Array(associated).Select(reader.Dictionary))
        {
            Check(file.ContainsKey("F") && file.ContainsKey("UF") && file.ContainsKey("Desc"), "6.8: names of the file");
            Check(file["AFRelationship"] is PdfName { Text: "Data" or "Source" or "Alternative" or "Supplement" or "Unspecified" }, "6.8: relationship");
            var stream = reader.Stream(reader.Dictionary(file["EF"])["F"]);
            Check(stream.Entries["Subtype"] is PdfName { Text: var type } && type.Contains('/', StringComparison.Ordinal), "6.8: media type");
        }
    }
}
