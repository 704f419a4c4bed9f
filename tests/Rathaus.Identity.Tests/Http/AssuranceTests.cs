using System.Net;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>Who somebody is and what they sign in with are two things; the level follows from both.</summary>
public sealed class AssuranceTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    [Theory]
    [InlineData(Proofing.IdentityCard, Authenticator.BoundDevice, true, TrustLevel.High)]
    [InlineData(Proofing.IdentityCard, Authenticator.Passkey, true, TrustLevel.High)]
    [InlineData(Proofing.IdentityCard, Authenticator.BoundDevice, false, TrustLevel.Substantial)]
    [InlineData(Proofing.Checked, Authenticator.BoundDevice, false, TrustLevel.Substantial)]
    [InlineData(Proofing.IdentityCard, Authenticator.Passkey, false, TrustLevel.Low)]
    [InlineData(Proofing.Checked, Authenticator.Passkey, false, TrustLevel.Low)]
    [InlineData(Proofing.SelfDeclared, Authenticator.BoundDevice, false, TrustLevel.Low)]
    [InlineData(Proofing.SelfDeclared, Authenticator.Passkey, false, TrustLevel.Low)]
    [InlineData(Proofing.IdentityCard, Authenticator.Link, false, TrustLevel.None)]
    [InlineData(Proofing.None, Authenticator.BoundDevice, false, TrustLevel.None)]
    [InlineData(Proofing.Checked, Authenticator.BoundDevice, true, TrustLevel.Substantial)]
    public void The_level_follows_from_both(Proofing proofing, Authenticator authenticator, bool card, TrustLevel level) =>
        Assert.Equal(level, new Assurance(proofing, authenticator, card).Trust);

    [Fact]
    public async Task The_page_says_in_words_who_was_checked_how_and_with_what()
    {
        using var device = Ceremony.Device();
        using var browser = new Browser(house.App);
        var credential = await browser.RegisterAsync(device, "/konto/neu", "/konto/neu/optionen", ("name", "Selma Selbst"));
        await browser.PostAsync("/konto/neu", "/konto/neu", ("name", "Selma Selbst"), ("credential", credential));
        var page = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/sicherheit"));
        Assert.Contains("von Ihnen selbst angegeben, nicht geprüft", page, StringComparison.Ordinal);
        Assert.Contains("mit einem Passkey", page, StringComparison.Ordinal);
        Assert.Contains("Leistungen auf Niveau „normal“", page, StringComparison.Ordinal);

        await browser.SignInByEidAsync();
        page = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/sicherheit"));
        Assert.Contains("mit dem Online-Ausweis geprüft", page, StringComparison.Ordinal);
        Assert.Contains("nach eigener Einschätzung", page, StringComparison.Ordinal);
        Assert.Contains("schätzt dieses Haus selbst ein", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passkey_after_the_card_does_not_carry_the_cards_level()
    {
        using var device = Ceremony.Device();
        using var browser = new Browser(house.App);
        await browser.SignInByEidAsync("otto-beispiel");
        var credential = await browser.RegisterAsync(device, "/konto/sicherheit", "/konto/sicherheit/passkey/optionen");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/konto/sicherheit", "/konto/sicherheit/passkey", ("credential", credential))).StatusCode);
        await browser.PostAsync("/abmelden", "/abmelden");
        var assertion = await browser.AssertAsync(device, "/anmelden", "/anmelden/passkey/optionen");
        await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", assertion));
        var page = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/sicherheit"));
        Assert.Contains("mit dem Online-Ausweis geprüft", page, StringComparison.Ordinal);
        Assert.Contains("Leistungen auf Niveau „normal“", page, StringComparison.Ordinal);
    }
}
