using System.Net;
using Rathaus.Identity.Demo;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Rows of the threat table that the OpenID provider answers: each counter-measure fails its test when it is taken out.</summary>
public sealed class ProviderThreatTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Mix-up: a client that uses several providers is told by the issuer in the answer whose code it holds.
    [Fact]
    public async Task Mix_up_every_answer_names_the_issuer_also_an_error()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        Assert.Equal(TestClient.Issuer, (await house.AuthorizeAsync(client, browser))["iss"]);
        using var nobody = new Browser(house.App);
        Assert.Equal(TestClient.Issuer, (await house.AuthorizeAsync(client, nobody, change: wish => wish["prompt"] = "none"))["iss"]);
    }

    // Mix-up: an assertion made for another provider's issuer opens nothing here, and the other way round.
    [Fact]
    public async Task Mix_up_an_assertion_for_another_issuer_is_refused()
    {
        using var client = await house.ClientAsync();
        var answer = await client.PushAsync(assertion: client.Assertion(claims => claims["aud"] = "https://other.example/id"));
        Assert.Equal("invalid_client", answer.Error);
    }

    // Replay: a stolen code that comes second takes everything along that the first gave.
    [Fact]
    public async Task Replay_of_a_code_ends_all_tokens_it_gave()
    {
        using var client = await house.ClientAsync();
        var code = await house.CodeAsync(client, "openid offline_access");
        var tokens = await client.RedeemAsync(code);
        Assert.Equal(HttpStatusCode.OK, (await client.UserInfoAsync(tokens["access_token"])).Status);
        Assert.Equal("invalid_grant", (await client.RedeemAsync(code)).Error);
        Assert.Equal("invalid_grant", (await client.RefreshAsync(tokens["refresh_token"])).Error);
        Assert.Equal("invalid_token", (await client.UserInfoAsync(tokens["access_token"])).Error);
    }

    // Replay: of many who come with one code at once, one is let in.
    [Fact]
    public async Task Replay_racing_for_one_code_lets_one_in()
    {
        using var client = await house.ClientAsync();
        var code = await house.CodeAsync(client);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.RedeemAsync(code)));
        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(8, answers.Count(answer => answer.Status == HttpStatusCode.OK || answer.Error == "invalid_grant"));
    }

    // Downgrade: what a client registered is the floor, whatever it asks for; and a level raised later holds for old grants too.
    [Fact]
    public async Task Downgrade_below_the_registered_level_is_never_issued()
    {
        using var client = await house.ClientAsync();
        var tokens = await house.TokensAsync(client, "openid offline_access");
        var code = await house.CodeAsync(client);
        await house.App.Database.Region.ExecuteAsync(
            "update identity.oidc_client set minimum_level = @High where id = @Id", new { High = (short)TrustLevel.High, client.Id }, Ct);
        house.App.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("invalid_grant", (await client.RefreshAsync(tokens["refresh_token"])).Error);
        Assert.Equal("invalid_grant", (await client.RedeemAsync(code)).Error);
        Assert.Equal("unmet_authentication_requirements", await SilentErrorAsync(client));
    }

    // Downgrade: only ES256 from clients, whatever the key set would allow.
    [Fact]
    public async Task Downgrade_of_the_algorithm_is_refused()
    {
        using var client = await house.ClientAsync();
        Assert.Equal("invalid_client", (await client.PushAsync(assertion: client.Assertion(key: PrivateJwk.Generate("PS256")))).Error);
        Assert.Equal("invalid_client", (await client.PushAsync(assertion: client.Assertion(key: PrivateJwk.Generate("EdDSA")))).Error);
    }

    // Session fixation: an authorization opened by one browser cannot be finished in another.
    [Fact]
    public async Task Session_fixation_an_authorization_stays_in_its_browser()
    {
        using var client = await house.ClientAsync();
        var pushed = await client.PushAsync();
        using var attacker = new Browser(house.App);
        using var opened = await attacker.GetAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]));
        var flow = await house.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.oidc_par where client = @Id", new { client.Id }, Ct);

        using var victim = new Browser(house.App);
        await victim.SignInAsync();
        var own = await client.PushAsync();
        await victim.GetAsync(ProviderHouse.AuthorizeAddress(client, own["request_uri"]));
        Assert.Equal(HttpStatusCode.BadRequest, await victim.StatusAsync($"/id/oidc/weiter/{flow:D}?direkt"));
        using var agreed = await victim.PostAsync($"/id/oidc/zustimmung/{flow:D}", ("entscheidung", "ja"));
        Assert.Equal(HttpStatusCode.BadRequest, agreed.StatusCode);
    }

    // Session fixation: who was signed in when the question was shown is who answers it.
    [Fact]
    public async Task Session_fixation_consent_counts_for_the_session_that_saw_the_question()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync("mira-beispiel");
        var pushed = await client.PushAsync();
        using var question = await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]));
        var flow = await house.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.oidc_par where client = @Id", new { client.Id }, Ct);
        await browser.SignInAsync("hannes-muster");
        await browser.PostAsync($"/id/oidc/zustimmung/{flow:D}", ("entscheidung", "ja"));
        Assert.Equal("authenticated", await house.App.Database.Region.QuerySingleAsync<string>(
            "select state from identity.oidc_par where id = @flow", new { flow }, Ct));
    }

    // Token theft: access and refresh tokens are worth nothing without the key, and nothing after signing out.
    [Fact]
    public async Task Token_theft_a_stolen_token_opens_nothing_and_signing_out_ends_it()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        var tokens = await client.RedeemAsync((await house.AuthorizeAsync(client, browser, "openid offline_access"))["code"]);
        using var thief = new TestClient(house, client.Id, client.Redirect) { Key = client.Key, Nonce = client.Nonce };
        Assert.Equal("invalid_token", (await thief.UserInfoAsync(tokens["access_token"])).Error);
        Assert.Equal("invalid_grant", (await thief.RefreshAsync(tokens["refresh_token"])).Error);

        Assert.Equal(HttpStatusCode.OK, (await client.UserInfoAsync(tokens["access_token"])).Status);
        await browser.PostAsync("/abmelden", "/abmelden");
        Assert.Equal("invalid_token", (await client.UserInfoAsync(tokens["access_token"])).Error);
        Assert.Equal("invalid_grant", (await client.RefreshAsync(tokens["refresh_token"])).Error);
    }

    // Token theft: the database holds hashes of codes and refresh tokens only.
    [Fact]
    public async Task Token_theft_a_copy_of_the_database_holds_no_usable_secret()
    {
        using var client = await house.ClientAsync();
        var code = await house.CodeAsync(client, "openid offline_access");
        var tokens = await client.RedeemAsync(code);
        var stored = string.Join('\n', await house.App.Database.Region.QueryAsync<string>(
            """
            select c::text from identity.oidc_code c
            union all select r::text from identity.oidc_refresh r
            union all select k::text from identity.signing_key k
            union all select s::text from identity.provider_secret s
            """,
            null, Ct));
        foreach (var secret in new[] { code, tokens["refresh_token"] })
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("\"d\":", stored, StringComparison.Ordinal);
    }

    // Tracking: two clients cannot find out that they know the same person or see the same browser.
    [Fact]
    public async Task Tracking_clients_of_two_sectors_know_a_person_by_two_names()
    {
        using var library = await house.ClientAsync();
        using var pool = await house.ClientAsync();
        using var sameSector = await house.ClientAsync(host: $"{library.Id}.example");
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        var known = new List<System.Text.Json.JsonElement>();
        foreach (var client in new[] { library, pool, sameSector })
            known.Add(TestClient.Claims((await client.RedeemAsync((await house.AuthorizeAsync(client, browser))["code"]))["id_token"]));
        Assert.NotEqual(known[0].Text("sub"), known[1].Text("sub"));
        Assert.Equal(known[0].Text("sub"), known[2].Text("sub"));
        Assert.Equal(3, known.Select(claims => claims.Text("sid")).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(
            DemoCastFile.IdOf("account", "mira-beispiel").ToString("N"), known[0].ToString().Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<string> SilentErrorAsync(TestClient client)
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        return (await house.AuthorizeAsync(client, browser, change: wish => wish["prompt"] = "none"))["error"];
    }
}
