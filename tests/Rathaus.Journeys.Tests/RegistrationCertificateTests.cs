using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Certificate of registration: the law asks for the identity card, the register answers within seconds.</summary>
public sealed class RegistrationCertificateTests(House house)
{
    private const string Start = "/wuppertal/meldebescheinigung/antrag";

    [Fact]
    public async Task With_the_simulated_card_the_certificate_lies_in_the_mailbox_within_seconds()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await visitor.GoAsync(Start);
        await visitor.LookAsync();
        await visitor.FollowAsync("Anmelden");
        await visitor.LookAsync();
        await visitor.PressAsync(page.Locator("a[href^='/anmelden/eid']"));
        await visitor.LookAsync();
        await page.Locator("select[name=person]").SelectOptionAsync("mira-beispiel");
        await visitor.PressAsync(page.Locator("form[action='/anmelden/eid'] button"));
        Assert.EndsWith(Start, page.Url, StringComparison.Ordinal);
        await visitor.NextAsync("Los geht es");
        await visitor.AnswerAsync("Für wen ist die Bescheinigung?", () => visitor.ChooseAsync("Für mich"));
        Assert.Equal("Stimmen Ihre Daten?", await visitor.HeadingAsync());
        Assert.Contains("Mira", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Musterstraße 12", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.NextAsync();
        await visitor.AnswerAsync("Welche Bescheinigung brauchen Sie?", () => visitor.ChooseAsync("Einfache Meldebescheinigung"));
        await visitor.AnswerAsync("Wofür brauchen Sie die Bescheinigung?", () => visitor.ChooseAsync("Allgemein"));
        await visitor.AnswerAsync("Wie möchten Sie die Bescheinigung bekommen?", () => visitor.ChooseAsync("Elektronisch ins Postfach"));
        await visitor.LookAsync();
        Assert.Contains("Simulation", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await visitor.SendAsync();
        Assert.Contains("Simulation", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var pdf = page.Locator("a[href$='.pdf'][href*='/dokument/']");
        for (var second = 0; second < 20 && await pdf.CountAsync() < 1; second++)
        {
            await page.WaitForTimeoutAsync(1000);
            await page.ReloadAsync();
        }

        await visitor.LookAsync();
        var answer = await visitor.Context.APIRequest.GetAsync(house.Host.Address + await pdf.First.GetAttributeAsync("href"));
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("%PDF-", System.Text.Encoding.Latin1.GetString(await answer.BodyAsync()), StringComparison.Ordinal);
        await visitor.PressAsync(page.Locator("a[href*='/dokument/']:not([href$='.pdf'])").First);
        Assert.Contains("SIMULATION", (await page.Locator("main").InnerTextAsync()).ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_card_the_page_offers_the_counter_and_a_mere_account_is_not_enough()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.SignInAsync("mira-beispiel", Start);
        var text = await visitor.Page.Locator("main").InnerTextAsync();
        Assert.Contains("Für diese Leistung verlangt das Gesetz den Online-Ausweis", text, StringComparison.Ordinal);
        Assert.Contains("§ 4 Abs. 1 BMeldDigiV", text, StringComparison.Ordinal);
        Assert.Contains("Ohne Anmeldung geht es auch im Amt", text, StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.FollowAsync("Anmelden");
        Assert.Equal(1, await visitor.Page.Locator("a[href^='/anmelden/eid']").CountAsync());
        Assert.Equal(0, await visitor.Page.Locator("form[action='/anmelden/vorfuehrung']").CountAsync());
    }
}
