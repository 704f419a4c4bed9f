using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Tests.Office;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Adoption;

/// <summary>Services of a town in the back office, over HTTP: who may, who must not, and what an upgrade leaves alone.</summary>
public sealed class AdoptionPagesTests : IAsyncLifetime
{
    private const string Service = "/amt/leistungen/wuppertal/soest/sperrmuell";
    private readonly DirectoryInfo catalogue = Directory.CreateTempSubdirectory("rathaus-catalogue-");
    private readonly OfficeHouse house = new();

    public async ValueTask InitializeAsync()
    {
        await VersionedCatalogue.MakeAsync(catalogue.FullName);
        house.App.Set("Services:Catalogue", catalogue.FullName);
        await house.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        catalogue.Delete(recursive: true);
    }

    [Fact]
    public async Task Two_administrators_take_the_town_to_a_new_version_and_a_running_case_stays_behind()
    {
        var number = await house.SubmitAsync();
        var before = (await house.LoadAsync(number)).ServiceHash;
        using var one = await house.StaffAsync("wuppertal-administrator");
        Assert.Contains("neu: 2.0.0", await one.ReadAsync("/amt/leistungen"), StringComparison.Ordinal);

        Assert.Equal(Service + "/fassung", Went(await one.PostAsync(Service, Service + "/beginnen", ("fassung", "2.0.0"), ("weiter", "fassung"))));
        var difference = await one.ReadAsync(Service + "/fassung");
        Assert.Contains("Ihre Entscheidung: Einstellung „Anmeldefrist vor der Abholung“", difference, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await one.PostAsync(Service, Service + "/einreichen", ("_version", "1"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await one.PostAsync(Service + "/fassung", Service + "/fassung", ("_version", "1"), ("stelle", "parameter:vorlauf"))).StatusCode);
        Went(await one.PostAsync(Service + "/fassung", Service + "/fassung", ("_version", "1"), ("stelle", "parameter:vorlauf"), ("wahl", "eigene")));
        Went(await one.PostAsync(Service, Service + "/einreichen", ("_version", "2"), ("grund", "geprüft")));
        Assert.Equal(HttpStatusCode.Forbidden, (await one.PostAsync(Service, Service + "/freigeben", ("_version", "3"))).StatusCode);
        Assert.DoesNotContain("/freigeben", await one.ReadAsync(Service), StringComparison.Ordinal);

        using var other = await house.StaffAsync("wuppertal-administrator-2");
        Assert.Contains("geprüft", await other.ReadAsync(Service), StringComparison.Ordinal);
        Went(await other.PostAsync(Service, Service + "/freigeben", ("_version", "3")));

        var now = house.App.Services.GetRequiredService<ICatalogue>().Find("wuppertal", "sperrmuell")!;
        Assert.Equal("2.0.0", now.Version);
        Assert.Equal("4\u00a0Werktage", now.Parameters.Single(parameter => parameter.Id == "vorlauf").Rates[0].Display.German);
        Assert.Equal((before, true), ((await house.LoadAsync(number)).ServiceHash, before != now.Hash));
        Assert.Contains("bleibt auf 1.0.0", await other.ReadAsync(Service), StringComparison.Ordinal);
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        Assert.Contains("1.0.0", await clerk.ReadAsync($"/amt/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Equal(now.Hash, (await house.LoadAsync(await house.SubmitAsync("Neuweg"))).ServiceHash);
    }

    [Theory]
    [InlineData("wuppertal-clerk")]
    [InlineData("wuppertal-lead")]
    [InlineData("aachen-administrator")]
    public async Task Whoever_does_not_look_after_the_town_finds_nothing(string person)
    {
        using var admin = await house.StaffAsync("wuppertal-administrator");
        Went(await admin.PostAsync(Service, Service + "/beginnen"));
        using var stranger = await house.StaffAsync(person);

        foreach (var page in (string[])["", "/angaben", "/texte", "/fragen", "/fassung", "/beispiele", "/vorschau", "/datei"])
            Assert.Equal((page, HttpStatusCode.NotFound), (page, await stranger.StatusAsync(Service + page)));
        foreach (var deed in (string[])["/beginnen", "/angaben", "/texte", "/fragen", "/fragen/entfernen", "/fassung", "/einreichen", "/freigeben", "/zurueckgeben", "/verwerfen", "/zuruecknehmen", "/vorschau"])
        {
            var answer = await stranger.PostAsync(Service + deed, ("_version", "1"), ("_seite", "x"), ("person", "none"), ("wahl", "eigene"), ("stelle", "x"), ("bemerkung", "x"));
            Assert.Equal((deed, HttpStatusCode.NotFound), (deed, answer.StatusCode));
        }
    }

    [Fact]
    public async Task A_draft_is_edited_previewed_and_returned()
    {
        using var one = await house.StaffAsync("wuppertal-administrator");
        Went(await one.PostAsync(Service, Service + "/beginnen"));
        Assert.Equal(Service + "/angaben?erledigt=saved", Went(await one.PostAsync(Service + "/angaben", Service + "/angaben", ("_version", "1"), ("p.zusatzgebuehr", "31,50"))));
        var wrong = await one.PostAsync(Service + "/angaben", Service + "/angaben", ("_version", "2"), ("p.zusatzgebuehr", "5000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var again = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("value=\"5000\"", again, StringComparison.Ordinal);
        Assert.Contains("erlaubt: 0,00 bis 500,00", WebUtility.HtmlDecode(again), StringComparison.Ordinal);
        Went(await one.PostAsync(Service + "/fragen", Service + "/fragen", ("_version", "2"), ("stelle", "abholung"), ("art", "text"), ("de", "Name am Tor"), ("en", "Name at the gate"), ("de-einfach", "Name am Tor")));
        Assert.Contains("Name am Tor", await one.ReadAsync(Service + "/fragen"), StringComparison.Ordinal);
        Assert.Contains("name_am_tor", await one.ReadAsync(Service + "/datei"), StringComparison.Ordinal);
        Assert.Contains("Vorschau", await one.ReadAsync(Service + "/vorschau"), StringComparison.Ordinal);
        Assert.Contains("bestanden", await one.ReadAsync(Service + "/beispiele"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await one.PostAsync(Service, Service + "/angaben", ("_version", "1"), ("p.zusatzgebuehr", "1"))).StatusCode);

        Went(await one.PostAsync(Service, Service + "/einreichen", ("_version", "3"), ("grund", "neue Satzung")));
        Assert.Equal(HttpStatusCode.Conflict, (await one.PostAsync(Service, Service + "/angaben", ("_version", "4"), ("p.zusatzgebuehr", "1"))).StatusCode);
        using var other = await house.StaffAsync("wuppertal-administrator-2");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await other.PostAsync(Service, Service + "/zurueckgeben", ("_version", "4"))).StatusCode);
        Went(await other.PostAsync(Service, Service + "/zurueckgeben", ("_version", "4"), ("bemerkung", "Betrag prüfen")));
        Assert.Contains("Betrag prüfen", await one.ReadAsync(Service), StringComparison.Ordinal);
        Went(await one.PostAsync(Service, Service + "/verwerfen", ("_version", "5")));
        Assert.DoesNotContain("name_am_tor", await one.ReadAsync(Service + "/datei"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_walks_to_the_end_and_stores_nothing()
    {
        using var admin = await house.StaffAsync("wuppertal-administrator");
        var page = WebUtility.HtmlDecode(await admin.ReadAsync(Service + "/vorschau"));
        Assert.Contains("name=\"_seite\"", page, StringComparison.Ordinal);
        var refused = await admin.PostAsync(Service + "/vorschau", Service + "/vorschau", ("_seite", First(page)), ("_antworten", "{}"), ("person", "low"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var wild = await admin.PostAsync(Service + "/vorschau", Service + "/vorschau", ("_seite", First(page)), ("_antworten", "[nichts"), ("person", "x"), ("aktion", "anfang"));
        Assert.Equal(HttpStatusCode.OK, wild.StatusCode);

        var town = house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!;
        Assert.Equal(0, await house.App.Database.Town(town.Number).QuerySingleAsync<long>("select count(*) from cases.draft where municipality = @Town", null, TestContext.Current.CancellationToken));
    }

    private static string First(string page)
    {
        var at = page.IndexOf("name=\"_seite\" value=\"", StringComparison.Ordinal) + "name=\"_seite\" value=\"".Length;
        return page[at..page.IndexOf('"', at)];
    }

    private static string Went(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}
