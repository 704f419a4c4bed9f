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

    private static async Task LookAtAsync(Visitor visitor, string language, IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            await visitor.GoAsync(address + "?sprache=" + language);
            await visitor.LookAsync();
        }
    }
}
