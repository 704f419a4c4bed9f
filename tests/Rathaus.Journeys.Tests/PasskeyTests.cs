using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>A citizen's account by passkey, with a device that the browser plays.</summary>
public sealed class PasskeyTests(House house)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task An_account_is_opened_and_entered_again_with_a_passkey(int width)
    {
        await using var visitor = await house.VisitAsync(width);
        await VirtualDevice.AttachAsync(visitor);
        await visitor.GoAsync("/konto/neu?zurueck=/konto/sicherheit");
        await visitor.NextAsync("Passkey anlegen");
        Assert.Contains("Geben Sie einen Namen ein", await visitor.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.TypeAsync("Name", "Zoë Größ");
        await visitor.NextAsync("Passkey anlegen");
        Assert.EndsWith("/konto/sicherheit", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.LookAsync();

        var name = visitor.Page.GetByLabel("Name des Passkeys");
        await name.FillAsync("Mein Telefon");
        await visitor.PressAsync(visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Name speichern") }));
        Assert.Equal("Mein Telefon", await name.InputValueAsync());
        await visitor.PressAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Entfernen: Mein Telefon" }));
        Assert.Contains("einziger Passkey", await visitor.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.PressAsync(visitor.Page.Locator(".rh-util a[href*='sprache=en']"));
        Assert.EndsWith("/konto/sicherheit?sprache=en", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.GoAsync("/konto/sicherheit?sprache=de");

        await visitor.NextAsync("Abmelden");
        await visitor.LookAsync();
        await VirtualDevice.SignInAsync(visitor, "/anmelden?zurueck=/konto/sicherheit", "/konto/sicherheit");
        Assert.Equal("Mein Telefon", await name.InputValueAsync());
    }

    [Fact]
    public async Task A_device_that_cannot_check_its_owner_opens_no_account_and_the_page_says_so()
    {
        await using var visitor = await house.VisitAsync(360);
        await VirtualDevice.AttachAsync(visitor, verifies: false);
        await visitor.GoAsync("/konto/neu");
        await visitor.TypeAsync("Name", "Otto Ohne");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Passkey anlegen" }).ClickAsync();
        await visitor.Page.GetByText("wurde abgebrochen").WaitForAsync();
        Assert.Equal("Otto Ohne", await visitor.TypedAsync("Name"));
        await visitor.LookAsync();
    }
}
