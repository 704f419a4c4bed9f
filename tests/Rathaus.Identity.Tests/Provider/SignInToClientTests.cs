using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>A person signs in to a client: what the client gets, and what the house remembers.</summary>
public sealed class SignInToClientTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_comes_back_with_state_and_issuer_and_gives_an_id_token_with_all_claims()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInByEidAsync();
        var callback = await house.AuthorizeAsync(client, browser, change: wish => wish["acr_values"] = Acr.Substantial);
        Assert.Equal(["code", "iss", "state"], callback.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TestClient.Issuer, callback["iss"]);
        var answer = await client.RedeemAsync(callback["code"]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("DPoP", answer["token_type"]);
        Assert.False(answer.Has("refresh_token"));

        var claims = TestClient.Claims(answer["id_token"]);
        var now = house.App.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(TestClient.Issuer, claims.Text("iss"));
        Assert.Equal(client.Id, claims.Text("aud"));
        Assert.Equal("nonce-1", claims.Text("nonce"));
        Assert.Equal(now, claims.Integer("iat"));
        Assert.Equal(now + 300, claims.Integer("exp"));
        Assert.Equal(now, claims.Integer("auth_time"));
        Assert.Equal(Acr.Substantial, claims.Text("acr"));
        Assert.Equal(3, claims.Integer("rathaus_p"));
        Assert.Equal(3, claims.Integer("rathaus_a"));
        Assert.Equal(43, claims.Text("sub")!.Length);
        Assert.Equal(22, claims.Text("sid")!.Length);
        Assert.Contains("mfa", claims.GetProperty("amr").EnumerateArray().Select(one => one.GetString()));
        Assert.True(claims.GetProperty("rathaus_simulated").GetBoolean());
        Assert.Null(claims.Text("rathaus_account"));
    }

    [Fact]
    public async Task The_tokens_are_signed_by_a_published_key_and_typed()
    {
        using var client = await house.ClientAsync();
        var tokens = await house.TokensAsync(client);
        using var http = house.App.CreateClient();
        var set = StrictJson.Parse(await http.GetStringAsync("/id/oidc/jwks", Ct)).Then(Jwk.ParseSet).Value!;
        foreach (var (name, type) in new[] { ("id_token", "JWT"), ("access_token", "at+jwt") })
        {
            var signed = JwsReader.Verify(
                tokens[name], new JwsPolicy { Algorithms = ["ES256"], Types = [type] }, header => set.Single(key => key.KeyId == header.KeyId));
            Assert.True(signed.Succeeded, $"{name}: {signed.Refusal?.Code}");
            Assert.Equal(signed.Value.Key.Thumbprint, signed.Value.Header.KeyId);
        }

        var access = TestClient.Claims(tokens["access_token"]);
        Assert.Equal(client.Proof.Public.Thumbprint, access.Member("cnf")!.Value.Text("jkt"));
        Assert.Equal(300, access.Integer("exp") - access.Integer("iat"));
    }

    [Fact]
    public async Task The_metadata_name_everything_a_client_needs_at_both_well_known_places()
    {
        using var http = house.App.CreateClient();
        var one = await http.GetStringAsync("/id/.well-known/openid-configuration", Ct);
        Assert.Equal(one, await http.GetStringAsync("/.well-known/oauth-authorization-server/id", Ct));
        var metadata = JsonElement.Parse(one);
        Assert.Equal(TestClient.Issuer, metadata.Text("issuer"));
        Assert.True(metadata.GetProperty("require_pushed_authorization_requests").GetBoolean());
        Assert.True(metadata.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        foreach (var name in new[]
        {
            "authorization_endpoint", "pushed_authorization_request_endpoint", "token_endpoint", "userinfo_endpoint", "revocation_endpoint",
            "end_session_endpoint", "jwks_uri",
        })
            Assert.StartsWith(TestClient.Issuer + "/oidc/", metadata.Text(name), StringComparison.Ordinal);
        using var answer = await http.GetAsync("/id/oidc/jwks", Ct);
        Assert.Equal("public, max-age=300", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Consent_is_asked_once_in_words_and_again_for_more()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInByEidAsync("otto-beispiel");
        var first = await client.PushAsync(scope: "openid profile");
        using var question = await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, first["request_uri"]));
        var html = WebUtility.HtmlDecode(await question.Content.ReadAsStringAsync(Ct));
        Assert.Contains("Ihren Namen", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Ihre Anschrift", html, StringComparison.Ordinal);
        Assert.Contains("Sie leihen Bücher aus.", html, StringComparison.Ordinal);

        Assert.True((await house.AuthorizeAsync(client, browser, "openid profile")).ContainsKey("code"));
        Assert.True((await house.AuthorizeAsync(client, browser, "openid profile", wish => wish["prompt"] = "none")).ContainsKey("code"));
        Assert.Equal("consent_required", (await house.AuthorizeAsync(client, browser, "openid profile address", wish => wish["prompt"] = "none"))["error"]);
    }

    [Fact]
    public async Task Userinfo_gives_what_was_agreed_to_and_nothing_else()
    {
        using var client = await house.ClientAsync();
        var named = await house.TokensAsync(client, "openid profile birthdate");
        var info = await client.UserInfoAsync(named["access_token"]);
        Assert.Equal(HttpStatusCode.OK, info.Status);
        Assert.Equal(TestClient.Claims(named["id_token"]).Text("sub"), info["sub"]);
        Assert.Equal("Beispiel", info["family_name"]);
        Assert.True(info.Has("birthdate"));
        Assert.False(info.Has("address"));

        var bare = await client.UserInfoAsync((await house.TokensAsync(client))["access_token"]);
        Assert.Equal(["sub"], bare.Body.Select(member => member.Key));
    }

    [Fact]
    public async Task A_refresh_token_gives_new_access_tokens_and_stays_the_same()
    {
        using var client = await house.ClientAsync();
        var tokens = await house.TokensAsync(client, "openid offline_access");
        var refresh = tokens["refresh_token"];
        for (var time = 0; time < 3; time++)
        {
            house.App.Time.Advance(TimeSpan.FromMinutes(1));
            var answer = await client.RefreshAsync(refresh);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToJsonString());
            Assert.False(answer.Has("refresh_token"));
            Assert.Equal(HttpStatusCode.OK, (await client.UserInfoAsync(answer["access_token"])).Status);
        }
    }

    [Fact]
    public async Task A_level_or_an_age_that_a_client_asks_for_leads_through_the_sign_in_again()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync("clara-vorfuehr");
        var pushed = await client.PushAsync(wish => wish["acr_values"] = Acr.High);
        using var low = await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]));
        var signIn = low.Headers.Location!.ToString();
        Assert.Contains("niveau=hoch", signIn, StringComparison.Ordinal);
        var back = Uri.UnescapeDataString(signIn[(signIn.IndexOf("zurueck=", StringComparison.Ordinal) + 8)..].Split('&')[0]);
        await browser.SignInByEidAsync("clara-vorfuehr", back);
        var callback = ProviderHouse.Parameters(await ProviderHouse.FollowAsync(browser, back));
        Assert.Equal(Acr.High, TestClient.Claims((await client.RedeemAsync(callback["code"]))["id_token"]).Text("acr"));

        house.App.Time.Advance(TimeSpan.FromMinutes(6));
        var young = await client.PushAsync(wish => wish["max_age"] = "300");
        using var old = await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, young["request_uri"]));
        Assert.StartsWith("/id/anmelden?", old.Headers.Location!.ToString(), StringComparison.Ordinal);
        var anew = await client.PushAsync(wish => wish["prompt"] = "login");
        using var again = await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, anew["request_uri"]));
        Assert.StartsWith("/id/anmelden?", again.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_step_is_written_down_and_none_is_taken_twice()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        var pushed = await client.PushAsync();
        Assert.Equal("pushed", await StateAsync(client));
        var address = ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]);
        await browser.GetAsync(address);
        Assert.Equal("authenticated", await StateAsync(client));
        var back = await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.oidc_par where client = @Id", new { client.Id }, Ct);
        var callback = ProviderHouse.Parameters(await ProviderHouse.FollowAsync(browser, $"/id/oidc/weiter/{back:D}"));
        Assert.Equal("code_issued", await StateAsync(client));
        Assert.Equal(HttpStatusCode.BadRequest, await browser.StatusAsync($"/id/oidc/weiter/{back:D}?direkt"));
        await client.RedeemAsync(callback["code"]);
        Assert.Equal("redeemed", await StateAsync(client));
        await client.RedeemAsync(callback["code"]);
        Assert.Equal("replayed", await StateAsync(client));
    }

    [Fact]
    public async Task What_is_over_is_cleared_away_and_what_lives_stays()
    {
        using var client = await house.ClientAsync();
        var tokens = await house.TokensAsync(client, "openid offline_access");
        await client.PushAsync();
        house.App.Time.Advance(TimeSpan.FromMinutes(2));
        var caretaker = house.App.Services.GetRequiredService<ProviderCaretaker>();
        await caretaker.TidyAsync(Ct);
        Assert.Equal(1, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.oidc_par where client = @Id and state = 'expired'", new { client.Id }, Ct));
        house.App.Time.Advance(TimeSpan.FromDays(2));
        await caretaker.TidyAsync(Ct);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.oidc_par where client = @Id", new { client.Id }, Ct));
        await client.PostAsync("/id/oidc/token", new Dictionary<string, string>(StringComparer.Ordinal), withProof: false);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(tokens["refresh_token"])).Status);
    }

    private async Task<string> StateAsync(TestClient client) => await house.App.Database.Region.QuerySingleAsync<string>(
        "select state from identity.oidc_par where client = @Id", new { client.Id }, Ct);
}
