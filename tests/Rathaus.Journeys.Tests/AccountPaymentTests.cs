using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Paying the fee of a permit at the simulated provider, on every course a payment takes.</summary>
public sealed class AccountPaymentTests(House house)
{
    [Theory]
    [InlineData(360, true, "Bezahlen")]
    [InlineData(1280, true, "Bezahlen, Meldung kommt doppelt")]
    [InlineData(360, false, "Bezahlen")]
    public async Task A_fee_is_paid_once(int width, bool script, string button)
    {
        await using var visitor = await house.VisitAsync(width, script);
        var page = visitor.Page;
        await visitor.SignInAsync();
        var (number, _) = await visitor.ApplyForPermitAsync();
        await visitor.GoAsync("/konto");
        await visitor.LookAsync();
        await visitor.GoAsync($"/vorgang/{number}");
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Jetzt bezahlen" }).ClickAsync();
        Assert.StartsWith("30,00", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Weiter zum Bezahlen" }).ClickAsync();
        Assert.Contains("SIMULATION", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.WaitForURLAsync($"**/vorgang/{number}?neu=1");
        Assert.True(await page.GetByText("sind bezahlt").IsVisibleAsync());
        await visitor.LookAsync();
        await visitor.GoAsync($"/vorgang/{number}/bezahlen");
        Assert.EndsWith($"/vorgang/{number}", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_cancelled_payment_one_tries_again()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await visitor.SignInAsync();
        var (number, _) = await visitor.ApplyForPermitAsync();
        await GoToProviderAsync(visitor, number);
        await page.GetByRole(AriaRole.Button, new() { Name = "Abbrechen", Exact = true }).ClickAsync();
        Assert.Equal("Sie haben nicht bezahlt", await page.Locator("h1").InnerTextAsync());
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Noch einmal zum Bezahldienst" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Weiter zum Bezahlen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Bezahlen", Exact = true }).ClickAsync();
        await page.WaitForURLAsync($"**/vorgang/{number}?neu=1");
    }

    [Fact]
    public async Task Money_that_comes_late_is_found_without_the_person()
    {
        await using var visitor = await house.VisitAsync();
        var page = visitor.Page;
        await visitor.SignInAsync();
        var (number, _) = await visitor.ApplyForPermitAsync();
        await GoToProviderAsync(visitor, number);
        await page.GetByRole(AriaRole.Button, new() { Name = "Zurück ohne Meldung, Geld kommt eine Minute später" }).ClickAsync();
        Assert.Equal("Die Zahlung ist noch nicht da", await page.Locator("h1").InnerTextAsync());
        await visitor.LookAsync();
        await visitor.UntilAsync($"/vorgang/{number}", "sind bezahlt", 100);
    }

    private static async Task GoToProviderAsync(Visitor visitor, string number)
    {
        await visitor.GoAsync($"/vorgang/{number}/bezahlen");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Weiter zum Bezahlen" }).ClickAsync();
    }
}
