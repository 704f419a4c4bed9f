using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Sign-in with the simulated wallet on one device and on two, in every language.</summary>
public sealed class WalletTests(House house)
{
    [Fact]
    public async Task On_one_device_the_way_leads_through_the_wallet_and_back()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await visitor.GoAsync("/anmelden?zurueck=/konto/sicherheit");
        await visitor.FollowAsync("Mit EU-Wallet anmelden");
        await visitor.LookAsync();
        await visitor.NextAsync("Die Wallet ist auf diesem Gerät");
        await visitor.LookAsync();
        await visitor.FollowAsync("Simulierte Wallet öffnen");
        await visitor.LookAsync();
        await page.GetByLabel("Wessen Ausweis?").SelectOptionAsync("mira-beispiel");
        await visitor.NextAsync("Zeigen (SIMULATION)");
        await visitor.LookAsync();
        Assert.DoesNotContain("#", page.Url, StringComparison.Ordinal);
        await visitor.NextAsync("Anmeldung abschließen");

        // The card of the same person has an account: the wallet does not take it over, so this person opens another.
        Assert.Contains("Es gibt schon ein Konto", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.NextAsync("Neues Konto öffnen");
        await visitor.FollowAsync("Simulierte Wallet öffnen");
        await page.GetByLabel("Wessen Ausweis?").SelectOptionAsync("mira-beispiel");
        await visitor.NextAsync("Zeigen (SIMULATION)");
        await visitor.NextAsync("Anmeldung abschließen");
        Assert.EndsWith("/konto/sicherheit", page.Url, StringComparison.Ordinal);
        Assert.Contains("Leistungen, die den Ausweis verlangen", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/konto/nachweise");
        await visitor.LookAsync();
    }

    [Fact]
    public async Task With_a_phone_beside_the_computer_four_digits_join_the_two()
    {
        await using var computer = await house.VisitAsync(1280);
        await using var phone = await house.VisitAsync(360);
        await computer.GoAsync("/anmelden/wallet?zurueck=/konto/sicherheit");
        await computer.NextAsync("Die Wallet ist auf einem anderen Gerät");
        await computer.LookAsync();
        var wallet = await computer.Page.GetByRole(AriaRole.Link, new() { Name = "Simulierte Wallet öffnen" }).GetAttributeAsync("href");
        await phone.GoAsync(wallet!);
        var digits = await ShowAsync(phone);

        await computer.Page.GetByLabel("Vier Ziffern vom Handy").FillAsync(digits == "0000" ? "0001" : "0000");
        await computer.NextAsync("Weiter");
        await computer.LookAsync();
        await computer.Page.GetByLabel("Vier Ziffern vom Handy").FillAsync(digits);
        await computer.NextAsync("Weiter");
        await computer.LookAsync();
        await computer.NextAsync("Neues Konto öffnen");
        await phone.GoAsync((await computer.Page.GetByRole(AriaRole.Link, new() { Name = "Simulierte Wallet öffnen" }).GetAttributeAsync("href"))!);
        await computer.Page.GetByLabel("Vier Ziffern vom Handy").FillAsync(await ShowAsync(phone));
        await computer.NextAsync("Weiter");
        Assert.EndsWith("/konto/sicherheit", computer.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_a_credential_goes_to_a_wallet_the_person_is_asked_in_every_language()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.SignInAsync("hannes-muster", "/konto/nachweise");
        using var wallet = new HttpClient();
        using var wish = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = "journey-wallet", ["response_type"] = "code", ["redirect_uri"] = "https://wallet.example/callback",
            ["scope"] = "credential:volunteer-card", ["code_challenge"] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", ["code_challenge_method"] = "S256",
        });
        using var pushed = await wallet.PostAsync(new Uri(house.Host.Address + "/id/oidc/par"), wish, TestContext.Current.CancellationToken);
        var reference = JsonNode.Parse(await pushed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["request_uri"]!.GetValue<string>();
        await visitor.GoAsync($"/id/oidc/authorize?client_id=journey-wallet&request_uri={Uri.EscapeDataString(reference)}");
        var flow = await visitor.Page.Locator("form[action^='/id/oidc/zustimmung/']").GetAttributeAsync("action");
        foreach (var (language, words) in ((string, string)[])
            [
                ("en", "Load Volunteer card into “Reisewallet”?"), ("de-einfach", "in die Wallet „Reisewallet“ laden?"), ("de", "Ehrenamtskarte in „Reisewallet“ laden?"),
            ])
        {
            await visitor.GoAsync($"/id/oidc/weiter/{flow!.Split('/')[^1]}?direkt&sprache={language}");
            Assert.Contains(words, await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await visitor.LookAsync();
        }
    }

    /// <summary>The wallet shows the identity; the digits for the computer.</summary>
    private static async Task<string> ShowAsync(Visitor phone)
    {
        await phone.Page.GetByLabel("Wessen Ausweis?").SelectOptionAsync("otto-beispiel");
        await phone.NextAsync("Zeigen (SIMULATION)");
        await phone.LookAsync();
        await phone.NextAsync("Ziffern anzeigen");
        await phone.LookAsync();
        return await phone.Page.Locator("[data-digits]").InnerTextAsync();
    }

    [Theory]
    [InlineData("en", "Sign in with your wallet")]
    [InlineData("de-einfach", "Eine Wallet ist eine App")]
    public async Task The_pages_speak_every_language(string language, string words)
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.GoAsync($"/anmelden/wallet?sprache={language}");
        Assert.Contains(words, await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
    }
}
