using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Federation;

/// <summary>A small OpenID provider of a town, behind the house's HTTP client. Tests make it lie.</summary>
internal sealed class TownProvider(TimeProvider time) : HttpMessageHandler
{
    public const string Issuer = "https://sso.stadt.example";
    public const string Client = "rathaus";
    public const string Secret = "geheim-aus-der-umgebung";

    private readonly Dictionary<string, (string Nonce, string Challenge, string Redirect)> codes = new(StringComparer.Ordinal);

    public PrivateJwk Key { get; set; } = PrivateJwk.Generate(JoseAlgorithms.Es256, "k1");

    public string Subject { get; set; } = "subject-1";

    /// <summary>Changes the claims before they are signed.</summary>
    public Action<JsonObject> Twist { get; set; } = static _ => { };

    /// <summary>Makes the token of claims; by default it is signed.</summary>
    public Func<JsonObject, string>? Write { get; set; }

    /// <summary>What the person does there: signs in; the address the browser is sent back to.</summary>
    public string Authorize(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal(Client, query["client_id"]);
        var code = RandomNumberGenerator.GetHexString(20);
        codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        return $"{new Uri(query["redirect_uri"].ToString()).AbsolutePath}?code={code}&state={query["state"]}&iss={Uri.EscapeDataString(Issuer)}";
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => request.RequestUri!.AbsolutePath switch
    {
        "/.well-known/openid-configuration" => Json(new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["jwks_uri"] = Issuer + "/jwks",
            ["authorization_response_iss_parameter_supported"] = true,
        }),
        "/jwks" => Json(new JsonObject { ["keys"] = new JsonArray(Key.Public.ToJson()) }),
        "/token" => Token(QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken)), request),
        _ => new HttpResponseMessage(HttpStatusCode.NotFound),
    };

    private HttpResponseMessage Token(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form, HttpRequestMessage request)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{Secret}"));
        if (request.Headers.Authorization?.ToString() != basic || !codes.Remove(form["code"].ToString(), out var begun)
            || begun.Redirect != form["redirect_uri"] || begun.Challenge != Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))))
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("{\"error\":\"invalid_grant\"}", Encoding.UTF8, "application/json") };
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer, ["sub"] = Subject, ["aud"] = Client, ["exp"] = now + 300, ["iat"] = now, ["nonce"] = begun.Nonce,
            ["amr"] = new JsonArray("pwd", "mfa"),
        };
        Twist(claims);
        return Json(new JsonObject { ["token_type"] = "Bearer", ["access_token"] = "x", ["id_token"] = Write?.Invoke(claims) ?? JwsWriter.Sign(Key, claims, "JWT") });
    }

    private static HttpResponseMessage Json(JsonObject body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
