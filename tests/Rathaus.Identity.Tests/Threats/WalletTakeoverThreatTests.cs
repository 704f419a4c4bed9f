using System.Net;
using System.Text.Json.Nodes;
using Rathaus.Identity.Tests.Wallet;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>
/// A wallet says names, birth date and birth place and nothing that tells namesakes apart: it never opens an account that a card or BundID
/// confirmed, though all four are the same.
/// </summary>
public sealed class WalletTakeoverThreatTests(WalletHouse house) : IClassFixture<WalletHouse>
{
    private static int people;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Berlin")]
    [InlineData("BERLIN")]
    [InlineData(null)]
    public async Task A_namesake_born_on_the_same_day_in_the_same_place_gets_no_account_of_a_card(string? birthPlace)
    {
        var family = NewName();
        var owner = await CardAccountAsync(family, birthPlace);
        using var browser = new Browser(house.App);
        var answer = await house.SignInAsync(browser, claims => claims["family_name"] = family);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Contains("Es gibt schon ein Konto", page, StringComparison.Ordinal);
        Assert.Contains("Anmelden und Wallet verbinden", page, StringComparison.Ordinal);

        // Neither a session nor a change: nothing about the owner is told, not even the address.
        Assert.Null(browser.Session);
        Assert.DoesNotContain("Eigentumsweg", page, StringComparison.Ordinal);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.session where account = @owner", new { owner }, Ct));
        Assert.True(await UntouchedAsync(owner));
    }

    [Fact]
    public async Task Whoever_says_it_is_another_persons_gets_an_account_of_their_own_and_keeps_it()
    {
        var family = NewName();
        var owner = await CardAccountAsync(family, "Berlin");
        using var browser = new Browser(house.App);
        await house.SignInAsync(browser, claims => claims["family_name"] = family);
        var opened = await house.SignInAsync(browser, claims => claims["family_name"] = family, ("konto", "neu"));
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        var own = await AccountOfAsync(browser);
        Assert.NotEqual(owner, own);
        Assert.True(await UntouchedAsync(owner));

        // The next time the wallet finds the account that it opened, and the card's stays out of reach.
        using var later = new Browser(house.App);
        Assert.Equal(HttpStatusCode.SeeOther, (await house.SignInAsync(later, claims => claims["family_name"] = family)).StatusCode);
        Assert.Equal(own, await AccountOfAsync(later));
        Assert.True(await UntouchedAsync(owner));
    }

    [Fact]
    public async Task Born_elsewhere_or_on_another_day_is_somebody_else_who_is_not_asked()
    {
        var family = NewName();
        var owner = await CardAccountAsync(family, "Berlin");
        foreach (var change in (Action<JsonObject>[])
            [claims => claims["place_of_birth"] = new JsonObject { ["locality"] = "Kiel" }, claims => claims["birthdate"] = "1984-01-27"])
        {
            using var browser = new Browser(house.App);
            var answer = await house.SignInAsync(browser, claims =>
            {
                claims["family_name"] = family;
                change(claims);
            });
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.NotEqual(owner, await AccountOfAsync(browser));
        }
    }

    private static string NewName() => "Zwilling" + Interlocked.Increment(ref people);

    /// <summary>An account that an identity card opened.</summary>
    private async Task<Guid> CardAccountAsync(string family, string? birthPlace)
    {
        var now = house.App.Time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var person = new JsonObject
        {
            ["FamilyName"] = family, ["GivenNames"] = "Erika", ["BirthDate"] = "1984-01-26", ["BirthPlace"] = birthPlace,
            ["Street"] = "Eigentumsweg", ["HouseNumber"] = "1", ["PostCode"] = "42103", ["Town"] = "Wuppertal",
        }.ToJsonString();
        await house.App.Database.Region.ExecuteAsync(
            """
            insert into identity.account (id, display_name, user_handle, person, eid_pseudonym, proofing, created_at)
            values (@id, 'Erika ' || @family, sha256(convert_to(@family, 'UTF8')), @person::jsonb, sha256(convert_to('card' || @family, 'UTF8')), 3, @now)
            """,
            new { id, family, person, now }, Ct);
        return id;
    }

    private async Task<bool> UntouchedAsync(Guid account) => await house.App.Database.Region.QuerySingleAsync<bool>(
        "select pid_pseudonym is null and person ->> 'Street' = 'Eigentumsweg' from identity.account where id = @account", new { account }, Ct);

    private async Task<Guid> AccountOfAsync(Browser browser) => await house.App.Database.Region.QuerySingleAsync<Guid>(
        "select account from identity.session where id_hash = @SessionHash", new { browser.SessionHash }, Ct);
}
