using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Post codes and memberships as in the official directory of municipalities.</summary>
public sealed class CompetenceTests
{
    private static readonly Lazy<CatalogueSnapshot> Snapshot = new(() =>
    {
        var faults = new FaultList();
        return CatalogueLoader.Load(CatalogueFiles.Read(House.Catalogue, faults), faults);
    });

    private static Competence In(string town, string service, string? postCode, string? place) =>
        new Competences(House.Texts).For(Snapshot.Value, Snapshot.Value.Service(town, service)!, postCode, place);

    [Theory]
    [InlineData("42103", "Wuppertal")]
    [InlineData("42103", null)]
    [InlineData(null, "wuppertal")]
    [InlineData(" 42103 ", "")]
    public void The_own_town_is_competent_and_says_why(string? postCode, string? place)
    {
        var competence = In("wuppertal", "bewohnerparkausweis", postCode, place);

        Assert.Equal(CompetenceVerdict.Here, competence.Verdict);
        Assert.Equal(
            "Zuständig ist Straßenverkehrsbehörde der Stadt Wuppertal, wenn Ihre Wohnung in Wuppertal liegt. Wir vergleichen nur Postleitzahl und Ort, nicht die Straße.", competence.Reason.German);
        Assert.Equal("strassenverkehr", competence.Office!.Id);
    }

    [Fact]
    public void Another_tenant_is_named_with_its_own_offer()
    {
        var competence = In("wuppertal", "bewohnerparkausweis", "52062", "Aachen");

        Assert.Equal((CompetenceVerdict.OtherTown, "aachen", "aachen"), (competence.Verdict, competence.Town!.Id, competence.Service!.Town.Id));
    }

    [Fact]
    public void A_member_town_without_a_portal_is_named()
    {
        var competence = In("wuppertal", "bewohnerparkausweis", "52477", "Alsdorf");

        Assert.Equal((CompetenceVerdict.KnownElsewhere, "Alsdorf"), (competence.Verdict, competence.Known!.Name));
        Assert.Equal("Zuständig ist Alsdorf. Wenden Sie sich an das Rathaus dort.", competence.Reason.German);
    }

    [Fact]
    public void A_post_code_of_two_towns_asks_for_the_town()
    {
        var two = new SmallCatalogue().With(
            "municipalities/known.yaml", "municipalities:\n  - { ags: \"05124999\", name: Nachbarstadt, postcodes: [\"42103\", \"42999\"] }\n");
        var snapshot = two.Load(new FaultList());
        var service = snapshot.Service("wuppertal", "probe")!;
        Competence Ask(string? code, string? place) => new Competences(House.Texts).For(snapshot, service, code, place);

        var several = Ask("42103", null);

        Assert.Equal((CompetenceVerdict.Several, null, null), (several.Verdict, several.Town, several.Office));
        Assert.Equal(
            "Die Postleitzahl 42103 gehört zu mehreren Orten: Nachbarstadt, Wuppertal. Geben Sie auch den Ort ein, zum Beispiel 42103 Wuppertal.",
            several.Reason.German);
        Assert.Equal(CompetenceVerdict.Here, Ask("42103", "Wuppertal").Verdict);
        Assert.Equal(CompetenceVerdict.KnownElsewhere, Ask("42103", "Nachbarstadt").Verdict);
        Assert.Equal(CompetenceVerdict.KnownElsewhere, Ask("42999", null).Verdict);
        Assert.Equal(CompetenceVerdict.Here, Ask("42105", null).Verdict);
    }

    [Theory]
    [InlineData("10115", "Berlin")]
    [InlineData("", "")]
    [InlineData(null, null)]
    [InlineData("'; drop table x", "<script>")]
    public void Elsewhere_is_not_known(string? postCode, string? place) =>
        Assert.Equal(CompetenceVerdict.Unknown, In("wuppertal", "bewohnerparkausweis", postCode, place).Verdict);
}
