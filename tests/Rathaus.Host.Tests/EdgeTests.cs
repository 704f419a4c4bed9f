using System.Net;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>What every address of the house keeps: headers, health, problem documents.</summary>
public sealed class EdgeTests(RathausApp app) : IClassFixture<RathausApp>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_host_says_that_it_lives_and_is_ready(string address)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/gibt-es-nicht")]
    [InlineData("/api/v1/gibt-es-nicht")]
    public async Task Every_answer_carries_the_security_headers(string address)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.NotEmpty(answer.Headers.GetValues("Referrer-Policy"));
    }

    [Theory]
    [InlineData("/", "strict-origin", false)]
    [InlineData("/wuppertal/sperrmuell", "strict-origin", false)]
    [InlineData("/bausteine", "strict-origin", false)]
    [InlineData("/id/anmelden", "no-referrer", true)]
    [InlineData("/konto", "no-referrer", true)]
    [InlineData("/konto/sicherheit", "no-referrer", true)]
    [InlineData("/konto/neu", "no-referrer", true)]
    [InlineData("/abmelden", "no-referrer", true)]
    [InlineData("/amt", "no-referrer", true)]
    [InlineData("/amt/anmelden", "no-referrer", true)]
    [InlineData("/status", "no-referrer", true)]
    [InlineData("/vorgang/W-2026-0000018", "no-referrer", true)]
    [InlineData("/wuppertal/sperrmuell/antrag", "no-referrer", true)]
    public async Task Pages_about_a_person_are_kept_by_nobody_and_their_address_is_told_to_nobody(string address, string referrer, bool personal)
    {
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(referrer, Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal(personal, answer.Headers.CacheControl?.NoStore ?? false);
    }

    [Fact]
    public async Task Every_cookie_is_bound_to_the_host_and_closed_to_scripts()
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync("/id/anmelden", TestContext.Current.CancellationToken);
        foreach (var cookie in answer.Headers.GetValues("Set-Cookie"))
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; path=/; secure; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task An_unknown_API_address_answers_with_a_problem_document()
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync("/api/v1/gibt-es-nicht", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task TRACE_is_refused()
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Trace, "/health/live");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }
}
