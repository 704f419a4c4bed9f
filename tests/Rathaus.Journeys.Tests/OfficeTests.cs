using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Clerks at work: take a case, ask back, decide, word the notice, send it.</summary>
public sealed class OfficeTests(House house)
{
    [Fact]
    public async Task A_clerk_asks_back_about_a_parking_permit()
    {
        var number = await ApplyForParkingAsync();
        await using var visitor = await ClerkAsync("solingen", 1280, script: true);
        var page = visitor.Page;
        await visitor.LookAsync();
        await page.Locator($"tr:has-text('{number}') td a").First.ClickAsync();
        await visitor.LookAsync();
        Assert.Contains("Paul Musterknabe", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Musterstraße 2", await page.Locator(".is-off").InnerTextAsync(), StringComparison.Ordinal);
        await PressAsync(page, "Übernehmen");
        Assert.Contains("jetzt Ihnen zugewiesen", await page.Locator("[role=status]").First.InnerTextAsync(), StringComparison.Ordinal);

        await PressAsync(page, "Anfordern");
        await visitor.LookAsync();
        Assert.StartsWith("Fehler:", await page.TitleAsync(), StringComparison.Ordinal);
        await page.GetByLabel("Anschrift").CheckAsync();
        await page.GetByLabel("Text an Paul Musterknabe").FillAsync("Welche Hausnummer stimmt?");
        await PressAsync(page, "Anfordern");
        await visitor.LookAsync();
        Assert.Contains("Wartet auf Person", await page.Locator(".rh-headline").InnerTextAsync(), StringComparison.Ordinal);
        foreach (var tab in (string[])["Dateien", "Nachrichten", "Zahlung und Aufgaben", "Verlauf"])
        {
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Vorgang" }).GetByRole(AriaRole.Link, new() { Name = tab }).ClickAsync();
            await visitor.LookAsync();
        }

        Assert.Contains("Kette unversehrt", await page.Locator("#inhalt").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task A_clerk_decides_changes_the_wording_and_sends(int width, bool script)
    {
        var street = $"Weg {width} {script}";
        await Api.OrderCollectionAsync(house, street);
        await using var visitor = await ClerkAsync("wuppertal", width, script);
        var page = visitor.Page;
        await page.GetByLabel("Suche: Name, Nummer, Kennzeichen").FillAsync(street);
        await PressAsync(page, "Filtern");
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Übernehmen " }).First.ClickAsync();
        await visitor.LookAsync();
        await page.Locator("tbody a").First.ClickAsync();
        await visitor.LookAsync();

        await page.GetByLabel("Ablehnen").CheckAsync();
        await PressAsync(page, "Bescheid ansehen");
        Assert.Contains("Nennen Sie die Gründe", await page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await page.GetByLabel("Gründe").FillAsync("Die Straße ist für den Wagen zu eng.");
        await PressAsync(page, "Bescheid ansehen");
        await visitor.LookAsync();
        Assert.Contains("zu eng", await page.Locator(".rh-letter").InnerTextAsync(), StringComparison.Ordinal);
        var text = page.GetByLabel("Text des Bescheids");
        await text.FillAsync((await text.InputValueAsync()).Replace("zu eng", "viel zu schmal", StringComparison.Ordinal));
        await PressAsync(page, "Vorschau aktualisieren");
        await visitor.LookAsync();
        Assert.Contains("viel zu schmal", await page.Locator(".rh-letter").InnerTextAsync(), StringComparison.Ordinal);
        await PressAsync(page, "Entscheiden");
        await visitor.LookAsync();
        Assert.Equal(1, await page.Locator("del:has-text('eng.')").CountAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Ganzen Bescheid ansehen und bearbeiten" }).ClickAsync();
        await visitor.LookAsync();
        await page.Locator("a.rh-back").ClickAsync();
        await PressAsync(page, "Bescheid senden");
        await visitor.LookAsync();
        Assert.Contains("Der Bescheid ist gesendet.", await page.Locator("[role=status]").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await page.Locator("aside a[href*='/dokumente/']").CountAsync() > 0);
    }

    [Fact]
    public async Task The_list_is_worked_by_keyboard_alone()
    {
        await Api.OrderCollectionAsync(house, "Tastenweg Süd");
        await Api.OrderCollectionAsync(house, "Tastenweg Nord");
        await using var visitor = await ClerkAsync("wuppertal", 1280, script: true);
        var page = visitor.Page;
        await page.WaitForLoadStateAsync(LoadState.Load); // the keys' script runs before that
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("Tastenweg");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**q=Tastenweg**");
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("a");
        await page.WaitForURLAsync("**getan=uebernehmen**");
        Assert.Contains("2 Vorgänge sind jetzt Ihnen zugewiesen", await page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/amt/vorgang/**");
        await visitor.TabToAsync(page.GetByLabel("Bewilligen", new() { Exact = true }));
        await page.Keyboard.PressAsync("Space");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Bescheid ansehen" }));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/entscheidung**");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Entscheiden" }));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**getan=entscheidung**");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Bescheid senden" }));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**getan=senden**");
        await visitor.LookAsync();
    }

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Every_page_of_the_office_keeps_the_house_rules(int width)
    {
        await using var administrator = await ClerkAsync("wuppertal", width, script: true, "administrator");
        foreach (var address in (string[])["/amt/einstellungen", "/amt/auftraege", "/amt/loeschung"])
        {
            await administrator.GoAsync(address);
            await administrator.LookAsync();
        }

        await using var clerk = await ClerkAsync("wuppertal", width, script: true);
        foreach (var address in (string[])[
            "/amt", "/amt?ansicht=mir", "/amt?ansicht=erledigt&sortierung=eingang", "/amt?q=gibtesnicht&stand=InReview&frist=7", "/amt/aufgaben",
            "/amt?sprache=en", "/amt?sprache=de-einfach"])
        {
            await clerk.GoAsync(address);
            await clerk.LookAsync();
        }
    }

    private static Task PressAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task<Visitor> ClerkAsync(string town, int width, bool script, string role = "clerk") =>
        Office.SignInAsync(house, $"{town}-{role}", town, width, script);

    /// <summary>A parking permit in Solingen, whose fee nobody has entered yet; the house number differs from the register.</summary>
    private async Task<string> ApplyForParkingAsync()
    {
        await using var visitor = await house.VisitAsync();
        await visitor.GoAsync("/anmelden?zurueck=/solingen");
        await visitor.Page.Locator("form:has(input[value='paul-musterknabe']) button").ClickAsync();
        return await Api.SubmitAsync(visitor, "solingen/services/bewohnerparkausweis", new
        {
            anliegen = "neu",
            person = new { family_name = "Musterknabe", given_names = "Paul", birth_date = "1983-02-11" },
            anschrift = new { street = "Musterstraße", number = "4", post_code = "42651", town = "Solingen" },
            kennzeichen = "SG-PM 20",
            fahrzeugart = "pkw",
            halter_selbst = true,
            beginn = "2026-12-01",
            monate = 12,
        }, "fahrzeugschein");
    }
}
