using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>The work list for many cases: own views and one deed for several, with and without script.</summary>
public sealed class OfficeListTests(House house)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task A_clerk_keeps_a_view_and_asks_two_applicants_at_once(int width, bool script)
    {
        var street = $"Sammelweg {width} {script}";
        var first = await Api.OrderCollectionAsync(house, street);
        var second = await Api.OrderCollectionAsync(house, street);
        await using var clerk = await Office.SignInAsync(house, "wuppertal-second-clerk", "wuppertal", width, script);
        var page = clerk.Page;
        await clerk.GoAsync("/amt?q=" + Uri.EscapeDataString(street));
        await page.GetByText("Ansicht speichern", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Name der Ansicht").FillAsync(street);
        await clerk.PressAsync(page.Locator("form[action^='/amt/ansichten?'] button"));
        await clerk.LookAsync();
        await clerk.GoAsync("/amt");
        await clerk.PressAsync(page.Locator(".rh-views a", new() { HasText = street }));
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());

        foreach (var number in (string[])[first, second])
            await page.Locator($"tr:has-text('{number}') input[type=checkbox]").CheckAsync();
        await clerk.PressAsync(page.Locator("button[value=nachfordern]"));
        await clerk.LookAsync();
        await clerk.PressAsync(page.Locator("form[action*='/nachfordern'] button"));
        await clerk.LookAsync();
        Assert.StartsWith("Fehler:", await page.TitleAsync(), StringComparison.Ordinal);
        await page.Locator("input[name=questions][value=volumen]").CheckAsync();
        await page.GetByLabel("Text an die Personen").FillAsync("Wie viel ist es genau?");
        await clerk.PressAsync(page.Locator("form[action*='/nachfordern'] button"));
        await clerk.LookAsync();
        Assert.Contains("2 Personen sind um Angaben gebeten.", await page.Locator("[role=status]").First.InnerTextAsync(), StringComparison.Ordinal);

        // The versions have moved on: taking them as they were seen before says so case by case.
        foreach (var number in (string[])[first, second])
            await page.Locator($"tr:has-text('{number}') input[type=checkbox]").CheckAsync();
        await using var other = await Office.SignInAsync(house, "wuppertal-clerk", "wuppertal");
        await other.GoAsync("/amt?q=" + Uri.EscapeDataString(street));
        await other.PressAsync(other.Page.Locator($"tr:has-text('{first}') button.rh-linkbtn"));
        await clerk.PressAsync(page.Locator("button[value=uebernehmen]"));
        await clerk.LookAsync();
        var result = await page.Locator("main").InnerTextAsync();
        Assert.Contains("1 von 2 Vorgängen sind erledigt", result, StringComparison.Ordinal);
        Assert.Contains("Der Vorgang wurde inzwischen geändert.", result, StringComparison.Ordinal);

        await clerk.GoAsync($"/amt/vorgang/{first}");
        await other.GoAsync($"/amt/vorgang/{first}");
        Assert.Contains("Quentin Beispielfrau hat diesen Vorgang gerade offen.", await other.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await other.LookAsync();
    }
}
