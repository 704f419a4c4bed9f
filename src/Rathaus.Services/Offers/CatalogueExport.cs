using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Offers;

/// <summary>
/// The catalogue for other systems: as JSON of our own, and as XML with the text modules of XZuFi 2.2 (codes of
/// <c>leikaTextmodul</c>: 02 name, 05 short text, 07 legal basis, 08 documents, 09 prerequisites, 11 procedure, 22 competent
/// authority, 25 remedy). The XML follows the words of the standard; it has not been validated against its schema.
/// </summary>
internal static class CatalogueExport
{
    private static readonly XNamespace Standard = "http://xoev.de/schemata/xzufi/2_2_0";

    public static JsonArray Json(IReadOnlyList<CatalogueEntry> entries) => [.. entries.Select(entry => new JsonObject
    {
        ["id"] = $"{entry.Sample.Lead}/{entry.Sample.Id}",
        ["version"] = entry.Sample.Version,
        ["name"] = Texts(entry.Sample.Name),
        ["summary"] = Texts(entry.Sample.Summary),
        ["leika"] = new JsonArray([.. entry.Sample.Leika.Select(key => JsonValue.Create(key))]),
        ["legal_bases"] = new JsonArray([.. entry.Sample.LegalBases.Select(basis => JsonValue.Create(basis))]),
        ["standards"] = new JsonArray([.. entry.Sample.Standards.Select(standard => JsonValue.Create(standard))]),
        ["authority"] = entry.Sample.Authority.Kind,
        ["trust"] = entry.Sample.Trust.ToString().ToLowerInvariant(),
        ["examples"] = entry.Examples,
        ["towns"] = new JsonArray([.. entry.Adoptions.Select(adoption => (JsonNode)new JsonObject
        {
            ["town"] = adoption.Service.Town.Id,
            ["ags"] = adoption.Service.Town.Ags,
            ["version"] = adoption.Service.Version,
            ["office"] = adoption.Service.Office.Name.German,
            ["readiness"] = adoption.Readiness.ToString().ToLowerInvariant(),
            ["address"] = $"/{adoption.Service.Town.Id}/{adoption.Service.Id}",
        })]),
    })];

    public static XDocument Xzufi(IReadOnlyList<CatalogueEntry> entries, DateTimeOffset made) => new(
        new XElement(
            Standard + "uebertragung",
            new XAttribute(XNamespace.Xmlns + "xzufi", Standard.NamespaceName),
            new XElement(
                Standard + "nachrichtenkopf",
                new XElement(Standard + "erstelltDatumZeit", made.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
            new XElement(Standard + "schreibe", entries.SelectMany(entry => Service(entry)))));

    private static IEnumerable<XElement> Service(CatalogueEntry entry)
    {
        var service = entry.Sample;
        yield return new XElement(
            Standard + "leistung",
            Id($"{service.Lead}/{service.Id}"),
            service.Leika.Select(key => new XElement(Standard + "referenzLeiKa", key)),
            Module("02", service.Name.In),
            Module("05", service.Summary.In),
            Module("07", _ => string.Join("; ", service.LegalBases)),
            Module("08", language => Lines(service.Page.Documents, language)),
            Module("09", language => Lines(service.Page.Prerequisites, language)),
            Module("11", language => Lines(service.Page.Steps, language)),
            Module("22", service.Authority.Why.In),
            new XElement(Standard + "modulKosten", Contents(language => Lines(service.Page.Fee, language))),
            new XElement(Standard + "modulBearbeitungsdauer", Contents(language => Lines(service.Page.Duration, language))));
        foreach (var adoption in entry.Adoptions)
        {
            yield return new XElement(
                Standard + "zustaendigkeit",
                Id($"{service.Lead}/{service.Id}/{adoption.Service.Town.Id}"),
                new XElement(Standard + "leistungID", $"{service.Lead}/{service.Id}"),
                new XElement(Standard + "gebietID", new XAttribute("schemeID", "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:ags"), adoption.Service.Town.Ags),
                new XElement(Standard + "organisationseinheit", $"{adoption.Service.Office.Name.German}, {adoption.Service.Town.FullName}"),
                new XElement(Standard + "onlinedienst", $"/{adoption.Service.Town.Id}/{service.Id}"));
        }
    }

    private static XElement Id(string id) => new(Standard + "id", new XAttribute("schemeAgencyID", "rathaus"), id);

    private static XElement? Module(string code, Func<Language, string> text) => text(Language.German).Length == 0
        ? null
        : new XElement(Standard + "modulText", new XElement(Standard + "leikaTextmodul", new XElement("code", code)), Contents(text));

    private static IEnumerable<XElement> Contents(Func<Language, string> text) => Language.All
        .Select(language => new XElement(Standard + "inhalt", new XAttribute("languageCode", language.HtmlTag), text(language)));

    private static string Lines(IReadOnlyList<LocalText> texts, Language language) => string.Join("\n", texts.Select(text => text.In(language)));

    private static JsonObject Texts(LocalText text)
    {
        var texts = new JsonObject();
        foreach (var language in Language.All.Where(text.Has))
            texts[language.Code] = text.In(language);
        return texts;
    }
}
