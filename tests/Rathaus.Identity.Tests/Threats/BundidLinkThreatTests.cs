using System.Net;
using Rathaus.Identity.Bundid;
using Rathaus.Identity.Tests.Bundid;
using Rathaus.Identity.Tests.Levels;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Connecting BundID to an account that began with a passkey: the same rules as for the identity card.</summary>
public sealed class BundidLinkThreatTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private const string Link = "/konto/sicherheit/ausweis";
    private const string Card = "STORK-QAA-Level-4";
    private const string Certificate = "STORK-QAA-Level-3";
    private const string Password = "STORK-QAA-Level-1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connected_BundID_and_the_passkey_lead_to_the_same_account_and_the_level_rises_and_is_shown()
    {
        using var citizen = await house.CitizenAsync("Noch Ungeprüft");
        Assert.Equal(1, await house.ProofingAsync(citizen));
        await BeginAsync(citizen.Browser);
        var done = await SendAsync(citizen.Browser, "otto-beispiel", Certificate);
        Assert.Equal(Link, done.Headers.Location?.ToString());
        Assert.Contains("BundID", await citizen.PageAsync(Link), StringComparison.Ordinal);
        Assert.Equal(2, await house.ProofingAsync(citizen));
        Assert.Equal(1, await house.EventsAsync(citizen, "identity-linked"));
        Assert.Contains("substantiell", await citizen.PageAsync("/konto/sicherheit"), StringComparison.OrdinalIgnoreCase);

        using var other = new Browser(house.App);
        await BundidSteps.FinishAsync(other, await BundidSteps.AnswerAsync(other, Certificate, "otto-beispiel"));
        Assert.Equal(citizen.Account, await AccountOfAsync(other));

        // The card at BundID raises it once more, a password there lowers nothing.
        await BeginAsync(citizen.Browser);
        await SendAsync(citizen.Browser, "otto-beispiel", Card);
        Assert.Equal(3, await house.ProofingAsync(citizen));
        await BundidSteps.FinishAsync(other, await BundidSteps.AnswerAsync(other, Password, "otto-beispiel"));
        Assert.Equal(citizen.Account, await AccountOfAsync(other));
        Assert.Equal(3, await house.ProofingAsync(citizen));
        Assert.Equal(1, await LinksAsync(citizen.Account));
    }

    [Fact]
    public async Task The_BundID_of_another_account_is_refused_and_nothing_is_merged()
    {
        using var owner = new Browser(house.App);
        await BundidSteps.FinishAsync(owner, await BundidSteps.AnswerAsync(owner, Card, "jonas-beispiel"));
        using var citizen = await house.CitizenAsync("Fremde BundID");
        await BeginAsync(citizen.Browser);
        var refused = await SendAsync(citizen.Browser, "jonas-beispiel", Card, HttpStatusCode.Conflict);
        Assert.Contains("schon zu einem anderen Konto", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(0, await LinksAsync(citizen.Account));
        Assert.Equal(citizen.Account, await AccountOfAsync(citizen.Browser));
        Assert.NotEqual(citizen.Account, await AccountOfAsync(owner));
        Assert.Equal(1, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.account where eid_pseudonym = @Pseudonym",
            new { Pseudonym = BundidIdentity.PseudonymOf("simulation-jonas-beispiel") }, Ct));
    }

    [Fact]
    public async Task Another_persons_BundID_and_one_that_checked_nobody_connect_nothing()
    {
        using var citizen = await house.CitizenAsync("Geprüft");
        await house.App.Database.Region.ExecuteAsync(
            """
            update identity.account
            set proofing = 2, person = '{"FamilyName":"Andere","GivenNames":"Vera","BirthDate":"1970-01-01","Street":"Musterstraße","HouseNumber":"1","PostCode":"42103","Town":"Wuppertal"}'
            where id = @Account
            """, new { citizen.Account }, Ct);
        await BeginAsync(citizen.Browser);
        var other = await SendAsync(citizen.Browser, "gerda-heim", Card, HttpStatusCode.Conflict);
        Assert.Contains("einer anderen Person", WebUtility.HtmlDecode(await other.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        await BeginAsync(citizen.Browser);
        var nobody = await SendAsync(citizen.Browser, "gerda-heim", Password, HttpStatusCode.Conflict);
        Assert.Contains("nicht geprüft", WebUtility.HtmlDecode(await nobody.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(0, await LinksAsync(citizen.Account));
    }

    [Fact]
    public async Task A_session_that_was_handed_over_and_one_without_a_wish_connect_nothing()
    {
        using var citizen = await house.CitizenAsync("Herübergereicht");

        // No wish of this browser: the way back alone.
        await SendAsync(citizen.Browser, "renate-lehrstueck", Card, HttpStatusCode.UnprocessableEntity);
        await BeginAsync(citizen.Browser);
        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = true where account = @Account", new { citizen.Account }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await citizen.Browser.PostAsync(Link, Link, ("weg", "0"))).StatusCode);
        var answer = await BundidSteps.AnswerAsync(citizen.Browser, Card, "renate-lehrstueck", back: Link);
        var received = await citizen.Browser.PostRawAsync("/anmelden/bundid/antwort", ("SAMLResponse", answer));
        var refused = await citizen.Browser.StatusAsync(received.Headers.Location!.ToString());
        Assert.True(refused is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity, refused.ToString());
        Assert.Equal(0, await LinksAsync(citizen.Account));
        Assert.Equal(1, await house.ProofingAsync(citizen));
    }

    /// <summary>Says on the page of the account that BundID shall be connected.</summary>
    private static async Task BeginAsync(Browser browser)
    {
        for (var place = 0; place < 4; place++)
        {
            var begun = await browser.PostAsync(Link, Link, ("weg", place.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (begun.Headers.Location?.ToString().StartsWith("/anmelden/bundid", StringComparison.Ordinal) == true)
                return;
        }

        Assert.Fail("BundID is not offered");
    }

    private static async Task<HttpResponseMessage> SendAsync(
        Browser browser, string person, string level, HttpStatusCode expected = HttpStatusCode.SeeOther) =>
        await BundidSteps.FinishAsync(browser, await BundidSteps.AnswerAsync(browser, level, person, back: Link), expected);

    private async Task<Guid> AccountOfAsync(Browser browser) => await house.App.Database.Region.QuerySingleAsync<Guid>(
        "select account from identity.session where id_hash = @SessionHash", new { browser.SessionHash }, Ct);

    private Task<long> LinksAsync(Guid account) => house.App.Database.Region.QuerySingleAsync<long>(
        "select count(*) from identity.linked_identity where account = @account", new { account }, Ct);
}
