using System.Net;
using Rathaus.Kernel.Ui;

namespace Rathaus.Kernel.Tests.Ui;

public sealed class PipelineTests(UiHost host) : IClassFixture<UiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        foreach (var path in new[] { "/bausteine", "/nirgends", "/fehler", "/api/v1/fehler", "/assets/rathaus.0AB1.css" })
        {
            using var answer = await host.Client.GetAsync(path, Ct);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("max-age=63072000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
            Assert.False(answer.Headers.Contains("Server"));
            Assert.False(answer.Headers.Contains("blazor-enhanced-nav"));
        }
    }

    [Fact]
    public async Task An_unknown_address_is_a_page_for_people_and_a_problem_for_programs()
    {
        using var page = await host.Client.GetAsync("/nirgends", Ct);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("role=\"search\"", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var problem = await host.Client.GetAsync("/api/v1/nirgends", Ct);
        Assert.Equal(HttpStatusCode.NotFound, problem.StatusCode);
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"code\":\"address.not-found\"", await problem.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/fehler", HttpStatusCode.InternalServerError, "Der Fehler liegt bei uns")]
    [InlineData("/datenbank-weg", HttpStatusCode.ServiceUnavailable, "Wir sind gleich wieder da")]
    public async Task Faults_of_ours_are_static_pages_that_tell_no_secret(string path, HttpStatusCode status, string words)
    {
        using var answer = await host.Client.GetAsync(path, Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
        Assert.Matches("class=\"rh-code\">[0-9A-Z]{4}-[0-9A-Z]{4}<", html);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
    }

    [Theory]
    [InlineData("/api/v1/fehler", HttpStatusCode.InternalServerError, "server.fault")]
    [InlineData("/api/v1/zu-gross", HttpStatusCode.RequestEntityTooLarge, "request.too-large")]
    public async Task Programs_get_a_problem_document(string path, HttpStatusCode status, string code)
    {
        using var answer = await host.Client.GetAsync(path, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_its_token_reaches_the_handler_and_is_answered_with_303_or_422()
    {
        using var client = host.NewClient();
        var token = await TokenAsync(client);
        using var good = await PostAsync(client, new() { ["_token"] = token, ["name"] = "gut" });
        Assert.Equal(HttpStatusCode.SeeOther, good.StatusCode);
        Assert.Equal("/danke", good.Headers.Location?.OriginalString);
        using var bad = await PostAsync(client, new() { ["_token"] = token, ["name"] = "schlecht" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
    }

    [Fact]
    public async Task A_form_from_here_whose_token_expired_comes_back_with_its_values_as_text()
    {
        using var client = host.NewClient();
        using var answer = await PostAsync(client, new() { ["_token"] = "old", ["name"] = "gut</textarea><script>" }, "same-origin");
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("name=\"name\" readonly hidden>gut&lt;/textarea&gt;&lt;script&gt;</textarea>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("old", Rendering.Form(html), StringComparison.Ordinal);

        var token = Rendering.Token(html);
        using var again = await PostAsync(client, new() { ["_token"] = token, ["name"] = "gut" });
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData(null)]
    public async Task A_form_from_elsewhere_is_not_offered_for_sending(string? site)
    {
        using var client = host.NewClient();
        using var answer = await PostAsync(client, new() { ["name"] = "gut" }, site);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("name=\"name\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_chooses_the_language_and_the_cookie_keeps_it()
    {
        using var client = host.NewClient();
        Assert.Contains("<html lang=\"en\"", await client.GetStringAsync("/bausteine?sprache=en", Ct), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\"", await client.GetStringAsync("/bausteine", Ct), StringComparison.Ordinal);
        using var error = await client.GetAsync("/fehler", Ct);
        Assert.Contains("The fault is ours", await error.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de-simple\"", await client.GetStringAsync("/bausteine?sprache=de-einfach", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_are_compressed_kept_for_ever_and_limited_to_the_bundle()
    {
        using var plain = await host.Client.GetAsync("/assets/rathaus.0AB1.css", Ct);
        Assert.Equal("body{color:red}", await plain.Content.ReadAsStringAsync(Ct));
        Assert.Equal("public, max-age=31536000, immutable", plain.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("text/css", plain.Content.Headers.ContentType?.MediaType);

        Assert.Equal("br", await EncodingAsync("gzip, deflate, br"));
        Assert.Equal("gzip", await EncodingAsync("gzip, br;q=0"));
        Assert.Null(await EncodingAsync("identity"));

        foreach (var path in new[] { "/assets/secret.txt", "/assets/manifest.json", "/assets/..%2Fsecret.txt", "/assets/rathaus.css" })
        {
            using var hidden = await host.Client.GetAsync(path, Ct);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }
    }

    [Fact]
    public async Task Refusals_become_pages_and_a_missing_sign_in_leads_there_and_back()
    {
        using var signIn = await host.Client.GetAsync("/anmelden-noetig?seite=2", Ct);
        Assert.Equal("/anmelden?zurueck=%2Fanmelden-noetig%3Fseite%3D2", signIn.Headers.Location?.OriginalString);
        using var changed = await host.Client.GetAsync("/geaendert", Ct);
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
        Assert.Contains("Alex hat geändert.", await changed.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_never_leads_to_another_host()
    {
        using var answer = await host.Client.GetAsync("/fremd", Ct);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [InlineData("/konto", true)]
    [InlineData("/", true)]
    [InlineData("//boese.example", false)]
    [InlineData("/\\boese.example", false)]
    [InlineData("https://boese.example", false)]
    [InlineData("/a\r\nSet-Cookie: x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_paths_of_this_house_are_ways_back(string? address, bool local) => Assert.Equal(local, PageResult.IsLocal(address));

    private async Task<string?> EncodingAsync(string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/rathaus.0AB1.css");
        request.Headers.Add("Accept-Encoding", accepted);
        using var answer = await host.Client.SendAsync(request, Ct);
        return answer.Content.Headers.ContentEncoding.SingleOrDefault();
    }

    private static async Task<string> TokenAsync(HttpClient client)
    {
        using var expired = await PostAsync(client, new() { ["name"] = "x" }, "same-origin");
        var html = await expired.Content.ReadAsStringAsync(Ct);
        return Rendering.Token(html);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, Dictionary<string, string> form, string? site = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/wuppertal/formular") { Content = new FormUrlEncodedContent(form) };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        return await client.SendAsync(request, Ct);
    }
}
