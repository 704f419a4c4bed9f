using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>The pages and the internal interface on the whole host.</summary>
public sealed class ChainPageTests : IClassFixture<RathausApp>
{
    private readonly RathausApp app;

    public ChainPageTests(RathausApp app)
    {
        this.app = app;
        app.Set("Ledger:Services:0:Name", "archiv");
        app.Set("Ledger:Services:0:Town", "wuppertal");
        app.Set("Ledger:Services:0:TokenSha256", Convert.ToHexStringLower(SHA256.HashData("geheim"u8)));
        app.Set("Ledger:Services:0:Types:0", "file.version");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/govchain", "Elektronisches Journal (nicht qualifiziert)")]
    [InlineData("/govchain?sprache=en", "Electronic journal (not qualified)")]
    [InlineData("/govchain/alarm", "Es gibt keine Befunde.")]
    [InlineData("/govchain/pruefseite.html", "rathaus-commit/v1")]
    public async Task The_pages_are_there(string address, string text)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(address, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains(text, page, StringComparison.Ordinal);
        if (address.Contains("pruefseite", StringComparison.Ordinal))
        {
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("connect-src", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_program_of_the_town_hands_in_with_its_token_and_only_what_it_may()
    {
        using var client = app.CreateClient();
        var good = new { type = "file.version", doc_sha256 = new string('a', 64), idempotency_key = "akte/1", @public = true };
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(client, good, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(client, good, "falsch")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, good, "geheim")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, good, "geheim")).StatusCode);
        foreach (var bad in new object[]
        {
            new { type = "cert.issue", doc_sha256 = new string('a', 64), idempotency_key = "x" },
            new { type = "file.version", doc_sha256 = "aa", idempotency_key = "x" },
            new { type = "file.version", doc_sha256 = new string('a', 64) },
            new { type = "file.version", doc_sha256 = new string('a', 64), idempotency_key = "Erika Mustermann" },
            new { type = "file.version", doc_sha256 = new string('a', 64), idempotency_key = "x", meta = new { f = 1.5 } },
        })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(client, bad, "geheim")).StatusCode);

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "geheim");
        using var state = JsonDocument.Parse(await client.GetStringAsync("/govchain/entries/akte/1", Ct));
        Assert.Contains(state.RootElement.GetProperty("state").GetString(), new[] { "pending", "integrated", "proven" });
        using var unknown = await client.GetAsync("/govchain/entries/akte/2", Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, object body, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/govchain/entries")
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client.SendAsync(request, Ct);
    }
}
