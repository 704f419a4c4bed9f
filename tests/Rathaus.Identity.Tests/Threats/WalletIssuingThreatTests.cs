using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Identity.Tests.Wallet;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>What a wallet or somebody behind it must not get with a person's sign-in.</summary>
public sealed class WalletIssuingThreatTests(WalletHouse house) : IClassFixture<WalletHouse>
{
    private const string Type = "volunteer-card";

    private static int people;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IssuingWallet Wallet => new(house.App.CreateClient(), house.App.Time);

    [Theory]
    [InlineData("redirect_uri", "test-wallet://callback/", "invalid_request")]
    [InlineData("redirect_uri", "https://wallet.example/callback", "invalid_request")]
    [InlineData("client_id", "no-such-wallet", "invalid_client")]
    [InlineData("client_id", "rathaus-portal", "invalid_client")]
    [InlineData("client_id", "wallet", "invalid_client")]
    [InlineData("client_secret", "secret", "invalid_client")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", "", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "openid", "invalid_scope")]
    [InlineData("scope", "credential", "invalid_scope")]
    [InlineData("scope", "credential:passport", "invalid_scope")]
    [InlineData("scope", "credential:volunteer-card offline_access", "invalid_scope")]
    [InlineData("scope", "", "invalid_scope")]
    [InlineData("issuer_state", "' or 1=1", "invalid_request")]
    [InlineData("authorization_details", "[]", "invalid_authorization_details")]
    [InlineData("authorization_details", "{\"type\":\"openid_credential\"}", "invalid_authorization_details")]
    [InlineData("authorization_details", "[{\"type\":\"payment\",\"credential_configuration_id\":\"volunteer-card\"}]", "invalid_authorization_details")]
    [InlineData("authorization_details", "[{\"type\":\"openid_credential\",\"credential_configuration_id\":\"passport\"}]", "invalid_authorization_details")]
    [InlineData("authorization_details", "[{\"type\":\"openid_credential\",\"credential_configuration_id\":\"registration-certificate\"}]", "invalid_scope")]
    public async Task A_request_that_is_wrong_in_one_point_is_not_even_begun(string name, string value, string error)
    {
        var answer = await Wallet.PushAsync(wish => wish[name] = value);
        Assert.Equal(error, answer["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_person_gives_nothing_they_do_not_hold_whatever_the_form_says()
    {
        using var holder = new Browser(house.App);
        var owner = await PersonAsync(holder);
        house.Held.Add(AuthorizedIssuingTests.Order(owner, "EK-1"));
        var offer = await OfferAsync(owner);
        using var browser = new Browser(house.App);
        var stranger = await PersonAsync(browser);

        foreach (var change in (Action<Dictionary<string, string>>[])
            [
                // By itself, with the offer of another account, and with an offer for another kind of credential.
                _ => { },
                wish => wish["issuer_state"] = offer.ToString("N"),
                wish => (wish["issuer_state"], wish["scope"]) = (offer.ToString("N"), "credential:registration-certificate"),
            ])
        {
            var (page, flow) = await AuthorizedIssuingTests.AskAsync(browser, Wallet, change);
            Assert.Contains("Diesen Nachweis haben Sie nicht", page, StringComparison.Ordinal);
            Assert.DoesNotContain("value=\"ja\"", page, StringComparison.Ordinal);
            foreach (var key in (string[])[$"{owner:N}/EK-1", offer.ToString("N"), ""])
            {
                var answer = await browser.PostAsync(flow, ("entscheidung", "ja"), ("nachweis", key));
                Assert.StartsWith("/id/oidc/weiter/", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            }

            Assert.Equal("access_denied", (await AuthorizedIssuingTests.DecideAsync(browser, flow, page, agree: false))["error"]);
        }

        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.wallet_offer where account = @stranger", new { stranger }, Ct));
        Assert.Equal("open", await house.App.Database.Region.QuerySingleAsync<string>(
            "select state from identity.wallet_offer where id = @offer", new { offer }, Ct));
    }

    [Fact]
    public async Task A_session_from_a_hand_over_and_an_account_on_hold_give_nothing_away()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        house.Held.Add(AuthorizedIssuingTests.Order(account, "EK-2"));
        var (page, flow) = await AuthorizedIssuingTests.AskAsync(browser, Wallet);

        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = true where account = @account", new { account }, Ct);
        var refused = await browser.PostAsync(flow, ("entscheidung", "ja"), ("nachweis", AuthorizedIssuingTests.Chosen().Match(page).Groups["key"].Value));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await browser.StatusAsync(AuthorizedIssuingTests.Address(await Wallet.PushAsync())));

        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = false where account = @account", new { account }, Ct);
        await house.App.Database.Region.ExecuteAsync(
            "update identity.account set hold_until = @until where id = @account", new { account, until = house.App.Time.GetUtcNow().AddHours(1) }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, await browser.StatusAsync(AuthorizedIssuingTests.Address(await Wallet.PushAsync())));
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.wallet_offer where account = @account", new { account }, Ct));
    }

    [Theory]
    [InlineData("code_verifier", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "invalid_grant")]
    [InlineData("redirect_uri", "https://wallet.example/callback", "invalid_grant")]
    [InlineData("client_id", "other-wallet", "invalid_grant")]
    [InlineData("client_id", "no-such-wallet", "invalid_client")]
    [InlineData("code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "invalid_grant")]
    public async Task A_code_is_worth_nothing_to_another(string name, string value, string error)
    {
        var wallet = Wallet;
        var code = await CodeAsync(wallet);
        Assert.Equal(error, (await wallet.RedeemAsync(code, fields => fields[name] = value))["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_code_with_another_key_than_the_request_came_with_is_worth_nothing()
    {
        var wallet = Wallet;
        var code = await CodeAsync(wallet);
        var own = wallet.Dpop;
        wallet.Dpop = PrivateJwk.Generate();
        Assert.Equal("invalid_grant", (await wallet.RedeemAsync(code))["error"]?.GetValue<string>());
        wallet.Dpop = own;
        Assert.True((await wallet.RedeemAsync(code)).ContainsKey("access_token"));
    }

    [Fact]
    public async Task A_code_that_comes_twice_ends_the_token_it_gave()
    {
        var wallet = Wallet;
        var code = await CodeAsync(wallet);
        var token = AuthorizedIssuingTests.TokenOf(await wallet.RedeemAsync(code));
        Assert.Equal("invalid_grant", (await wallet.RedeemAsync(code))["error"]?.GetValue<string>());
        var answer = await wallet.CredentialAsync(token, Type, wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        Assert.Equal("invalid_token", answer["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task Requests_codes_and_tokens_end_with_their_time()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        house.Held.Add(AuthorizedIssuingTests.Order(account, "EK-4"));
        var wallet = Wallet;
        var pushed = await wallet.PushAsync();
        house.App.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.BadRequest, await browser.StatusAsync(AuthorizedIssuingTests.Address(pushed)));

        var (page, flow) = await AuthorizedIssuingTests.AskAsync(browser, wallet);
        var code = (await AuthorizedIssuingTests.DecideAsync(browser, flow, page))["code"];
        house.App.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("invalid_grant", (await wallet.RedeemAsync(code))["error"]?.GetValue<string>());

        var token = AuthorizedIssuingTests.TokenOf(await wallet.RedeemAsync(await CodeAsync(wallet)));
        house.App.Time.Advance(TimeSpan.FromSeconds(301));
        var answer = await wallet.CredentialAsync(token, Type, wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        Assert.Equal("invalid_token", answer["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_token_fetches_its_own_credential_once_and_no_other()
    {
        var wallet = Wallet;
        var token = AuthorizedIssuingTests.TokenOf(await wallet.RedeemAsync(await CodeAsync(wallet)));
        var other = await wallet.CredentialAsync(token, "registration-certificate", wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        Assert.Equal("unknown_credential_configuration", other["error"]?.GetValue<string>());
        Assert.True((await wallet.CredentialAsync(token, Type, wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()))).ContainsKey("credentials"));
        var again = await wallet.CredentialAsync(token, Type, wallet.Proof(PrivateJwk.Generate(), await wallet.NonceAsync()));
        Assert.Equal("invalid_credential_request", again["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task An_offer_whose_digits_were_used_gives_no_second_token_by_sign_in()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        var offer = await OfferAsync(account);
        var wallet = Wallet;
        var (page, flow) = await AuthorizedIssuingTests.AskAsync(browser, wallet, wish => wish["issuer_state"] = offer.ToString("N"));
        var code = (await AuthorizedIssuingTests.DecideAsync(browser, flow, page))["code"];
        await house.App.Database.Region.ExecuteAsync("update identity.wallet_offer set state = 'redeemed' where id = @offer", new { offer }, Ct);
        Assert.Equal("invalid_grant", (await wallet.RedeemAsync(code))["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task Another_browser_cannot_agree_and_a_silent_request_gets_nothing()
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        house.Held.Add(AuthorizedIssuingTests.Order(account, "EK-6"));
        var (page, flow) = await AuthorizedIssuingTests.AskAsync(browser, Wallet);
        using var attacker = new Browser(house.App);
        await PersonAsync(attacker);
        var planted = await attacker.PostAsync(flow, ("entscheidung", "ja"), ("nachweis", AuthorizedIssuingTests.Chosen().Match(page).Groups["key"].Value));
        Assert.Equal(HttpStatusCode.BadRequest, planted.StatusCode);

        using var silent = await browser.GetAsync(AuthorizedIssuingTests.Address(await Wallet.PushAsync(wish => wish["prompt"] = "none")));
        Assert.Equal("consent_required", ProviderHouse.Parameters(silent.Headers.Location!)["error"]);
    }

    private async Task<Guid> PersonAsync(Browser browser)
    {
        var family = "Inhaber" + Interlocked.Increment(ref people);
        Assert.Equal(HttpStatusCode.SeeOther, (await house.SignInAsync(browser, claims => claims["family_name"] = family)).StatusCode);
        return await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.account where person ->> 'FamilyName' = @family", new { family }, Ct);
    }

    private async Task<Guid> OfferAsync(Guid account)
    {
        await using var scope = house.App.Services.CreateAsyncScope();
        var offered = await scope.ServiceProvider.GetRequiredService<IWalletCredentials>().OfferAsync(AuthorizedIssuingTests.Order(account, "EK-0101"), Ct);
        return Guid.Parse(offered.Value![(offered.Value!.LastIndexOf('/') + 1)..]);
    }

    /// <summary>The code for the card of somebody new.</summary>
    private async Task<string> CodeAsync(IssuingWallet wallet)
    {
        using var browser = new Browser(house.App);
        var account = await PersonAsync(browser);
        house.Held.Add(AuthorizedIssuingTests.Order(account, "EK-3"));
        var (page, flow) = await AuthorizedIssuingTests.AskAsync(browser, wallet);
        return (await AuthorizedIssuingTests.DecideAsync(browser, flow, page))["code"];
    }
}
