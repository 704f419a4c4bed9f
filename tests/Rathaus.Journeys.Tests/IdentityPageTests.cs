using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Every page of sign-in and access: three languages, small screens, by keyboard, without script.</summary>
public sealed class IdentityPageTests(House house)
{
    private static readonly string[] Open =
    [
        "/anmelden", "/anmelden?niveau=hoch", "/konto/neu", "/anmelden/eid", "/abmelden", "/amt/anmelden", "/amt/einladung",
    ];

    private static readonly string[] Languages = ["de", "en", "de-einfach"];

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Every_page_keeps_the_rules_in_every_language(int width)
    {
        await using var nobody = await house.VisitAsync(width);
        await using var citizen = await house.VisitAsync(width);
        await citizen.SignInAsync("mira-beispiel", "/konto/sicherheit");
        await using var admin = await house.VisitAsync(width);
        await admin.SignInStaffAsync("wuppertal", "wuppertal-administrator");
        foreach (var language in Languages)
        {
            await LookAtAsync(nobody, language, Open);
            await LookAtAsync(citizen, language, ["/konto/sicherheit", "/abmelden"]);
            await LookAtAsync(admin, language, ["/amt/konto", "/amt/personen", "/amt/personen/neu"]);
        }
    }

    [Fact]
    public async Task Refused_forms_keep_the_rules_too()
    {
        await using var admin = await house.VisitAsync(320);
        await admin.SignInStaffAsync("wuppertal", "wuppertal-administrator");
        await admin.GoAsync("/amt/personen/neu");
        await admin.NextAsync("Code erzeugen");
        Assert.Contains("Geben Sie einen Namen ein", await admin.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await admin.LookAsync();
        await admin.TypeAsync("Name", "Nora Neu");
        await admin.NextAsync("Code erzeugen");
        Assert.Contains("mindestens eine Aufgabe", await admin.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("Nora Neu", await admin.TypedAsync("Name"));
        await admin.LookAsync();
        await admin.Page.Locator("[name='amt.abfall'][value=Lead]").CheckAsync();
        await admin.NextAsync("Code erzeugen");
        Assert.Contains("Code für Nora Neu", await admin.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await admin.LookAsync();
        await admin.GoAsync("/amt/personen");
        await admin.LookAsync();
        await admin.NextAsync("Zurückziehen: Nora Neu");
        Assert.Contains("gilt nicht mehr", await admin.Page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);

        await using var visitor = await house.VisitAsync(320);
        await visitor.GoAsync("/anmelden/eid");
        await visitor.NextAsync("Daten übertragen (SIMULATION)");
        Assert.Contains("Wählen Sie eine aus der Liste", await visitor.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
    }

    [Fact]
    public async Task Sign_in_with_the_card_and_sign_out_go_by_keyboard_alone()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await visitor.GoAsync("/anmelden/eid?zurueck=/konto/sicherheit");
        await visitor.TabToAsync(page.GetByLabel("Wessen Ausweis?"));
        await page.Keyboard.TypeAsync("Mira");
        await visitor.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Daten übertragen (SIMULATION)" }));
        Assert.EndsWith("/konto/sicherheit", page.Url, StringComparison.Ordinal);
        Assert.Contains("SIMULATION", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Abmelden", Exact = true }));
        Assert.Contains("Sie sind abgemeldet", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await visitor.GoAsync("/anmelden");
        await visitor.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Anmelden als Otto Beispiel", Exact = true }));
        Assert.EndsWith("/konto", page.Url, StringComparison.Ordinal);
        await visitor.GoAsync("/amt/anmelden?stadt=aachen");
        await visitor.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Anmelden als Alex Amtsmuster", Exact = true }));
        Assert.EndsWith("/amt", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_demo_persons_the_card_and_sign_out_work_and_passkeys_say_what_they_need()
    {
        await using var visitor = await house.VisitAsync(360, script: false);
        var page = visitor.Page;
        await visitor.GoAsync("/anmelden?zurueck=/konto/sicherheit");
        Assert.Contains("Passkeys brauchen JavaScript", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.NextAsync("Mit Passkey anmelden");
        Assert.Contains("keinen Passkey geschickt", await page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/anmelden/eid?zurueck=/konto/sicherheit");
        await page.GetByLabel("Wessen Ausweis?").SelectOptionAsync("mira-beispiel");
        await visitor.NextAsync("Daten übertragen (SIMULATION)");
        await visitor.LookAsync();
        await visitor.NextAsync("Abmelden");
        Assert.Contains("Sie sind abgemeldet", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_on_another_site_leads_staff_to_the_page_it_means()
    {
        await using var clerk = await house.VisitAsync();
        await clerk.SignInStaffAsync("wuppertal", "wuppertal-clerk");
        await clerk.Page.GotoAsync($"data:text/html,<a href='{house.Host.Address}/amt/konto'>Vorgang</a>");
        await clerk.Page.GetByText("Vorgang").ClickAsync();
        await clerk.Page.GetByRole(AriaRole.Heading, new() { Name = "Pia Testerin" }).WaitForAsync();
        Assert.EndsWith("/amt/konto", clerk.Page.Url, StringComparison.Ordinal);

        await using var stranger = await house.VisitAsync();
        await stranger.Page.GotoAsync($"data:text/html,<a href='{house.Host.Address}/amt/konto'>Vorgang</a>");
        await stranger.Page.GetByText("Vorgang").ClickAsync();
        await stranger.Page.Locator("form[action^='/amt/anmelden']").First.WaitForAsync();
        Assert.EndsWith("/amt/anmelden?zurueck=%2Famt%2Fkonto", stranger.Page.Url, StringComparison.Ordinal);
    }

    private static async Task LookAtAsync(Visitor visitor, string language, IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            await visitor.GoAsync($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}sprache={language}");
            await visitor.LookAsync();
            Assert.DoesNotContain("identity.", await visitor.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        }
    }
}
