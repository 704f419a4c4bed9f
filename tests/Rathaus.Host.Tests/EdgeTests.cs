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
