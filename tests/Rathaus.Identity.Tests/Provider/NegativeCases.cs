using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>
/// What the provider must refuse, each with the error code that RFC 6749, 7523, 9126, 9449 or FAPI 2.0 gives it. One line a case; the
/// cases of the browser's part stand in <see cref="AuthorizeRefusalTests"/>.
/// </summary>
internal static class NegativeCases
{
    private const string Token = "/id/oidc/token";
    private const string TokenAddress = "https://localhost/id/oidc/token";

    public static readonly IReadOnlyList<(string Name, string Error, Func<ProviderHouse, Task<OAuthResponse>> Act)> All =
    [
        // Who the client is.
        ("client assertion with alg none", "invalid_client", house => WithClient(house, c => c.PushAsync(assertion: Unsigned(c.Assertion())))),
        ("client assertion with HMAC keyed by the public key", "invalid_client", house => WithClient(house, c => c.PushAsync(assertion: Hmac(c)))),
        ("client assertion of another key", "invalid_client", house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(key: PrivateJwk.Generate())))),
        ("client assertion that names the right key and was signed by another", "invalid_client", house => WithClient(house, c =>
            c.PushAsync(assertion: c.Assertion(key: PrivateJwk.Generate(), header: new JwsHeaderFields { Type = "JWT", KeyId = c.Key.Public.Thumbprint })))),
        ("client assertion for the token endpoint instead of the issuer", "invalid_client",
            house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["aud"] = TokenAddress)))),
        ("client assertion with a list of audiences", "invalid_client",
            house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["aud"] = new JsonArray(TestClient.Issuer))))),
        ("client assertion good for two minutes", "invalid_client",
            house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["exp"] = claims["exp"]!.GetValue<long>() + 60)))),
        ("client assertion that is over", "invalid_client",
            house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["exp"] = claims["iat"]!.GetValue<long>() - 1)))),
        ("client assertion from the future", "invalid_client",
            house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["iat"] = claims["iat"]!.GetValue<long>() + 40)))),
        ("client assertion without jti", "invalid_client", house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims.Remove("jti"))))),
        ("client assertion with another subject", "invalid_client", house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["sub"] = "other")))),
        ("client assertion a second time", "invalid_client", house => WithClient(house, async c =>
        {
            var once = c.Assertion();
            Assert.Equal(System.Net.HttpStatusCode.Created, (await c.PushAsync(assertion: once)).Status);
            return await c.PushAsync(assertion: once);
        })),
        ("client assertion of 20 KB", "invalid_client",
            house => WithClient(house, c => c.PushAsync(assertion: c.Assertion(claims => claims["more"] = new string('a', 20_000))))),
        ("client secret", "invalid_client", house => WithClient(house, c => c.PushAsync(wish => wish["client_secret"] = "secret"))),
        ("assertion of one client for another", "invalid_client", async house =>
        {
            using var one = await house.ClientAsync();
            using var other = await house.ClientAsync();
            return await one.PushAsync(wish => wish["client_id"] = other.Id);
        }),

        // What it asks for.
        ("redirect address with a slash more", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish["redirect_uri"] += "/"))),
        ("redirect address of another host", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish["redirect_uri"] = "https://evil.example/callback"))),
        ("response type token", "unsupported_response_type", house => WithClient(house, c => c.PushAsync(wish => wish["response_type"] = "token"))),
        ("no code challenge", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish.Remove("code_challenge")))),
        ("code challenge in the clear", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish["code_challenge_method"] = "plain"))),
        ("request_uri pushed", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish["request_uri"] = "https://evil.example/request"))),
        ("request object", "request_not_supported", house => WithClient(house, c => c.PushAsync(wish => wish["request"] = "a.b.c"))),
        ("scope beyond the registration", "invalid_scope", house => WithClient(house, c => c.PushAsync(scope: "openid rathaus"))),
        ("scope without openid", "invalid_scope", house => WithClient(house, c => c.PushAsync(scope: "profile"))),
        ("prompt none with login", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish["prompt"] = "none login"))),
        ("a request of 40 KB", "invalid_request", house => WithClient(house, c => c.PushAsync(wish => wish["state"] = new string('a', 40_000)))),

        // That it holds its key.
        ("no proof at the token endpoint", "invalid_dpop_proof", house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), withProof: false))),
        ("proof for the address without the path base", "invalid_dpop_proof",
            house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), proof: c.DpopProof("POST", "https://localhost/oidc/token")))),
        ("proof for the address with a query", "invalid_dpop_proof",
            house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), proof: c.DpopProof("POST", TokenAddress + "?a=b")))),
        ("proof for another method", "invalid_dpop_proof", house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), proof: c.DpopProof("GET", TokenAddress)))),
        ("proof without nonce", "use_dpop_nonce",
            house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), proof: c.DpopProof("POST", TokenAddress, change: claims => claims.Remove("nonce"))))),
        ("proof with a nonce of three minutes ago", "use_dpop_nonce", house => WithClient(house, c =>
        {
            house.App.Time.Advance(TimeSpan.FromMinutes(3));
            return c.PostAsync(Token, Refresh("x"));
        })),
        ("proof from the future", "invalid_dpop_proof", house => WithClient(house, c => c.PostAsync(
            Token, Refresh("x"), proof: c.DpopProof("POST", TokenAddress, change: claims => claims["iat"] = claims["iat"]!.GetValue<long>() + 61)))),
        ("proof a second time", "invalid_dpop_proof", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c, "openid offline_access");
            var once = c.DpopProof("POST", TokenAddress);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.RefreshAsync(tokens["refresh_token"], once)).Status);
            return await c.RefreshAsync(tokens["refresh_token"], once);
        })),
        ("proof with alg none", "invalid_dpop_proof", house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), proof: Unsigned(c.DpopProof("POST", TokenAddress))))),
        ("proof that shows its private key", "invalid_dpop_proof", house => WithClient(house, c => c.PostAsync(Token, Refresh("x"), proof: WithPrivateKey(c)))),
        ("two proofs", "invalid_dpop_proof", house => WithClient(house, async c =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Token) { Content = new FormUrlEncodedContent(Signed(c, Refresh("x"))) };
            request.Headers.Add("DPoP", [c.DpopProof("POST", TokenAddress), c.DpopProof("POST", TokenAddress)]);
            return await c.SendAsync(request);
        })),

        // The same message twice, at each endpoint.
        ("client assertion a second time at the refresh", "invalid_client", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c, "openid offline_access");
            var once = c.Assertion();
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.RefreshAsync(tokens["refresh_token"], assertion: once)).Status);
            return await c.RefreshAsync(tokens["refresh_token"], assertion: once);
        })),
        ("client assertion a second time with another code", "invalid_client", house => WithClient(house, async c =>
        {
            var (one, other, once) = (await house.CodeAsync(c), await house.CodeAsync(c), c.Assertion());
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.RedeemAsync(one, assertion: once)).Status);
            return await c.RedeemAsync(other, assertion: once);
        })),
        ("client assertion a second time at the revocation", "invalid_client", house => WithClient(house, async c =>
        {
            var (form, once) = (new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "x" }, c.Assertion());
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.PostAsync("/id/oidc/revoke", form, once, withProof: false)).Status);
            return await c.PostAsync("/id/oidc/revoke", form, once, withProof: false);
        })),
        ("proof a second time with another code", "invalid_dpop_proof", house => WithClient(house, async c =>
        {
            var (one, other, once) = (await house.CodeAsync(c), await house.CodeAsync(c), c.DpopProof("POST", TokenAddress));
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.RedeemAsync(one, proof: once)).Status);
            return await c.RedeemAsync(other, proof: once);
        })),
        ("proof a second time with another pushed request", "invalid_dpop_proof", house => WithClient(house, async c =>
        {
            var once = c.DpopProof("POST", "https://localhost/id/oidc/par");
            Assert.Equal(System.Net.HttpStatusCode.Created, (await c.PostAsync("/id/oidc/par", c.Wish(), proof: once)).Status);
            return await c.PostAsync("/id/oidc/par", c.Wish(), proof: once);
        })),

        ("proof a second time with an access token", "invalid_dpop_proof", house => WithClient(house, async c =>
        {
            var access = (await house.TokensAsync(c))["access_token"];
            var once = c.DpopProof("GET", "https://localhost/id/oidc/userinfo", access);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.UserInfoAsync(access, once)).Status);
            return await c.UserInfoAsync(access, once);
        })),

        // What it has.
        ("access token that was revoked", "invalid_token", house => WithClient(house, async c =>
        {
            var access = (await house.TokensAsync(c))["access_token"];
            var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = access };
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.PostAsync("/id/oidc/revoke", form, withProof: false)).Status);
            return await c.UserInfoAsync(access);
        })),
        ("code a second time", "invalid_grant", house => WithClient(house, async c =>
        {
            var code = await house.CodeAsync(c);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.RedeemAsync(code)).Status);
            return await c.RedeemAsync(code);
        })),
        ("code after a minute", "invalid_grant", house => WithClient(house, async c =>
        {
            var code = await house.CodeAsync(c);
            house.App.Time.Advance(TimeSpan.FromSeconds(61));
            return await c.RedeemAsync(code);
        })),
        ("code of another client", "invalid_grant", async house =>
        {
            using var owner = await house.ClientAsync();
            using var thief = await house.ClientAsync();
            return await thief.RedeemAsync(await house.CodeAsync(owner));
        }),
        ("code with another redirect address", "invalid_grant",
            house => WithClient(house, async c => await c.RedeemAsync(await house.CodeAsync(c), form => form["redirect_uri"] = "https://evil.example/callback"))),
        ("code with another verifier", "invalid_grant",
            house => WithClient(house, async c => await c.RedeemAsync(await house.CodeAsync(c), form => form["code_verifier"] = new string('v', 43)))),
        ("code with another key than it was asked for", "invalid_grant",
            house => WithClient(house, async c => await c.RedeemAsync(await house.CodeAsync(c, change: wish => wish["dpop_jkt"] = PrivateJwk.Generate().Public.Thumbprint)))),
        ("refresh with another key", "invalid_grant", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c, "openid offline_access");
            c.Proof = PrivateJwk.Generate();
            return await c.RefreshAsync(tokens["refresh_token"]);
        })),
        ("refresh of a revoked grant", "invalid_grant", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c, "openid offline_access");
            var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = tokens["refresh_token"] };
            Assert.Equal(System.Net.HttpStatusCode.OK, (await c.PostAsync("/id/oidc/revoke", form, withProof: false)).Status);
            return await c.RefreshAsync(tokens["refresh_token"]);
        })),
        ("refresh after thirty days", "invalid_grant", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c, "openid offline_access");
            house.App.Time.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
            await c.PostAsync(Token, new Dictionary<string, string>(StringComparer.Ordinal), withProof: false);
            return await c.RefreshAsync(tokens["refresh_token"]);
        })),
        ("refresh with a wider scope", "invalid_scope", house => WithClient(house, async c =>
            await c.RefreshAsync((await house.TokensAsync(c, "openid offline_access"))["refresh_token"], scope: "openid address"))),
        ("password grant", "unsupported_grant_type", house => WithClient(house, c => c.PostAsync(
            Token, new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "password", ["username"] = "a", ["password"] = "b" }))),
        ("access token as bearer token", "invalid_token", house => WithClient(house, async c =>
            await c.UserInfoAsync((await house.TokensAsync(c))["access_token"], scheme: "Bearer"))),
        ("access token with another key", "invalid_token", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c);
            c.Proof = PrivateJwk.Generate();
            return await c.UserInfoAsync(tokens["access_token"]);
        })),
        ("access token with the proof of another token", "invalid_dpop_proof", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c);
            return await c.UserInfoAsync(tokens["access_token"], c.DpopProof("GET", "https://localhost/id/oidc/userinfo", "another"));
        })),
        ("ID token in place of an access token", "invalid_token", house => WithClient(house, async c =>
            await c.UserInfoAsync((await house.TokensAsync(c))["id_token"]))),
        ("access token after five minutes", "invalid_token", house => WithClient(house, async c =>
        {
            var tokens = await house.TokensAsync(c);
            house.App.Time.Advance(TimeSpan.FromSeconds(301));
            return await c.UserInfoAsync(tokens["access_token"]);
        })),
    ];

    private static async Task<OAuthResponse> WithClient(ProviderHouse house, Func<TestClient, Task<OAuthResponse>> act)
    {
        using var client = await house.ClientAsync();
        return await act(client);
    }

    private static Dictionary<string, string> Refresh(string token) =>
        new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = token };

    private static Dictionary<string, string> Signed(TestClient client, Dictionary<string, string> form) => new(form, StringComparer.Ordinal)
    {
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = client.Assertion(),
    };

    private static string Unsigned(string compact) =>
        Base64Url.Encode("""{"alg":"none","typ":"dpop+jwt"}"""u8) + "." + compact.Split('.')[1] + ".";

    private static string Hmac(TestClient client)
    {
        var signed = Base64Url.Encode("""{"alg":"HS256"}"""u8) + "." + client.Assertion().Split('.')[1];
        var key = Encoding.UTF8.GetBytes(client.Key.Public.ToJson().ToJsonString());
        return signed + "." + Base64Url.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)));
    }

    private static string WithPrivateKey(TestClient client)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "dpop+jwt", ["jwk"] = client.Proof.ToJson() };
        var signed = Base64Url.Encode(Encoding.UTF8.GetBytes(header.ToJsonString())) + "." + client.DpopProof("POST", TokenAddress).Split('.')[1];
        return signed + "." + Base64Url.Encode(client.Proof.Sign("ES256", Encoding.ASCII.GetBytes(signed)));
    }
}
