using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Rathaus.Kernel.Documents;

/// <summary>XMP packet (ISO 16684-1) and information dictionary; both say the same (ISO 19005-3, 6.6.3).</summary>
internal static class PdfMetadata
{
    private const string Producer = "Rathaus";

#pragma warning disable S5332 // names of vocabularies as their standards spell them; nothing is fetched
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Meta = "adobe:ns:meta/";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace Xap = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace Pdf = "http://ns.adobe.com/pdf/1.3/";
    private static readonly XNamespace PdfA = "http://www.aiim.org/pdfa/ns/id/";
    private static readonly XNamespace PdfUa = "http://www.aiim.org/pdfua/ns/id/";
    private static readonly XNamespace Extension = "http://www.aiim.org/pdfa/ns/extension/";
    private static readonly XNamespace Schema = "http://www.aiim.org/pdfa/ns/schema#";
    private static readonly XNamespace Property = "http://www.aiim.org/pdfa/ns/property#";
#pragma warning restore S5332

    public static string Information(LetterDocument document)
    {
        var entries = new StringBuilder("<</Title ").Append(PdfText.String(document.Title));
        if (document.Author is { } author)
            entries.Append("/Author ").Append(PdfText.String(author));
        if (document.Subject is { } subject)
            entries.Append("/Subject ").Append(PdfText.String(subject));
        if (document.Created is { } created)
            entries.Append("/CreationDate").Append(PdfText.Date(created)).Append("/ModDate").Append(PdfText.Date(created));
        return entries.Append($"/Producer({Producer})/Creator({Producer})>>").ToString();
    }

    public static byte[] Xmp(LetterDocument document)
    {
        var about = new XAttribute(Rdf + "about", "");
        var description = new XElement(Rdf + "Description", about,
            new XAttribute(XNamespace.Xmlns + "dc", Dc), new XAttribute(XNamespace.Xmlns + "xmp", Xap),
            new XAttribute(XNamespace.Xmlns + "pdf", Pdf), new XAttribute(XNamespace.Xmlns + "pdfaid", PdfA),
            new XAttribute(XNamespace.Xmlns + "pdfuaid", PdfUa),
            new XElement(PdfA + "part", 3), new XElement(PdfA + "conformance", "A"), new XElement(PdfUa + "part", 1),
            new XElement(Dc + "format", "application/pdf"),
            new XElement(Dc + "title", Alternative(document.Title)),
            new XElement(Dc + "language", new XElement(Rdf + "Bag", new XElement(Rdf + "li", document.Language.HtmlTag))),
            new XElement(Pdf + "Producer", Producer), new XElement(Xap + "CreatorTool", Producer));
        if (document.Author is { } author)
            description.Add(new XElement(Dc + "creator", new XElement(Rdf + "Seq", new XElement(Rdf + "li", PdfText.Clean(author)))));
        if (document.Subject is { } subject)
            description.Add(new XElement(Dc + "description", Alternative(subject)));
        if (document.Created is { } created)
        {
            var date = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            description.Add(new XElement(Xap + "CreateDate", date), new XElement(Xap + "ModifyDate", date));
        }

        var packet = new XElement(Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta),
            new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf), description, ExtensionSchema()));
        return Encoding.UTF8.GetBytes(
            $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{packet}\n<?xpacket end=\"w\"?>");
    }

    private static XElement Alternative(string text) => new(Rdf + "Alt",
        new XElement(Rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), PdfText.Clean(text)));

    /// <summary>PDF/A asks that properties outside its own list, here pdfuaid:part, are described (ISO 19005-3, 6.6.2.3.3).</summary>
    private static XElement ExtensionSchema() => new(Rdf + "Description", new XAttribute(Rdf + "about", ""),
        new XAttribute(XNamespace.Xmlns + "pdfaExtension", Extension), new XAttribute(XNamespace.Xmlns + "pdfaSchema", Schema),
        new XAttribute(XNamespace.Xmlns + "pdfaProperty", Property),
        new XElement(Extension + "schemas", new XElement(Rdf + "Bag", Resource("li",
            new XElement(Schema + "schema", "PDF/UA Universal Accessibility Schema"),
            new XElement(Schema + "namespaceURI", PdfUa.NamespaceName),
            new XElement(Schema + "prefix", "pdfuaid"),
            new XElement(Schema + "property", new XElement(Rdf + "Seq", Resource("li",
                new XElement(Property + "name", "part"),
                new XElement(Property + "valueType", "Integer"),
                new XElement(Property + "category", "internal"),
                new XElement(Property + "description", "Part of ISO 14289 to which the document conforms"))))))));

    private static XElement Resource(string name, params XElement[] content) =>
        new(Rdf + name, new XAttribute(Rdf + "parseType", "Resource"), content);
}
