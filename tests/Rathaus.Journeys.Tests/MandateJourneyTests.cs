using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Acting for others, other ways in, and one's own data: three languages, small screens, in the browser.</summary>
public sealed class MandateJourneyTests(House house)
{
    private static readonly string[] Languages = ["de", "en", "de-einfach"];

    private static readonly string[] Own =
    [
        "/konto/vollmachten", "/konto/vollmachten/erteilen", "/konto/vollmachten/anfragen", "/konto/vollmachten/annehmen", "/konto/organisationen",
        "/konto/organisationen/unternehmenskonto", "/konto/sicherheit/daten", "/konto/sicherheit/daten/loeschen",
    ];

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Every_page_keeps_the_rules_in_every_language(int width)
    {
        await using var citizen = await house.VisitAsync(width);
        await citizen.SignInAsync("jonas-beispiel", "/konto/vollmachten");
        await using var clerk = await house.VisitAsync(width);
        await clerk.SignInStaffAsync("wuppertal", "wuppertal-clerk");
        await using var nobody = await house.VisitAsync(width);
        foreach (var language in Languages)
        {
            await LookAtAsync(citizen, language, Own);
            await LookAtAsync(clerk, language, ["/amt/vollmachten"]);
            await LookAtAsync(nobody, language, ["/amt/notzugang", "/anmelden/bundid", "/helfen"]);
        }
    }

    [Fact]
    public async Task A_parent_chooses_a_child_and_every_page_says_for_whom()
    {
        await using var parent = await house.VisitAsync(360);
        await parent.GoAsync("/anmelden/eid?zurueck=/konto/vollmachten");
        await parent.Page.GetByLabel("Wessen Ausweis?").SelectOptionAsync("mira-beispiel");
        await parent.NextAsync("Daten übertragen (SIMULATION)");
        if (await parent.Page.GetByRole(AriaRole.Button, new() { Name = "Für Emil handeln", Exact = true }).CountAsync() > 0)
            await parent.NextAsync("Für Emil handeln");
        await parent.LookAsync();
        await parent.NextAsync("Für Emil Beispiel handeln");
        await parent.GoAsync("/konto");
        Assert.Contains("Sie handeln für Emil Beispiel", await parent.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);
        await parent.LookAsync();
        await parent.GoAsync("/konto/vollmachten");
        await parent.NextAsync("Wieder für mich selbst");
        await parent.GoAsync("/konto");
        Assert.DoesNotContain("Sie handeln für", await parent.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_lacks_something_comes_back_filled()
    {
        await using var citizen = await house.VisitAsync(320);
        await citizen.SignInAsync("jonas-beispiel", "/konto/vollmachten");
        await citizen.GoAsync("/konto/vollmachten/erteilen");
        await citizen.TypeAsync("Name der Person", "Nora Hilfe");
        await citizen.NextAsync("Code erzeugen");
        Assert.Contains("wofür die Vollmacht gilt", await citizen.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("Nora Hilfe", await citizen.TypedAsync("Name der Person"));
        await citizen.LookAsync();
    }

    [Fact]
    public async Task A_mandate_is_given_by_keyboard_taken_without_script_and_ends_with_the_next_page()
    {
        await using var otto = await house.VisitAsync(1280);
        await otto.SignInAsync("otto-beispiel", "/konto/vollmachten");
        await otto.EnterAsync(otto.Page.GetByRole(AriaRole.Link, new() { Name = "Vollmacht erteilen" }));
        await otto.TabToAsync(otto.Page.GetByLabel("Name der Person"));
        await otto.Page.Keyboard.TypeAsync("Tülay von nebenan");
        await otto.TabToAsync(otto.Page.Locator("label").Filter(new() { HasText = "alle Leistungen" }).Locator("input"));
        await otto.Page.Keyboard.PressAsync("Space");
        foreach (var (part, value) in new[] { ("day", "31"), ("month", "12"), ("year", "2027") })
        {
            await otto.TabToAsync(otto.Page.Locator($"[name='bis.{part}']"));
            await otto.Page.Keyboard.TypeAsync(value);
        }

        await otto.EnterAsync(otto.Page.GetByRole(AriaRole.Button, new() { Name = "Code erzeugen" }));
        await otto.LookAsync();
        var code = await otto.CodeAsync();

        await using var tuelay = await house.VisitAsync(360, script: false);
        await tuelay.SignInAsync("tuelay-modell", "/konto/vollmachten/annehmen");
        await tuelay.TypeAsync("Code", "AAAA-AAAA-AAAA-AAAA-AAAA");
        await tuelay.NextAsync();
        await tuelay.FaultAsync("Dieser Code gilt nicht");
        await tuelay.TypeAsync("Code", code);
        await tuelay.NextAsync();
        await tuelay.SaysAsync("Otto Heinrich Beispiel");
        await tuelay.NextAsync("Annehmen");
        await tuelay.NextAsync("Für Otto Heinrich Beispiel handeln");
        await tuelay.GoAsync("/konto");
        Assert.Contains("Sie handeln für Otto", await tuelay.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);

        await otto.GoAsync("/konto/vollmachten");
        await otto.PressAsync(otto.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Beenden ?: .*Tülay") }));
        await otto.LookAsync();
        await otto.NextAsync("Vollmacht beenden");
        await otto.SaysAsync("Die Vollmacht ist beendet");
        await otto.LookAsync();
        await tuelay.GoAsync("/konto");
        Assert.DoesNotContain("Sie handeln für", await tuelay.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Somebody_helps_with_one_case_until_the_applicant_ends_it(int width)
    {
        await using var mira = await house.VisitAsync(width);
        await mira.SignInAsync();
        var (number, _) = await mira.ApplyForPermitAsync();
        await using var friend = await house.VisitAsync(width);
        await friend.SignInAsync("lukas-probe", "/konto");
        await friend.GoAsync($"/vorgang/{number}", 404);

        await mira.GoAsync($"/vorgang/{number}/hilfe");
        await mira.LookAsync();
        await mira.NextAsync("Code erzeugen");
        await mira.FaultAsync("Geben Sie einen Namen");
        await mira.LookAsync();
        await mira.TypeAsync("Wer soll helfen?", "Lukas");
        await mira.NextAsync("Code erzeugen");
        await mira.LookAsync();
        var link = new Uri(await mira.Page.Locator("[data-invitation]").InnerTextAsync());

        await friend.GoAsync(link.PathAndQuery + link.Fragment);
        Assert.DoesNotContain("#", friend.Page.Url, StringComparison.Ordinal);
        await friend.LookAsync();
        await friend.EnterAsync(friend.Page.GetByRole(AriaRole.Button, new() { Name = "Weiter", Exact = true }));
        await friend.SaysAsync("Sie helfen Mira Beispiel");
        await friend.LookAsync();
        await mira.GoAsync($"/vorgang/{number}/hilfe");
        await mira.LookAsync();
        await mira.EnterAsync(mira.Page.GetByRole(AriaRole.Button, new() { Name = "Beenden: Lukas" }));
        await friend.GoAsync($"/vorgang/{number}", 404);
    }

    [Fact]
    public async Task A_company_account_comes_from_the_simulated_organisation_account_and_invites_a_colleague()
    {
        await using var ida = await house.VisitAsync(360);
        await ida.SignInAsync("ida-muster", "/konto/organisationen");
        await ida.FollowAsync("Mit Mein Unternehmenskonto verbinden (SIMULATION)");
        await ida.NextAsync("Daten übertragen (SIMULATION)");
        await ida.FaultAsync("Wählen Sie eine Firma");
        await ida.LookAsync();
        await ida.ChooseAsync("Musterbau GmbH");
        await ida.EnterAsync(ida.Page.GetByRole(AriaRole.Button, new() { Name = "Daten übertragen (SIMULATION)" }));
        Assert.Equal("Musterbau GmbH", await ida.HeadingAsync());
        await ida.LookAsync();
        await ida.TypeAsync("Name der Person", "Kim aus dem Büro");
        await ida.ChooseAsync("darf vorbereiten");
        await ida.NextAsync("Code erzeugen");
        await ida.LookAsync();
        var code = await ida.CodeAsync();

        await using var kim = await house.VisitAsync(1280, script: false);
        await kim.SignInAsync("kim-erfunden", "/konto/vollmachten/annehmen");
        await kim.TypeAsync("Code", code);
        await kim.NextAsync();
        await kim.SaysAsync("darf vorbereiten");
        await kim.NextAsync("Annehmen");
        await kim.NextAsync("Für Musterbau GmbH handeln");
        await kim.GoAsync("/konto");
        Assert.Contains("Musterbau GmbH", await kim.Page.Locator("header").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task LookAtAsync(Visitor visitor, string language, IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            await visitor.GoAsync(address + "?sprache=" + language);
            await visitor.LookAsync();
        }
    }
}
