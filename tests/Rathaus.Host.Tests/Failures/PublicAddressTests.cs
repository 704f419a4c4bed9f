using System.Globalization;
using System.Net;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>Behind a proxy and without one: what counts as secure, whom the host believes, when browsers are bound to TLS.</summary>
public sealed class PublicAddressTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_public_address_only_what_came_by_TLS_is_served()
    {
        await using var host = await RunningHost.StartAsync("--public-url=https://rathaus.example", "RateLimits__Api=3");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        var plain = await AskAsync(http, host, "/api/v1/wuppertal/applications/W-2026-1");
        Assert.Equal(HttpStatusCode.Forbidden, plain.StatusCode);
        Assert.Contains("\"code\":\"https-needed\"", await plain.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));

        var page = await AskAsync(http, host, "/wuppertal?s=1");
        Assert.Equal(HttpStatusCode.PermanentRedirect, page.StatusCode);
        Assert.Equal("https://rathaus.example/wuppertal?s=1", page.Headers.Location!.ToString());

        var secure = await AskAsync(http, host, "/wuppertal", ("X-Forwarded-Proto", "https"));
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.Equal("max-age=63072000; includeSubDomains", Assert.Single(secure.Headers.GetValues("Strict-Transport-Security")));

        // The proxy names the client; each has a bucket of its own.
        for (var n = 1; n <= 10; n++)
        {
            var answer = await AskAsync(http, host, "/api/v1/wuppertal/applications/W-2026-1", ("X-Forwarded-Proto", "https"),
                ("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"192.0.2.{n}")));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Without_a_public_address_nobody_can_name_another_client_and_no_browser_is_bound_to_TLS()
    {
        await using var host = await RunningHost.StartAsync("--no-demo", "RateLimits__Api=3");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var codes = new List<HttpStatusCode>();
        for (var n = 1; n <= 10; n++)
        {
            codes.Add((await AskAsync(http, host, "/api/v1/wuppertal/applications/W-2026-1",
                ("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"192.0.2.{n}")))).StatusCode);
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.NotFound, 3).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 7)), codes);
        var page = await AskAsync(http, host, "/wuppertal", ("X-Forwarded-Proto", "https"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
        await AssertNoDemoAsync(host);
    }

    private static async Task AssertNoDemoAsync(RunningHost host)
    {
        using var visitor = new Visitor(host.Address);
        foreach (var page in new[] { "/", "/wuppertal", "/id/anmelden", "/amt/anmelden" })
        {
            var (status, html, _) = await visitor.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.DoesNotContain("rh-demo", html, StringComparison.Ordinal);
            Assert.DoesNotContain("/vorfuehrung", html, StringComparison.Ordinal);
            Assert.DoesNotContain("mira-beispiel", html, StringComparison.Ordinal);
        }

        foreach (var address in new[] { "/anmelden/vorfuehrung", "/amt/anmelden/vorfuehrung", "/anmelden/eid" })
        {
            var (status, _, _) = await visitor.PostAsync("/konto/neu", address, ("person", "mira-beispiel"), ("zurueck", "/konto"));
            Assert.Equal(HttpStatusCode.NotFound, status);
        }

        foreach (var table in new[] { "identity.account", "identity.staff", "identity.session" })
        {
            await using var inside = Applications.Inside(host);
            Assert.Equal(["0"], await OtherServer.AskAsync(inside, $"select count(*) from {table}"));
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(
        HttpClient http, RunningHost host, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Address + path);
        request.Headers.Host = "rathaus.example";
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await http.SendAsync(request, Ct);
    }
}
