using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Offers;

/// <summary>
/// The catalogue for other systems: as JSON of our own, and as XML in the words of XZuFi 2.2 (a head, then what is to be written: services with
/// their text modules, offices with what they are competent for, online services with their links). Codes of <c>leikaTextmodul</c>: 02 name,
/// 05 short text, 07 legal basis, 08 documents, 09 prerequisites, 11 procedure, 22 competent authority, 25 remedy. Element names and nesting
/// follow messages of the portal network; the schema itself lies with the publisher and has not been run over it.
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
        ["representation"] = entry.Sample.Representation.ToString().ToLowerInvariant(),
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

    public static XDocument Xzufi(IReadOnlyList<CatalogueEntry> entries, DateTimeOffset made)
    {
        var stamp = made.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var adoptions = entries.SelectMany(entry => entry.Adoptions.Select(adoption => (Entry: entry, adoption.Service))).ToArray();
        return new XDocument(new XElement(
            Standard + "uebertragung",
            new XAttribute(XNamespace.Xmlns + "xzufi", Standard.NamespaceName),
            new XAttribute("xzufiVersion", "2.2.0"),
            new XAttribute("produktbezeichnung", "Rathaus"),
            new XElement(
                Standard + "nachrichtenkopf",
                new XElement(Standard + "nachrichtUUID", MessageId(stamp)),
                new XElement(Standard + "erstelltDatumZeit", stamp),
                new XElement(Standard + "sender", "Rathaus")),
            new XElement(
                Standard + "schreibe",
                entries.Select(Service),
                adoptions.GroupBy(pair => (Town: pair.Service.Town.Id, Office: pair.Service.Office.Id)).Select(office => Office([.. office])),
                adoptions.Select(pair => Link(pair.Entry, pair.Service)))));
    }

    private static XElement Service(CatalogueEntry entry)
    {
        var service = entry.Sample;
        return new XElement(
            Standard + "leistung",
            Id(Key(entry)),
            service.Leika.Select(key => new XElement(Standard + "referenzLeiKa", new XElement("code", key))),
            Module("02", service.Name.In),
            Module("05", service.Summary.In),
            Module("07", _ => string.Join("; ", service.LegalBases)),
            Module("08", language => Lines(service.Page.Documents, language)),
            Module("09", language => Lines(service.Page.Prerequisites, language)),
            Module("11", language => Lines(service.Page.Steps, language)),
            Module("22", service.Authority.Why.In),
            new XElement(Standard + "modulKosten", Texts("beschreibung", language => Lines(service.Page.Fee, language))),
            new XElement(Standard + "modulBearbeitungsdauer", Texts("beschreibung", language => Lines(service.Page.Duration, language))),
            service.Standards.Select(standard => new XComment($" Datenaustausch: {standard.Replace("--", "-", StringComparison.Ordinal)} ")));
    }

    /// <summary>An office of a town with everything it is competent for there.</summary>
    private static XElement Office(IReadOnlyList<(CatalogueEntry Entry, EffectiveService Service)> work)
    {
        var (town, office) = (work[0].Service.Town, work[0].Service.Office);
        return new XElement(
            Standard + "organisationseinheit",
            Id($"{town.Id}/{office.Id}"),
            new XElement(Standard + "name", Texts("name", language => $"{town.FullName}, {office.Name.In(language)}")),
            work.Select(one => new XElement(
                Standard + "zustaendigkeit",
                new XElement(Standard + "leistungID", new XAttribute("schemeAgencyID", "rathaus"), Key(one.Entry)),
                new XElement(Standard + "gebietID", new XAttribute("schemeID", "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:ags"), town.Ags))));
    }

    private static XElement Link(CatalogueEntry entry, EffectiveService service) => new(
        Standard + "onlinedienst",
        Id($"{Key(entry)}/{service.Town.Id}"),
        Texts("bezeichnung", service.Name.In),
        new XElement(
            Standard + "link",
            new XElement(Standard + "typ", new XAttribute("listURI", "urn:xoev-de:fim:codeliste:onlinedienstlinktyp"), new XElement("code", "01")),
            new XElement(Standard + "link", $"/{service.Town.Id}/{service.Id}")));

    private static string Key(CatalogueEntry entry) => $"{entry.Sample.Lead}/{entry.Sample.Id}";

    /// <summary>The same for the same moment, so that a repeated call is the same message.</summary>
    private static string MessageId(string stamp) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("rathaus/xzufi/" + stamp)).AsSpan(0, 16), bigEndian: true).ToString("D", CultureInfo.InvariantCulture);

    private static XElement Id(string id) => new(Standard + "id", new XAttribute("schemeAgencyID", "rathaus"), id);

    private static XElement? Module(string code, Func<Language, string> text) => text(Language.German).Length == 0
        ? null
        : new XElement(Standard + "modulText", Texts("inhalt", text), new XElement(Standard + "leikaTextmodul", new XElement("code", code)));

    private static IEnumerable<XElement> Texts(string element, Func<Language, string> text) => Language.All
        .Select(language => new XElement(Standard + element, new XAttribute("languageCode", language.HtmlTag), text(language)));

    private static string Lines(IReadOnlyList<LocalText> texts, Language language) => string.Join("\n", texts.Select(text => text.In(language)));

    private static JsonObject Texts(LocalText text)
    {
        var texts = new JsonObject();
        foreach (var language in Language.All.Where(text.Has))
            texts[language.Code] = text.In(language);
        return texts;
    }
}
