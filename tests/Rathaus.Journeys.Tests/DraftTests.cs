using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>What was typed is not lost: other device, two windows, end of the session, old page, other language.</summary>
public sealed class DraftTests(House house)
{
    [Fact]
    public async Task A_draft_goes_on_on_another_device_by_its_code()
    {
        await using var phone = await house.VisitAsync(360);
        await BulkyWaste.BeginAsync(phone);
        await BulkyWaste.HouseholdAsync(phone);
        await phone.AddressAsync("Musterstraße", "12", "42103", "Wuppertal");
        await phone.NextAsync("Speichern und später weiter");
        Assert.Equal("Ihr Entwurf ist gespeichert", await phone.HeadingAsync());
        await phone.LookAsync();
        var address = await phone.Page.Locator("dd .rh-mono").InnerTextAsync();
        var code = await phone.Page.Locator("dd .rh-code").InnerTextAsync();

        await using var desk = await house.VisitAsync();
        await desk.GoAsync(address);
        await desk.LookAsync();
        await desk.Page.Locator("[name=code]").FillAsync("AAAAAAAAAAAAAAAAAAAA");
        await desk.NextAsync("Entwurf öffnen");
        await desk.LookAsync();
        Assert.Equal(1, await desk.Page.Locator(".rh-errors li").CountAsync());
        await desk.Page.Locator("[name=code]").FillAsync(code);
        await desk.NextAsync("Entwurf öffnen");
        Assert.Equal(BulkyWaste.Things, await desk.HeadingAsync());
        await desk.FollowAsync("Zurück");
        Assert.Equal("Musterstraße", await desk.TypedAsync("Straße"));
    }

    [Theory]
    [InlineData("Meine Eingabe übernehmen", "14")]
    [InlineData("Das Gespeicherte behalten", "13")]
    public async Task Two_windows_never_overwrite_each_other_silently(string choice, string kept)
    {
        await using var visitor = await house.VisitAsync(360);
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        var address = visitor.Page.Url;
        await visitor.AddressAsync("Musterstraße", "14", "42103", "Wuppertal");
        await using (var other = await Visitor.EnterAsync(visitor.Context, script: true, owns: false))
        {
            await other.GoAsync(address);
            await other.AddressAsync("Musterstraße", "13", "42103", "Wuppertal");
            await other.NextAsync();
        }

        await visitor.NextAsync();
        Assert.Equal("Diese Seite wurde inzwischen geändert", await visitor.HeadingAsync());
        var text = await visitor.Page.Locator("main").InnerTextAsync();
        Assert.Contains("Musterstraße 13", text, StringComparison.Ordinal);
        Assert.Contains("Musterstraße 14", text, StringComparison.Ordinal);
        await visitor.LookAsync();
        if (choice.StartsWith("Meine", StringComparison.Ordinal))
            await visitor.NextAsync(choice);
        else
            await visitor.FollowAsync(choice);
        await visitor.GoAsync(address);
        Assert.Equal(kept, await visitor.TypedAsync("Hausnummer"));
    }

    [Fact]
    public async Task After_the_end_of_the_session_the_sign_in_leads_back_to_the_page()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.SignInAsync("mira-beispiel", Permit.Start);
        await visitor.NextAsync("Los geht es");
        await visitor.AnswerAsync("Was möchten Sie?", () => visitor.ChooseAsync("Einen neuen Ausweis"), look: false);
        var address = visitor.Page.Url;
        await visitor.Context.ClearCookiesAsync(new() { NameRegex = new("^__Host-(rathaus|idp)$") });
        await visitor.GoAsync(address);
        Assert.Contains("/anmelden?zurueck=", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.PressAsync(visitor.Page.Locator("form:has(input[value=mira-beispiel]) button"));
        Assert.Equal(address, visitor.Page.Url);
        Assert.Equal("Wer bekommt den Ausweis?", await visitor.HeadingAsync());
    }

    [Fact]
    public async Task A_page_whose_token_no_longer_holds_keeps_what_was_typed()
    {
        await using var visitor = await house.VisitAsync(360);
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await visitor.AddressAsync("Musterstraße", "12", "42103", "Wuppertal");
        await visitor.Page.EvaluateAsync("() => document.querySelectorAll('[name=_token]').forEach(token => token.value = 'alt')");
        await visitor.NextAsync();
        Assert.Equal("Die Seite war zu lange offen", await visitor.HeadingAsync());
        await visitor.LookAsync();
        await visitor.NextAsync("Noch einmal senden");
        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
        await visitor.FollowAsync("Zurück");
        Assert.Equal("Musterstraße", await visitor.TypedAsync("Straße"));
    }

    [Fact]
    public async Task Without_a_connection_one_goes_on_typing_and_it_is_saved_when_it_is_back()
    {
        await using var visitor = await house.VisitAsync(360);
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await visitor.AddressAsync("Musterstraße", "12", "42103", "Wuppertal");
        await visitor.Context.SetOfflineAsync(true);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Weiter", Exact = true }).ClickAsync();
        await visitor.Page.GetByText("Keine Verbindung").WaitForAsync();
        Assert.Equal("Musterstraße", await visitor.TypedAsync("Straße"));
        await visitor.LeaveAsync(() => visitor.Context.SetOfflineAsync(false));
        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("de-einfach", "de-simple")]
    public async Task Another_language_keeps_address_and_answers(string language, string tag)
    {
        await using var visitor = await house.VisitAsync(360);
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await visitor.PressAsync(visitor.Page.Locator($".rh-util a[href*='sprache={language}']"));
        Assert.Equal(tag, await visitor.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Contains("/seite/adresse", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.GoAsync(visitor.Page.Url.Split("/seite/")[0] + "/seite/haushalt");
        Assert.True(await visitor.Page.Locator("[name=aus_haushalt][value=true]").IsCheckedAsync());
        await visitor.LookAsync();
    }
}
