using System.Xml.Linq;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Offers;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>The region's catalogue says what stands and what is open, and other systems can read it.</summary>
public sealed class RegionCatalogueTests
{
    private static readonly Lazy<IReadOnlyList<CatalogueEntry>> Entries = new(() =>
        RegionCatalogue.Of(CatalogueLoader.Load(CatalogueFiles.Read(House.Catalogue, new FaultList()), new FaultList())));

    [Fact]
    public void A_service_is_led_by_one_town_and_adopted_by_several()
    {
        var permit = Entries.Value.Single(entry => entry.Sample.Id == "bewohnerparkausweis");

        Assert.Equal("Aachen", permit.Lead?.Name);
        Assert.Contains(permit.Adoptions, adoption => adoption.Service.Town.Id == "wuppertal");
        Assert.True(permit.Examples >= 3);
        Assert.Equal(["de", "en", "de-einfach"], permit.Languages.Select(language => language.Code));
    }

    [Fact]
    public void A_town_that_has_confirmed_no_fee_is_open_and_says_which()
    {
        // Bielefeld's overlay names a fee without saying who confirmed it.
        var bielefeld = Entries.Value.Single(entry => entry.Sample.Id == "bewohnerparkausweis")
            .Adoptions.Single(adoption => adoption.Service.Town.Id == "bielefeld");

        Assert.Equal(Readiness.Open, bielefeld.Readiness);
        Assert.NotEmpty(bielefeld.Open);
    }

    [Fact]
    public void Invented_amounts_are_never_called_confirmed() => Assert.All(
        Entries.Value.SelectMany(entry => entry.Adoptions).Where(adoption => adoption.Service.Fees.Any(fee => fee.Standing == FeeStanding.Demo)),
        adoption => Assert.NotEqual(Readiness.Ready, adoption.Readiness));

    [Fact]
    public void The_xml_names_each_service_in_three_languages_and_who_is_competent_by_AGS()
    {
        XNamespace xzufi = "http://xoev.de/schemata/xzufi/2_2_0";
        var document = XDocument.Parse(CatalogueExport.Xzufi(Entries.Value, new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)).ToString());

        var permit = document.Descendants(xzufi + "leistung").Single(one => one.Element(xzufi + "id")?.Value == "aachen/bewohnerparkausweis");
        var names = permit.Elements(xzufi + "modulText").Single(module => module.Element(xzufi + "leikaTextmodul")?.Value == "02");
        Assert.Equal("99108001001000", permit.Element(xzufi + "referenzLeiKa")?.Element("code")?.Value);
        Assert.Equal(3, names.Elements(xzufi + "inhalt").Count());
        Assert.Contains("Bewohnerparkausweis", names.Elements(xzufi + "inhalt").Select(content => content.Value));
        Assert.Equal("2.2.0", document.Root!.Attribute("xzufiVersion")?.Value);
        Assert.Equal(["nachrichtenkopf", "schreibe"], document.Root.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(["leistung", "onlinedienst", "organisationseinheit"], document.Root.Element(xzufi + "schreibe")!.Elements().Select(element => element.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(document.Descendants(xzufi + "organisationseinheit"), office => Assert.NotNull(office.Element(xzufi + "name")?.Element(xzufi + "name")));
        Assert.All(document.Descendants(xzufi + "onlinedienst"), service => Assert.Equal("01", service.Element(xzufi + "link")?.Element(xzufi + "typ")?.Element("code")?.Value));
        Assert.Contains("beschreibung", permit.Element(xzufi + "modulKosten")!.Elements().Select(element => element.Name.LocalName));
        Assert.Contains(
            document.Descendants(xzufi + "zustaendigkeit"),
            one => one.Element(xzufi + "leistungID")?.Value == "aachen/bewohnerparkausweis" && one.Element(xzufi + "gebietID")?.Value == "05124000");
    }

    [Fact]
    public void The_json_lists_every_service_of_every_town()
    {
        var json = CatalogueExport.Json(Entries.Value);

        Assert.Equal(Entries.Value.Count, json.Count);
        Assert.Equal(Entries.Value.Sum(entry => entry.Adoptions.Count), json.Sum(one => one!["towns"]!.AsArray().Count));
    }
}
