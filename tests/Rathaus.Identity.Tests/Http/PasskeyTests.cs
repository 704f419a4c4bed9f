using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Identity.Tests.WebAuthn;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>Passkeys from page to row and back, with an authenticator in software.</summary>
public sealed partial class PasskeyTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    private const string Security = "/konto/sicherheit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_opened_with_a_passkey_and_entered_again_with_it()
    {
        using var device = Device();
        using var browser = new Browser(house.App);
        var opened = await OpenAsync(browser, device, "Zoë Ünlü-Größ");
        Assert.Equal("/wuppertal", opened.Headers.Location?.ToString());
        Assert.NotNull(browser.Session);
        await browser.PostAsync("/abmelden", "/abmelden");

        var answer = await SignInAsync(browser, device);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var page = await browser.ReadAsync(Security);
        Assert.Contains("value=\"Firefox, Linux\"", page, StringComparison.Ordinal);
        Assert.Contains("mit Passkey", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_challenge_works_once()
    {
        using var device = Device();
        using var browser = new Browser(house.App);
        await OpenAsync(browser, device, "Einmal");
        await browser.PostAsync("/abmelden", "/abmelden");
        var credential = await AssertionAsync(browser, device);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", credential))).StatusCode);
        await browser.PostAsync("/abmelden", "/abmelden");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", credential))).StatusCode);
        Assert.Null(browser.Session);
    }

    [Fact]
    public async Task A_challenge_of_another_browser_or_of_five_minutes_ago_is_refused()
    {
        using var device = Device();
        using var browser = new Browser(house.App);
        await OpenAsync(browser, device, "Fremd");
        await browser.PostAsync("/abmelden", "/abmelden");

        using var attacker = new Browser(house.App);
        await AssertionAsync(attacker, device);
        var stolen = await AssertionAsync(browser, device);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await attacker.PostAsync("/anmelden", "/anmelden/passkey", ("credential", stolen))).StatusCode);

        var late = await AssertionAsync(browser, device);
        house.App.Time.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", late))).StatusCode);
    }

    [Fact]
    public async Task An_unknown_passkey_and_another_accounts_handle_are_refused_alike()
    {
        using var device = Device();
        using var stranger = Device();
        using var browser = new Browser(house.App);
        await OpenAsync(browser, device, "Bekannt");
        await browser.PostAsync("/abmelden", "/abmelden");
        var unknown = await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", await AssertionAsync(browser, stranger)));
        var swapped = await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", await AssertionAsync(browser, device, new byte[32])));
        foreach (var answer in (HttpResponseMessage[])[unknown, swapped])
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains("Diesen Passkey kennen wir nicht", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"rawId\":\"AA\",\"response\":{}}")]
    [InlineData("{\"rawId\":5,\"response\":{\"clientDataJSON\":\"AA\"}}")]
    [InlineData("{\"rawId\":\"AA\",\"response\":{\"clientDataJSON\":\"AA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}")]
    public async Task A_message_that_is_none_gets_a_sentence_and_no_fault_of_ours(string credential)
    {
        using var browser = new Browser(house.App);
        var answer = await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", credential));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await browser.PostAsync("/konto/neu", "/konto/neu", ("name", "Name"), ("credential", credential))).StatusCode);
    }

    [Theory]
    [InlineData("", "Geben Sie einen Namen ein")]
    [InlineData("王伟", "Zeichen, das wir nicht speichern")]
    [InlineData("A\u200bB", "Zeichen, das wir nicht speichern")]
    public async Task A_name_that_cannot_be_stored_comes_back_with_a_sentence(string name, string sentence)
    {
        using var browser = new Browser(house.App);
        var answer = await browser.PostAsync("/konto/neu", "/konto/neu", ("name", name), ("credential", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_as_a_name_stays_text()
    {
        using var device = Device();
        using var browser = new Browser(house.App);
        await OpenAsync(browser, device, "<script>alert(1)</script>");
        Assert.DoesNotContain("<script>alert", await browser.ReadAsync("/abmelden"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_passkey_ends_other_sessions_and_lets_the_first_go()
    {
        using var first = Device();
        using var second = Device();
        using var browser = new Browser(house.App);
        using var elsewhere = new Browser(house.App);
        await OpenAsync(browser, first, "Zwei");
        await SignInAsync(elsewhere, first);
        var only = PasskeyId().Match(await browser.ReadAsync(Security)).Value;
        var refused = await browser.PostAsync(Security, $"{Security}/passkey/{only}/entfernen");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);

        await AddAsync(browser, second);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync(Security)).StatusCode);
        var removed = await browser.PostAsync(Security, $"{Security}/passkey/{only}/entfernen");
        Assert.Contains("data-passkey-unknown=", await removed.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(Security)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(elsewhere, first)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignInAsync(elsewhere, second)).StatusCode);
    }

    [Fact]
    public async Task Strangers_can_neither_rename_nor_remove_a_passkey()
    {
        using var device = Device();
        using var other = Device();
        using var owner = new Browser(house.App);
        using var stranger = new Browser(house.App);
        await OpenAsync(owner, device, "Eigen");
        await OpenAsync(stranger, other, "Fremd");
        var id = PasskeyId().Match(await owner.ReadAsync(Security)).Value;
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(Security, $"{Security}/passkey/{id}/name", ($"name-{Guid.Parse(id):N}", "meins"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(Security, $"{Security}/passkey/{id}/entfernen")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync(Security, $"{Security}/passkey/{id}/name", ($"name-{Guid.Parse(id):N}", "Mein Handy"))).StatusCode);
        Assert.Contains("value=\"Mein Handy\"", await owner.ReadAsync(Security), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_counter_that_went_back_is_told_to_the_owner()
    {
        using var device = Device();
        using var browser = new Browser(house.App);
        device.Counter = 10;
        await OpenAsync(browser, device, "Zähler");
        device.Counter = 3;
        await SignInAsync(browser, device);
        Assert.Contains("vielleicht kopiert", await browser.ReadAsync(Security), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_of_another_account_is_not_stored_twice()
    {
        using var device = Device();
        using var browser = new Browser(house.App);
        using var other = new Browser(house.App);
        await OpenAsync(browser, device, "Erste");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await OpenAsync(other, device, "Zweite")).StatusCode);
    }

    private static SoftAuthenticator Device() => Ceremony.Device();

    private static async Task<HttpResponseMessage> OpenAsync(Browser browser, SoftAuthenticator device, string name)
    {
        var credential = await browser.RegisterAsync(device, "/konto/neu", "/konto/neu/optionen", ("name", name));
        return await browser.PostAsync("/konto/neu", "/konto/neu", ("name", name), ("zurueck", "/wuppertal"), ("credential", credential));
    }

    private static async Task AddAsync(Browser browser, SoftAuthenticator device)
    {
        var credential = await browser.RegisterAsync(device, Security, Security + "/passkey/optionen");
        var answer = await browser.PostAsync(Security, Security + "/passkey", ("credential", credential));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SignInAsync(Browser browser, SoftAuthenticator device) =>
        await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", await AssertionAsync(browser, device)), ("zurueck", Security));

    private static Task<string> AssertionAsync(Browser browser, SoftAuthenticator device, byte[]? handle = null) =>
        browser.AssertAsync(device, "/anmelden", "/anmelden/passkey/optionen", handle);

    [GeneratedRegex("(?<=/konto/sicherheit/passkey/)[0-9a-f-]{36}(?=/name)", RegexOptions.None, 1000)]
    private static partial Regex PasskeyId();
}
