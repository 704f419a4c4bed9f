using Rathaus.Journeys.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Journeys.Tests;

/// <summary>A host on a catalogue of its own that towns may change.</summary>
public sealed class AdoptingHouse : IAsyncLifetime
{
    private readonly DirectoryInfo catalogue = Directory.CreateTempSubdirectory("rathaus-catalogue-");
    private RunningHost? host;

    public string Address => host?.Address ?? throw new InvalidOperationException("Not started");

    public async ValueTask InitializeAsync()
    {
        await VersionedCatalogue.MakeAsync(catalogue.FullName);
        File.Delete(Path.Combine(catalogue.FullName, "municipalities/solingen/services/sperrmuell.yaml"));
        host = await RunningHost.StartAsync(
            "--demo", "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Login=0", "RateLimits__Submission=0", $"Services__Catalogue={catalogue.FullName}");
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        catalogue.Delete(recursive: true);
    }
}

/// <summary>A town adopts what another built, and a town goes along with a new version although both changed the same thing.</summary>
public sealed class AdoptionTests(House house, AdoptingHouse adopting) : IClassFixture<AdoptingHouse>
{
    [Fact]
    public async Task A_town_adopts_a_service_on_a_phone_without_script_and_a_second_person_releases_it()
    {
        await using var one = await AdministratorAsync("solingen", "", width: 360, script: false);
        await one.GoAsync("/amt/leistungen");
        await one.LookAsync();
        await one.PressAsync(one.Page.Locator("a[href='/amt/leistungen/solingen/soest/sperrmuell']"));
        await one.LookAsync();
        await one.PressAsync(one.Page.Locator("form[action$='/beginnen'] button"));
        await one.LookAsync();
        await one.Page.Locator("input[name='p.freie_abholungen']").FillAsync("2");
        await one.Page.Locator("input[name='p.zusatzgebuehr']").FillAsync("5000");
        await one.PressAsync(one.Page.Locator("#angaben .rh-actions button"));
        await one.LookAsync();
        Assert.Contains("erlaubt: 0,00 bis 500,00", await one.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await one.Page.Locator("input[name='p.zusatzgebuehr']").FillAsync("25,00");
        await one.Page.Locator("input[name='f.zusatz'][value=confirmed]").CheckAsync();
        await one.Page.Locator("input[name='f.zusatz.by']").FillAsync("Satzung vom 3. Mai 2026");
        await one.Page.Locator("input[name='f.zusatz.on']").FillAsync("3.5.2026");
        await one.PressAsync(one.Page.Locator("#angaben .rh-actions button"));
        Assert.Contains("Gespeichert.", await one.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await one.GoAsync("/amt/leistungen/solingen/soest/sperrmuell/fragen");
        await one.LookAsync();
        await one.Page.Locator("input[name=de]").FillAsync("Gibt es ein Tor?");
        await one.Page.Locator("input[name=en]").FillAsync("Is there a gate?");
        await one.Page.Locator("input[name='de-einfach']").FillAsync("Gibt es ein Tor?");
        await one.Page.Locator("select[name=art]").SelectOptionAsync("yesno");
        await one.PressAsync(one.Page.Locator("form:has(select[name=art]) button"));
        Assert.Contains("Gibt es ein Tor?", await one.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await one.GoAsync("/amt/leistungen/solingen/soest/sperrmuell/vorschau");
        await one.LookAsync();
        await one.GoAsync("/amt/leistungen/solingen/soest/sperrmuell/beispiele");
        await one.LookAsync();
        await one.GoAsync("/amt/leistungen/solingen/soest/sperrmuell");
        await one.Page.Locator("textarea[name=grund]").FillAsync("Beträge nach unserer Satzung");
        await one.PressAsync(one.Page.Locator("form[action$='/einreichen'] button"));
        Assert.Equal(0, await one.Page.Locator("form[action$='/freigeben'] button").CountAsync());

        await using var two = await AdministratorAsync("solingen", "-2");
        await two.GoAsync("/amt/leistungen/solingen/soest/sperrmuell");
        await two.LookAsync();
        await two.PressAsync(two.Page.Locator("form[action$='/freigeben'] button"));
        Assert.Contains("Freigegeben.", await two.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await using var citizen = await house.VisitAsync(address: adopting.Address);
        await citizen.GoAsync("/solingen/sperrmuell");
        Assert.Contains("Sperrmüll", await citizen.HeadingAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_town_goes_along_with_a_new_version_and_decides_the_conflict()
    {
        const string service = "/amt/leistungen/wuppertal/soest/sperrmuell";
        await using var one = await AdministratorAsync("wuppertal", "");
        await one.GoAsync(service);
        await one.LookAsync();
        await one.PressAsync(one.Page.Locator("form[action$='/beginnen']:has(input[name=fassung]) button"));
        await one.LookAsync();
        Assert.Contains("Was sich ändert", await one.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("offen", await one.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await one.Page.Locator("input[name=wahl][value=eigene]").FocusAsync();
        await one.Page.Keyboard.PressAsync("Space");
        await one.PressAsync(one.Page.Locator("form:has(input[name=wahl]) button"));
        Assert.Contains("Entschieden.", await one.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await one.GoAsync(service);
        await one.Page.Locator("textarea[name=grund]").FillAsync("Frist bleibt");
        await one.PressAsync(one.Page.Locator("form[action$='/einreichen'] button"));
        await one.LookAsync();

        await using var two = await AdministratorAsync("wuppertal", "-2");
        await two.GoAsync(service);
        await two.PressAsync(two.Page.Locator("form[action$='/freigeben'] button"));
        await two.LookAsync();
        Assert.Contains("bei uns 2.0.0", await two.Page.Locator(".rh-headline").InnerTextAsync(), StringComparison.Ordinal);
    }

    private Task<Visitor> AdministratorAsync(string town, string number, int width = 1280, bool script = true) =>
        Office.SignInAsync(house, $"{town}-administrator{number}", town, width, script, adopting.Address);
}
