using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>
/// How the portal speaks with the provider: by HTTP messages with <c>private_key_jwt</c> and DPoP, to the same routes as every other
/// client. There is no other way in.
/// </summary>
internal sealed class PortalCalls(InnerCalls inner, SigningKeys keys, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(inner, disposeHandler: false) { Timeout = Patience };

    private volatile string? nonce;

    /// <summary>Pushes an authorization request; its reference.</summary>
    public async Task<string> PushAsync(HttpContext http, string issuer, Dictionary<string, string> wish, CancellationToken ct)
    {
        var answer = await PostAsync(http, issuer, Flow.PushEndpoint.Relative, wish, withProof: false, ct);
        return answer.Text("request_uri") ?? throw Refused(answer);
    }

    /// <summary>Turns a code into tokens; null: the code is not good.</summary>
    public async Task<JsonElement?> RedeemAsync(HttpContext http, string issuer, Dictionary<string, string> form, CancellationToken ct)
    {
        var answer = await PostAsync(http, issuer, Tokens.TokenEndpoint.Relative, form, withProof: true, ct);
        if (answer.Text("error") == OAuthErrors.UseNonce.Code)
            answer = await PostAsync(http, issuer, Tokens.TokenEndpoint.Relative, form, withProof: true, ct);
        return answer.Text("error") switch
        {
            null => answer,
            "invalid_grant" => null,
            _ => throw Refused(answer),
        };
    }

    /// <summary>Thumbprint of the key that codes and tokens of the portal are bound to.</summary>
    public async ValueTask<string> ThumbprintAsync(CancellationToken ct) => (await keys.CurrentAsync(KeyUse.PortalDpop, ct)).Public.Thumbprint;

    public void Dispose() => client.Dispose();

    /// <summary>The provider's public keys.</summary>
    public async Task<IReadOnlyList<Jwk>> KeysAsync(HttpContext http, string issuer, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, issuer + "/oidc/jwks");
        return StrictJson.Parse((await SendAsync(http, request, ct)).GetRawText(), 65_536).Then(Jwk.ParseSet) is { Succeeded: true } set ? set.Value : [];
    }

    private async Task<JsonElement> PostAsync(
        HttpContext http, string issuer, string path, Dictionary<string, string> form, bool withProof, CancellationToken ct)
    {
        var fields = new Dictionary<string, string>(form, StringComparer.Ordinal)
        {
            ["client_id"] = PortalClient.Id,
            ["client_assertion_type"] = ClientAssertions.Type,
            ["client_assertion"] = await AssertionAsync(issuer, ct),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, issuer + path) { Content = new FormUrlEncodedContent(fields) };
        if (withProof)
            request.Headers.Add(DpopProofs.Header, await ProofAsync(issuer + path, ct));
        return await SendAsync(http, request, ct);
    }

    private async Task<JsonElement> SendAsync(HttpContext http, HttpRequestMessage request, CancellationToken ct)
    {
        request.Options.Set(InnerCalls.Visitor, http.Connection.RemoteIpAddress);
        using var answer = await client.SendAsync(request, ct);
        if (answer.Headers.TryGetValues(DpopNonces.Header, out var values))
            nonce = values.First();
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            throw new BadHttpRequestException("Too many sign-ins from one address", StatusCodes.Status429TooManyRequests);
        if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            throw new HttpRequestException("The provider is not well", null, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
    }

    private async Task<string> AssertionAsync(string issuer, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return JwsWriter.Sign(
            await keys.CurrentAsync(KeyUse.Portal, ct),
            new JsonObject
            {
                ["iss"] = PortalClient.Id,
                ["sub"] = PortalClient.Id,
                ["aud"] = issuer,
                ["jti"] = Tokens.TokenText.New(),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = now.ToUnixTimeSeconds() + 60,
            },
            "client-authentication+jwt");
    }

    private async Task<string> ProofAsync(string address, CancellationToken ct)
    {
        var claims = new JsonObject
        {
            ["jti"] = Tokens.TokenText.New(),
            ["htm"] = "POST",
            ["htu"] = address,
            ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (nonce is { } known)
            claims["nonce"] = known;
        return JwsWriter.Sign(
            await keys.CurrentAsync(KeyUse.PortalDpop, ct), claims, new JwsHeaderFields { Type = "dpop+jwt", EmbedsKey = true });
    }

    private static InvalidOperationException Refused(JsonElement answer) =>
        new($"The provider refused the portal: {answer.Text("error")} {answer.Text("error_description")}");
}
