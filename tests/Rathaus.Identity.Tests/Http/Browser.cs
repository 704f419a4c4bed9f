using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>One browser: keeps cookies, reads the token of a page and posts its forms.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;
    private readonly CookieContainer cookies = new();

    public Browser(RathausApp app)
    {
        client = app.CreateDefaultClient(new Uri("https://localhost"), new Cookies(cookies));
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string? Session
    {
        get => cookies.GetCookies(new Uri("https://localhost"))["__Host-rathaus"]?.Value is { Length: > 0 } value ? value : null;
        set => cookies.Add(new Uri("https://localhost"), new Cookie("__Host-rathaus", value) { Secure = true, Path = "/" });
    }

    public Task<HttpResponseMessage> GetAsync(string address) => client.GetAsync(new Uri(address, UriKind.Relative), Ct);

    public async Task<string> ReadAsync(string address)
    {
        var answer = await GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    /// <summary>Posts fields with the token of the page they stand on.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string address, params (string Name, string Value)[] fields)
    {
        var html = await ReadAsync(page);
        var token = Token().Match(html).Groups["value"].Value;
        return await PostRawAsync(address, [.. fields, ("_token", token)]);
    }

    public Task<HttpResponseMessage> PostRawAsync(string address, params (string Name, string Value)[] fields) => client.PostAsync(
        new Uri(address, UriKind.Relative),
        new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Ct);

    public async Task SignInAsync(string person = "mira-beispiel", string back = "/konto/sicherheit")
    {
        var answer = await PostAsync("/anmelden", "/anmelden/vorfuehrung", ("person", person), ("zurueck", back));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(back, answer.Headers.Location?.ToString());
    }

    public async Task SignInByEidAsync(string person = "mira-beispiel", string back = "/konto/sicherheit")
    {
        var answer = await PostAsync("/anmelden/eid", "/anmelden/eid", ("person", person), ("zurueck", back));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public async Task SignInStaffAsync(string person = "wuppertal-clerk")
    {
        var answer = await PostAsync("/amt/anmelden", "/amt/anmelden/vorfuehrung", ("person", person), ("zurueck", "/amt/konto"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/amt/konto", answer.Headers.Location?.ToString());
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

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
