using System.Net;
using Rathaus.Identity.Tests.Levels;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Connecting an identity card to an account that began with a passkey: whose account it becomes, and whose it never does.</summary>
public sealed class LinkThreatTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private const string Link = "/konto/sicherheit/ausweis";
    private const string Card = "/anmelden/eid";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connected_card_and_the_passkey_lead_to_the_same_account()
    {
        using var citizen = await house.CitizenAsync("Noch Ungeprüft");
        await ForgetAsync("otto-beispiel");
        await BeginAsync(citizen.Browser);
        Assert.Equal(Link, (await SendAsync(citizen.Browser, "otto-beispiel")).Headers.Location?.ToString());
        Assert.Contains("Online-Ausweis", await citizen.PageAsync(Link), StringComparison.Ordinal);
        Assert.Equal(3, await house.ProofingAsync(citizen));
        Assert.Equal(1, await house.EventsAsync(citizen, "identity-linked"));

        using var other = new Browser(house.App);
        await other.SignInByEidAsync("otto-beispiel");
        Assert.Equal(citizen.Account, await AccountOfAsync(other));
        Assert.Equal(HttpStatusCode.SeeOther, (await citizen.SignInAsync()).StatusCode);
        Assert.Equal(citizen.Account, await AccountOfAsync(citizen.Browser));

        // A second time changes nothing.
        await BeginAsync(citizen.Browser);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(citizen.Browser, "otto-beispiel")).StatusCode);
        Assert.Equal(1, await LinksAsync(citizen.Account));
    }

    [Fact]
    public async Task A_card_that_another_account_has_is_refused_and_nothing_is_merged()
    {
        using var citizen = await house.CitizenAsync("Fremde Karte");
        await BeginAsync(citizen.Browser);
        var refused = await SendAsync(citizen.Browser, "jonas-beispiel");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("schon zu einem anderen Konto", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(0, await LinksAsync(citizen.Account));
        Assert.Equal(citizen.Account, await AccountOfAsync(citizen.Browser));

        using var owner = new Browser(house.App);
        await owner.SignInByEidAsync("jonas-beispiel");
        Assert.NotEqual(citizen.Account, await AccountOfAsync(owner));
    }

    [Fact]
    public async Task A_card_of_another_person_than_the_checked_one_is_refused()
    {
        using var citizen = await house.CitizenAsync("Geprüft");
        await house.App.Database.Region.ExecuteAsync(
            """
            update identity.account
            set proofing = 2, person = '{"FamilyName":"Andere","GivenNames":"Vera","BirthDate":"1970-01-01","Street":"Musterstraße","HouseNumber":"1","PostCode":"42103","Town":"Wuppertal"}'
            where id = @Account
            """, new { citizen.Account }, Ct);
        await ForgetAsync("gerda-heim");
        await BeginAsync(citizen.Browser);
        var refused = await SendAsync(citizen.Browser, "gerda-heim");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("einer anderen Person", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(0, await LinksAsync(citizen.Account));
    }

    [Fact]
    public async Task Without_a_wish_of_this_session_a_sign_in_connects_nothing()
    {
        using var citizen = await house.CitizenAsync("Ohne Wunsch");
        await ForgetAsync("ida-muster");

        // The way back alone, a wish that is too old, and a wish whose session is another person's now.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(citizen.Browser, "ida-muster")).StatusCode);
        await BeginAsync(citizen.Browser);
        house.App.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(citizen.Browser, "ida-muster")).StatusCode);
        await BeginAsync(citizen.Browser);
        await citizen.Browser.SignInAsync("hannes-muster");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(citizen.Browser, "ida-muster")).StatusCode);

        // With a wish, but on the way elsewhere: an ordinary sign-in to an account of its own.
        await citizen.SignInAsync();
        await BeginAsync(citizen.Browser);
        await citizen.Browser.SignInByEidAsync("ida-muster");
        Assert.NotEqual(citizen.Account, await AccountOfAsync(citizen.Browser));
        Assert.Equal(0, await LinksAsync(citizen.Account));
    }

    [Fact]
    public async Task A_session_that_was_handed_over_begins_and_completes_nothing()
    {
        using var citizen = await house.CitizenAsync("Herübergereicht");
        await ForgetAsync("renate-lehrstueck");
        await BeginAsync(citizen.Browser);
        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = true where account = @Account", new { citizen.Account }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await citizen.Browser.PostAsync(Link, Link, ("weg", "0"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(citizen.Browser, "renate-lehrstueck")).StatusCode);
        Assert.Equal(0, await LinksAsync(citizen.Account));
    }

    private static async Task BeginAsync(Browser browser)
    {
        var begun = await browser.PostAsync(Link, Link, ("weg", "0"));
        Assert.Equal($"{Card}?zurueck={Uri.EscapeDataString(Link)}", begun.Headers.Location?.ToString());
    }

    private static Task<HttpResponseMessage> SendAsync(Browser browser, string person) =>
        browser.PostAsync(Card, Card, ("person", person), ("zurueck", Link));

    /// <summary>As if the card had never been here: the demonstration opens an account for each person of its cast.</summary>
    private Task ForgetAsync(string person) => house.App.Database.Region.ExecuteAsync(
        "update identity.account set eid_pseudonym = null where demo = @person", new { person }, Ct);

    private async Task<Guid> AccountOfAsync(Browser browser)
    {
        Assert.NotNull(browser.Session);
        return await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select account from identity.session where id_hash = @Hash",
            new { Hash = System.Security.Cryptography.SHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(browser.Session)) }, Ct);
    }

    private Task<long> LinksAsync(Guid account) => house.App.Database.Region.QuerySingleAsync<long>(
        "select count(*) from identity.linked_identity where account = @account", new { account }, Ct);
}
