using Rathaus.Services.Catalogues;
using Rathaus.Services.Search;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>What people type finds what they mean: everyday words, forms of words, languages, typing errors.</summary>
public sealed class SearchTests
{
    private static readonly Lazy<CatalogueSnapshot> Snapshot = new(() => CatalogueLoader.Load(CatalogueFiles.Read(House.Catalogue, new FaultList()), new FaultList()));

    [Theory]
    [InlineData("Bewohnerparkausweis", "bewohnerparkausweis")]
    [InlineData("bewohner parkausweis", "bewohnerparkausweis")]
    [InlineData("anwohnerparken", "bewohnerparkausweis")]
    [InlineData("Bewonerparkausweis", "bewohnerparkausweis")]
    [InlineData("Bewohenrparkausweis", "bewohnerparkausweis")]
    [InlineData("Park-Ausweis", "bewohnerparkausweis")]
    [InlineData("parking permit", "bewohnerparkausweis")]
    [InlineData("Ich brauche einen Parkplatz für mein Auto", "bewohnerparkausweis")]
    [InlineData("Sperrmüll", "sperrmuell")]
    [InlineData("sperrmuell", "sperrmuell")]
    [InlineData("SPERMÜLL", "sperrmuell")]
    [InlineData("alte Möbel abholen", "sperrmuell")]
    [InlineData("Meldebescheinigung", "meldebescheinigung")]
    [InlineData("meldebescheinigng", "meldebescheinigung")]
    [InlineData("umziehen", "wohnsitz-anmelden")]
    [InlineData("Kindergarten", "kita-platz")]
    [InlineData("heiraten", "eheschliessung")]
    [InlineData("Führerschein verloren", "fuehrerschein-ersatz")]
    [InlineData("Auto abmelden", "kfz-abmeldung")]
    [InlineData("Wunschkenzeichen", "wunschkennzeichen")]
    [InlineData("Briefwahl", "wahlschein")]
    [InlineData("Perso verlängern", "personalausweis")]
    [InlineData("passport", "reisepass")]
    [InlineData("Deutscher werden", "einbuergerung")]
    [InlineData("residence permit", "aufenthaltserlaubnis")]
    [InlineData("Gewerbe anmelden", "gewerbe-anmelden")]
    [InlineData("Kneipe eröffnen", "gaststaettenerlaubnis")]
    [InlineData("Mülltonne", "abfalltonne")]
    [InlineData("Sterbeurkunde", "sterbeurkunde")]
    [InlineData("Unterhaltsvorschuß", "unterhaltsvorschuss")]
    [InlineData("Wohn-Geld", "wohngeld")]
    [InlineData("Ehrenamtskarte", "ehrenamtskarte")]
    public void What_people_type_finds_the_service_first(string typed, string service)
    {
        var found = Snapshot.Value.Search.Find(typed);

        Assert.Equal(service, found[0]);
    }

    [Theory]
    [InlineData("xyzzy")]
    [InlineData("der die das")]
    [InlineData("🏠")]
    [InlineData("'; drop table --")]
    public void Nonsense_finds_nothing(string typed) => Assert.Empty(Snapshot.Value.Search.Find(typed));

    [Fact]
    public void A_life_event_finds_its_services() =>
        Assert.Subset(Snapshot.Value.Search.Find("Umzug").ToHashSet(), Snapshot.Value.LifeEvents.Find("umzug")!.Services.ToHashSet());

    // Distances counted by hand: a swapped pair is one slip, as is a letter too many, too few or wrong.
    [Theory]
    [InlineData("AUSWEIS", "AUSWEIS", 0)]
    [InlineData("AUSWIES", "AUSWEIS", 1)]
    [InlineData("AUSWIS", "AUSWEIS", 1)]
    [InlineData("AUSSWEIS", "AUSWEIS", 1)]
    [InlineData("AUSWAIS", "AUSWEIS", 1)]
    [InlineData("USWIES", "AUSWEIS", 2)]
    [InlineData("MUELL", "AUSWEIS", 3)]
    public void Slips_of_the_pen_are_counted(string typed, string word, int slips) => Assert.Equal(slips, Closeness.Distance(typed, word, 2));

    [Fact]
    public void A_life_event_names_known_services_only()
    {
        var faults = new FaultList();
        var root = YamlReader.Read(
            "life-events.yaml",
            """
            popular: [gibtsnicht]
            life_events:
              - { id: umzug, name: { de: Umzug, en: Moving, de-einfach: Umzug }, summary: { de: A, en: B }, icon: house, services: [probe] }
            """,
            faults);

        LifeEventReader.Read(root!, new HashSet<string>(["probe"]), faults);

        Assert.Equal(
            ["life-events.yaml:1: there is no service gibtsnicht", "life-events.yaml:3: de-einfach is missing"],
            faults.All.Select(fault => fault.ToString()));
    }
}
