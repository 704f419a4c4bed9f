using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>A wallet that talks to the house over HTTP, and can be made to misbehave in one point.</summary>
internal sealed class TestWallet(HttpClient http, DateTimeOffset now)
{
    private static readonly JwsPolicy RequestPolicy = new() { Algorithms = [JoseAlgorithms.Es256], AcceptsCertificates = true };

    public PrivateJwk Holder { get; } = PrivateJwk.Generate();

    /// <summary>What may be wrong with an answer.</summary>
    internal sealed record Answer
    {
        public required string Credential { get; init; }

        public string? Nonce { get; init; }

        public string? Audience { get; init; }

        public string? Hash { get; init; }

        public PrivateJwk? Signer { get; init; }

        public int Age { get; init; }

        public string? State { get; init; }

        public Jwk? Recipient { get; init; }

        public string QueryId { get; init; } = "pid";

        public Func<Disclosure, bool> Shows { get; init; } = static one => one.Name is "family_name" or "given_name" or "birthdate" or "place_of_birth";

        /// <summary>Put behind the selected disclosures.</summary>
        public string More { get; init; } = "";

        public string Encryption { get; init; } = JoseAlgorithms.A256Gcm;
    }

    /// <summary>Fetches and checks the request object as HAIP wants it.</summary>
    public async Task<JsonObject> FetchAsync(string link, CancellationToken ct)
    {
        var query = link[(link.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);
        Assert.Equal("post", query["request_uri_method"]);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("wallet_nonce", "wallet-nonce-1")]);
        using var answer = await http.PostAsync(new Uri(query["request_uri"]), form, ct);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/oauth-authz-req+jwt", answer.Content.Headers.ContentType!.MediaType);
        var compact = await answer.Content.ReadAsStringAsync(ct);
        var read = JwsReader.Read(compact, RequestPolicy).Value!;
        using var leaf = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(read.Header.Certificates[0]);
        Assert.True(read.Verify(Jwk.Of(leaf).Value!).Succeeded);
        Assert.Equal("oauth-authz-req+jwt", read.Header.Type);
        var claims = (JsonObject)JsonNode.Parse(read.Claims.GetRawText())!;
        Assert.Equal("x509_hash:" + Base64Url.Encode(System.Security.Cryptography.SHA256.HashData(read.Header.Certificates[0])), claims["client_id"]!.GetValue<string>());
        Assert.Equal(query["client_id"], claims["client_id"]!.GetValue<string>());
        Assert.Equal("wallet-nonce-1", claims["wallet_nonce"]!.GetValue<string>());
        return claims;
    }

    /// <summary>The encrypted answer to a request.</summary>
    public string Answering(JsonObject request, Answer answer)
    {
        var parts = SdJwtText.Parse(answer.Credential).Value!;
        var shown = parts.Select(answer.Shows) + answer.More;
        var binding = JwsWriter.Sign(answer.Signer ?? Holder, new JsonObject
        {
            ["iat"] = now.AddSeconds(-answer.Age).ToUnixTimeSeconds(),
            ["aud"] = answer.Audience ?? request["client_id"]!.GetValue<string>(),
            ["nonce"] = answer.Nonce ?? request["nonce"]!.GetValue<string>(),
            ["sd_hash"] = answer.Hash ?? Disclosure.DigestOf(shown),
        }, "kb+jwt");
        var content = new JsonObject
        {
            ["vp_token"] = new JsonObject { [answer.QueryId] = new JsonArray(shown + binding) },
            ["state"] = answer.State ?? request["state"]!.GetValue<string>(),
        };
        var key = answer.Recipient ?? Jwk.Parse(request["client_metadata"]!["jwks"]!["keys"]![0]!.ToJsonString()).Value!;
        return Jwe.Encrypt(Encoding.UTF8.GetBytes(content.ToJsonString()), key, answer.Encryption);
    }

    /// <summary>Posts it; the way back, or the error the house names.</summary>
    public async Task<(string? Redirect, string? Error)> PostAsync(JsonObject request, string response, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("response", response)]);
        using var answer = await http.PostAsync(new Uri(request["response_uri"]!.GetValue<string>()), form, ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(ct);
        return (body!["redirect_uri"]?.GetValue<string>(), body["error_description"]?.GetValue<string>());
    }
}
