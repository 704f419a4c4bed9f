using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>An application of somebody else at the house's OpenID provider: its keys, its requests, and a page people come back to.</summary>
internal sealed class OutsideClient(House house, string id) : IDisposable
{

    private static readonly JwsHeaderFields ProofHeader = new() { Type = "dpop+jwt", EmbedsKey = true };

    private readonly PrivateJwk key = PrivateJwk.Generate();
    private readonly PrivateJwk proof = PrivateJwk.Generate();
    private readonly string verifier = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
    private readonly HttpClient http = new() { BaseAddress = new Uri(house.Host.Address) };
    private string? nonce;

    /// <summary>Another origin than the house, as an application has: the way back leaves it.</summary>
    public string Home { get; } = $"http://127.0.0.1:{house.Host.Port}/";

    /// <summary>What the administrator pastes.</summary>
    public string Jwks => new JsonObject { ["keys"] = new JsonArray(key.Public.ToJson()) }.ToJsonString();

    private string Issuer => house.Host.Address + "/id";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Pushes a request; the address to send the browser to.</summary>
    public async Task<string> BeginAsync(string scope)
    {
        var pushed = await PostAsync("/id/oidc/par", new()
        {
            ["client_id"] = id, ["response_type"] = "code", ["redirect_uri"] = Home, ["scope"] = scope, ["state"] = "s1", ["nonce"] = "n1",
            ["code_challenge"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), ["code_challenge_method"] = "S256",
        });
        return $"/id/oidc/authorize?client_id={id}&request_uri={Uri.EscapeDataString(pushed["request_uri"]!.GetValue<string>())}";
    }

    public Task<JsonObject> RedeemAsync(string code) => TokenAsync(new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Home, ["code_verifier"] = verifier,
    });

    public Task<JsonObject> RefreshAsync(string token) => TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token });

    public void Dispose() => http.Dispose();

    /// <summary>As RFC 9449 has it: the first answer brings the nonce.</summary>
    private async Task<JsonObject> TokenAsync(Dictionary<string, string> form)
    {
        var answer = await PostAsync("/id/oidc/token", form, proves: true);
        return answer["error"]?.GetValue<string>() == "use_dpop_nonce" ? await PostAsync("/id/oidc/token", form, proves: true) : answer;
    }

    private async Task<JsonObject> PostAsync(string path, Dictionary<string, string> form, bool proves = false)
    {
        var now = house.Now.ToUnixTimeSeconds();
        form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form["client_assertion"] = JwsWriter.Sign(
            key, new JsonObject { ["iss"] = id, ["sub"] = id, ["aud"] = Issuer, ["jti"] = Fresh(), ["iat"] = now, ["exp"] = now + 60 }, "JWT");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (proves)
        {
            var claims = new JsonObject { ["jti"] = Fresh(), ["htm"] = "POST", ["htu"] = house.Host.Address + path, ["iat"] = now };
            if (nonce is not null)
                claims["nonce"] = nonce;
            request.Headers.Add("DPoP", JwsWriter.Sign(proof, claims, ProofHeader));
        }

        using var answer = await http.SendAsync(request, Ct);
        nonce = answer.Headers.TryGetValues("DPoP-Nonce", out var values) ? values.Single() : nonce;
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject();
    }

    private static string Fresh() => RandomNumberGenerator.GetHexString(32);
}
