using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Office;

/// <summary>One browser: keeps cookies, reads the token of a page and posts its forms.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;
    private readonly CookieContainer cookies = new();

    public Browser(RathausApp app)
    {
        client = app.CreateDefaultClient(new Uri("https://localhost"), new Cookies(cookies));
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string address) => client.GetAsync(new Uri(address, UriKind.Relative), Ct);

    public async Task<HttpStatusCode> StatusAsync(string address) => (await GetAsync(address)).StatusCode;

    public async Task<string> ReadAsync(string address)
    {
        var answer = await GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    /// <summary>Posts fields with a valid token of this browser.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields)
    {
        var html = await ReadAsync("/anmelden");
        return await PostRawAsync(address, [.. fields, ("_token", Token().Match(html).Groups["value"].Value)]);
    }

    public Task<HttpResponseMessage> PostRawAsync(string address, params (string Name, string Value)[] fields) => client.PostAsync(
        new Uri(address, UriKind.Relative),
        new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Ct);

    public async Task SignInAsync(string person)
    {
        var answer = await PostAsync("/anmelden/vorfuehrung", ("person", person), ("zurueck", "/konto/sicherheit"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public async Task SignInStaffAsync(string person)
    {
        var answer = await PostAsync("/amt/anmelden/vorfuehrung", ("person", person), ("zurueck", "/amt"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/amt", answer.Headers.Location?.ToString());
    }

    /// <summary>Posts to a case with the version that its page shows now.</summary>
    public async Task<HttpResponseMessage> ActAsync(string number, string deed, params (string Name, string Value)[] fields)
    {
        var version = Version().Match(await ReadAsync($"/amt/vorgang/{number}")).Groups["value"].Value;
        return await PostAsync($"/amt/vorgang/{number}/{deed}", [.. fields, ("_version", version)]);
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("name=\"_version\" value=\"(?<value>[0-9]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    private sealed class Cookies(CookieContainer container) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var header = container.GetCookieHeader(request.RequestUri!);
            if (header.Length > 0)
                request.Headers.Add("Cookie", header);
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                    container.SetCookies(request.RequestUri!, cookie.Replace("expires=", "Expires=", StringComparison.Ordinal));
            }

            return answer;
        }
    }
}
