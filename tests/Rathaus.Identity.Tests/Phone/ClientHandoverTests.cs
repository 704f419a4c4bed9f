using System.Net;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>A hand-over on the way to a client of the provider: its words, its policy, its level, its line in the history.</summary>
public sealed class ClientHandoverTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    [Fact]
    public async Task The_phone_shows_the_client_and_the_client_gets_level_low_with_authenticator_level_one()
    {
        using var client = await house.ClientAsync();
        using var phone = await Handset.OpenAsync(house.App, "Leserin");
        await house.AuthorizeAsync(client, phone.Browser);
        using var desktop = new Desktop(new Browser(house.App));
        var back = await OpenAsync(client, desktop.Browser);
        await desktop.StartAsync(back);
        var page = await phone.ClaimAsync(desktop);
        Assert.Contains("Stadtbibliothek", page, StringComparison.Ordinal);
        Assert.Contains("Sie leihen Bücher aus.", page, StringComparison.Ordinal);
        var done = await desktop.TypeAsync(await phone.ApproveAsync(desktop));
        Assert.Equal(back, done.Headers.Location?.ToString());

        var callback = await ProviderHouse.FollowAsync(desktop.Browser, back);
        var tokens = await client.RedeemAsync(ProviderHouse.Parameters(callback)["code"]);
        var claims = TestClient.Claims(tokens["id_token"]);
        Assert.Equal(Acr.Low, claims.GetProperty("acr").GetString());
        Assert.Equal(1, claims.GetProperty("rathaus_a").GetInt32());
        var history = WebUtility.HtmlDecode(await phone.Browser.ReadAsync("/id/app/verlauf"));
        Assert.Contains("Bei einem anderen Dienst angemeldet", history, StringComparison.Ordinal);
        Assert.Contains("Stadtbibliothek", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handed_over_session_agrees_to_no_new_client()
    {
        using var client = await house.ClientAsync();
        using var phone = await Handset.OpenAsync(house.App, "Ohne Zustimmung");
        using var desktop = new Desktop(new Browser(house.App));
        var back = await OpenAsync(client, desktop.Browser);
        await desktop.StartAsync(back);
        await phone.ClaimAsync(desktop);
        await desktop.TypeAsync(await phone.ApproveAsync(desktop));
        var consent = back.Replace("/weiter/", "/zustimmung/", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await desktop.Browser.PostAsync(consent, ("entscheidung", "ja"))).StatusCode);
    }

    [Theory]
    [InlineData(HybridPolicy.Allow, true, false)]
    [InlineData(HybridPolicy.Warn, true, true)]
    [InlineData(HybridPolicy.Deny, false, false)]
    public async Task A_clients_policy_decides_about_passkeys_of_other_devices(HybridPolicy policy, bool offered, bool warned)
    {
        using var client = await house.ClientAsync(change: one => one with { Hybrid = policy });
        using var browser = new Browser(house.App);
        var page = WebUtility.HtmlDecode(await browser.ReadAsync(SignInLinks.For(await OpenAsync(client, browser))));
        Assert.Equal(offered, page.Contains("value=\"hybrid\"", StringComparison.Ordinal));
        Assert.Equal(warned, page.Contains("nur, wenn Sie diese Seite selbst geöffnet haben", StringComparison.Ordinal));
        Assert.Contains("value=\"security-key\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_browser_cannot_borrow_the_name_of_a_client()
    {
        using var client = await house.ClientAsync();
        using var first = new Browser(house.App);
        var back = await OpenAsync(client, first);
        using var phone = await Handset.OpenAsync(house.App, "Leihname");
        using var desktop = await new Desktop(new Browser(house.App)).StartAsync(back);
        Assert.DoesNotContain("Stadtbibliothek", await phone.ClaimAsync(desktop), StringComparison.Ordinal);
    }

    /// <summary>Opens an authorization in a browser without session; where its sign-in leads back to.</summary>
    private static async Task<string> OpenAsync(TestClient client, Browser browser)
    {
        var pushed = await client.PushAsync();
        var signIn = (await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]))).Headers.Location!.ToString();
        return Uri.UnescapeDataString(signIn.Split("zurueck=")[1].Split('&')[0]);
    }
}
