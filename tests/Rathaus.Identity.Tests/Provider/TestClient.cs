using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>What an endpoint answered.</summary>
internal sealed record OAuthResponse(HttpStatusCode Status, JsonObject Body, string? Nonce, string? Challenge)
{
    /// <summary>Seconds of <c>Retry-After</c>.</summary>
    public double? Wait { get; init; }

    public string? Error => Body["error"]?.GetValue<string>();

    public string this[string name] => Body[name]?.GetValue<string>() ?? throw new KeyNotFoundException($"{name} is missing in {Status} {Body.ToJsonString()}");

    public bool Has(string name) => Body.ContainsKey(name);
}

/// <summary>
/// A client of the provider with keys of its own, which can also do everything wrong: each message may be changed before it goes out.
/// </summary>
internal sealed class TestClient(ProviderHouse house, string id, string redirect) : IDisposable
{
    public const string Issuer = "https://localhost/id";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    /// <summary>S256 of <see cref="Verifier"/>, from RFC 7636 appendix B.</summary>
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static readonly JwsHeaderFields ProofHeader = new() { Type = "dpop+jwt", EmbedsKey = true };

    private readonly HttpClient http = house.App.CreateClient();

    public string Id => id;

    public string Redirect => redirect;

    public PrivateJwk Key { get; init; } = PrivateJwk.Generate();

    public PrivateJwk Proof { get; set; } = PrivateJwk.Generate();

    /// <summary>The last nonce the server gave.</summary>
    public string? Nonce { get; set; }

    public string Jwks => new JsonObject { ["keys"] = new JsonArray(Key.Public.ToJson()) }.ToJsonString();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private long Now => house.App.Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>An authorization request as FAPI 2.0 wants it.</summary>
    public Dictionary<string, string> Wish(string scope = "openid") => new(StringComparer.Ordinal)
    {
        ["client_id"] = id,
        ["response_type"] = "code",
        ["redirect_uri"] = redirect,
        ["scope"] = scope,
        ["state"] = "state-1",
        ["nonce"] = "nonce-1",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
    };

    public string Assertion(Action<JsonObject>? change = null, PrivateJwk? key = null, JwsHeaderFields? header = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = id,
            ["sub"] = id,
            ["aud"] = Issuer,
            ["jti"] = Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N"),
            ["iat"] = Now,
            ["exp"] = Now + 60,
        };
        change?.Invoke(claims);
        return JwsWriter.Sign(key ?? Key, claims, header ?? new JwsHeaderFields { Type = "JWT" });
    }

    public string DpopProof(string method, string address, string? accessToken = null, Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["jti"] = Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N"),
            ["htm"] = method,
            ["htu"] = address,
            ["iat"] = Now,
        };
        if (Nonce is not null)
            claims["nonce"] = Nonce;
        if (accessToken is not null)
            claims["ath"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        change?.Invoke(claims);
        return JwsWriter.Sign(Proof, claims, ProofHeader);
    }

    /// <summary>Posts to an endpoint as the client, with assertion and, where asked, with a proof.</summary>
    public async Task<OAuthResponse> PostAsync(
        string path, IReadOnlyDictionary<string, string> form, string? assertion = null, string? proof = null, bool withProof = true)
    {
        var fields = new Dictionary<string, string>(form, StringComparer.Ordinal);
        fields.TryAdd("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        fields.TryAdd("client_assertion", assertion ?? Assertion());
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        if (withProof)
            request.Headers.Add("DPoP", proof ?? DpopProof("POST", "https://localhost" + path));
        return await SendAsync(request);
    }

    public Task<OAuthResponse> PushAsync(Action<Dictionary<string, string>>? change = null, string scope = "openid", string? assertion = null)
    {
        var wish = Wish(scope);
        change?.Invoke(wish);
        return PostAsync("/id/oidc/par", wish, assertion, withProof: false);
    }

    public Task<OAuthResponse> RedeemAsync(string code, Action<Dictionary<string, string>>? change = null, string? proof = null, string? assertion = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = Verifier,
        };
        change?.Invoke(form);
        return PostAsync("/id/oidc/token", form, assertion, proof);
    }

    public Task<OAuthResponse> RefreshAsync(string token, string? proof = null, string? assertion = null, string? scope = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = token };
        if (scope is not null)
            form["scope"] = scope;
        return PostAsync("/id/oidc/token", form, assertion, proof);
    }

    public async Task<OAuthResponse> UserInfoAsync(string accessToken, string? proof = null, string scheme = "DPoP")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/id/oidc/userinfo");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {accessToken}");
        request.Headers.Add("DPoP", proof ?? DpopProof("GET", "https://localhost/id/oidc/userinfo", accessToken));
        return await SendAsync(request);
    }

    public async Task<OAuthResponse> SendAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        var nonce = answer.Headers.TryGetValues("DPoP-Nonce", out var values) ? values.Single() : null;
        Nonce = nonce ?? Nonce;
        var body = text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : [];
        return new OAuthResponse(answer.StatusCode, body, nonce, answer.Headers.WwwAuthenticate.ToString())
        {
            Wait = answer.Headers.RetryAfter?.Delta?.TotalSeconds,
        };
    }

    /// <summary>The claims of a token, whoever signed it.</summary>
    public static JsonElement Claims(string token) =>
        JsonElement.Parse(Base64Url.DecodeOrNull(token.Split('.')[1])!);

    public void Dispose() => http.Dispose();
}
