using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>After sending without an account: status by receipt, a message, taking back.</summary>
public sealed class AccountStatusTests(House house)
{
    [Theory]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task Number_and_code_of_the_receipt_open_the_case(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        var page = visitor.Page;
        var (number, code) = await visitor.OrderCollectionAsync();
        await visitor.GoAsync($"/vorgang/{number}", 404);
        await visitor.LookAsync();

        await visitor.LookUpAsync(number, "0000-0000-0000-0000-0000");
        await visitor.LookAsync();
        Assert.Equal(number, await page.GetByLabel("Nummer des Antrags").InputValueAsync());
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stand zeigen" }).ClickAsync();
        await page.WaitForURLAsync($"**/vorgang/{number}");
        await visitor.LookAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Code für andere Geräte zeigen" }).ClickAsync();
        Assert.Contains("Ihr Antrag ist angekommen", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await page.GetByText(code).IsVisibleAsync());
        Assert.DoesNotContain(code, page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(code, house.Host.Log, StringComparison.Ordinal);
        await visitor.LookAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Echtheit prüfen" }).ClickAsync();
        Assert.True(await page.GetByText("Nummer und Prüfzeichen passen zusammen").IsVisibleAsync());
        await visitor.LookAsync();
    }

    [Fact]
    public async Task A_message_is_written_and_the_application_taken_back_by_keyboard_alone()
    {
        await using var visitor = await house.VisitAsync();
        var page = visitor.Page;
        await visitor.SignInAsync();
        var (number, _) = await visitor.ApplyForPermitAsync();
        await visitor.GoAsync($"/vorgang/{number}");

        var message = page.GetByLabel("Nachricht an das Amt");
        await visitor.TabToAsync(message);
        await page.Keyboard.TypeAsync("Ich ziehe <b>vielleicht</b> um.");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Nachricht senden" }));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Ich ziehe <b>vielleicht</b> um.").WaitForAsync();
        await visitor.LookAsync();

        await visitor.GoAsync($"/vorgang/{number}");
        await visitor.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Antrag zurücknehmen" }));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/zurueckziehen");
        await visitor.LookAsync();
        await visitor.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Antrag zurücknehmen" }));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Sie haben den Antrag zurückgenommen.").WaitForAsync();
        await visitor.LookAsync();
    }

    [Theory]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task An_empty_account_says_what_will_be_there(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        await visitor.SignInAsync("Otto Beispiel");
        await visitor.LookAsync();
        await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Konto" }).GetByRole(AriaRole.Link, new() { Name = "Postfach" }).ClickAsync();
        await visitor.LookAsync();
        await visitor.GoAsync("/konto?sprache=en");
        await visitor.LookAsync();
        await visitor.GoAsync("/konto?sprache=de-einfach");
        await visitor.LookAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Abmelden" }).ClickAsync();
        await visitor.GoAsync("/konto");
        Assert.Contains("/anmelden", visitor.Page.Url, StringComparison.Ordinal);
    }
}
