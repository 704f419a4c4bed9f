using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>A wallet that fetches credentials over HTTP, with DPoP and proofs of its keys.</summary>
internal sealed class IssuingWallet(HttpClient http, TimeProvider time)
{
    public const string Issuer = "https://localhost/id";

    private static readonly JwsHeaderFields DpopHeader = new() { Type = "dpop+jwt", EmbedsKey = true };
    private static readonly JwsHeaderFields ProofHeader = new() { Type = "openid4vci-proof+jwt", EmbedsKey = true };

    private string? nonce;

    public PrivateJwk Dpop { get; set; } = PrivateJwk.Generate();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public async Task<JsonObject> MetadataAsync() => (await http.GetFromJsonAsync<JsonObject>("/.well-known/openid-credential-issuer/id", Ct))!;

    /// <summary>Redeems code and digits; the error when there is no token.</summary>
    public async Task<(string? Token, string? Error)> TokenAsync(string code, string? digits)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:pre-authorized_code",
            ["pre-authorized_code"] = code,
        };
        if (digits is not null)
            fields["tx_code"] = digits;
        var body = await SendAsync("/id/oidc/token", () => new FormUrlEncodedContent(fields), null);
        return (body["access_token"]?.GetValue<string>(), body["error"]?.GetValue<string>());
    }

    /// <summary>A pushed request for one credential, as a public client; what was answered.</summary>
    public Task<JsonObject> PushAsync(Action<Dictionary<string, string>>? change = null)
    {
        var wish = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = WalletHouse.Client,
            ["response_type"] = "code",
            ["redirect_uri"] = WalletHouse.Redirect,
            ["scope"] = "credential:volunteer-card",
            ["state"] = "state-1",
            ["code_challenge"] = TestClient.Challenge,
            ["code_challenge_method"] = "S256",
        };
        change?.Invoke(wish);
        return SendAsync("/id/oidc/par", () => new FormUrlEncodedContent(wish), null);
    }

    public Task<JsonObject> RedeemAsync(string code, Action<Dictionary<string, string>>? change = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = WalletHouse.Client,
            ["code"] = code,
            ["redirect_uri"] = WalletHouse.Redirect,
            ["code_verifier"] = TestClient.Verifier,
        };
        change?.Invoke(fields);
        return SendAsync("/id/oidc/token", () => new FormUrlEncodedContent(fields), null);
    }

    public async Task<string> NonceAsync()
    {
        using var answer = await http.PostAsync(new Uri("/id/vci/nonce", UriKind.Relative), null, Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["c_nonce"]!.GetValue<string>();
    }

    public string Proof(PrivateJwk key, string challenge, string audience = Issuer, int age = 0, string type = "openid4vci-proof+jwt") => JwsWriter.Sign(
        key, new JsonObject { ["aud"] = audience, ["iat"] = Now - age, ["nonce"] = challenge }, ProofHeader with { Type = type });

    /// <summary>Asks by the identifier that the token response gave.</summary>
    public Task<JsonObject> CredentialByIdAsync(string token, string identifier, params IReadOnlyList<string> proofs) =>
        SendAsync("/id/vci/credential", () => JsonContent.Create(new JsonObject
        {
            ["credential_identifier"] = identifier,
            ["proofs"] = new JsonObject { ["jwt"] = new JsonArray([.. proofs.Select(proof => (JsonNode)proof)]) },
        }), token);

    public Task<JsonObject> CredentialAsync(string token, string configuration, params IReadOnlyList<string> proofs) =>
        SendAsync("/id/vci/credential", () => JsonContent.Create(new JsonObject
        {
            ["credential_configuration_id"] = configuration,
            ["proofs"] = new JsonObject { ["jwt"] = new JsonArray([.. proofs.Select(proof => (JsonNode)proof)]) },
        }), token);

    /// <summary>Sends with a proof of possession; once more with the nonce that the house asked for.</summary>
    private async Task<JsonObject> SendAsync(string path, Func<HttpContent> content, string? token)
    {
        for (var turn = 0; ; turn++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content() };
            var claims = new JsonObject
            {
                ["jti"] = Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N"), ["htm"] = "POST", ["htu"] = "https://localhost" + path, ["iat"] = Now,
            };
            if (nonce is not null)
                claims["nonce"] = nonce;
            if (token is not null)
            {
                claims["ath"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
                request.Headers.Add("Authorization", "DPoP " + token);
            }

            request.Headers.Add("DPoP", JwsWriter.Sign(Dpop, claims, DpopHeader));
            using var answer = await http.SendAsync(request, Ct);
            if (answer.Headers.TryGetValues("DPoP-Nonce", out var fresh))
                nonce = fresh.Single();
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct) ?? [];
            if (turn == 0 && body["error"]?.GetValue<string>() == "use_dpop_nonce")
                continue;
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, body.ToJsonString());
            return body;
        }
    }
}
