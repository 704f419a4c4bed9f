using System.Net;
using System.Text.RegularExpressions;

namespace Rathaus.Host.Tests.Failures.Support;

/// <summary>
/// A browser without a screen against a running host: keeps cookies whatever the address, follows nothing by itself, posts
/// forms with the token of their page. Remembers every address it was sent to.
/// </summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    /// <param name="address">The host to talk to; another one can be chosen at any time.</param>
    public Visitor(string address)
    {
        Host = address;
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public string Host { get; set; }

    public List<string> Redirects { get; } = [];

    public IReadOnlyDictionary<string, string> Cookies => cookies;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<(HttpStatusCode Status, string Body, string? Location)> SendAsync(HttpRequestMessage request)
    {
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await client.SendAsync(request, Ct);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set.Select(one => one.Split(';')[0].Split('=', 2)))
                cookies[cookie[0]] = cookie[1];
        }

        if (answer.Headers.Location?.ToString() is { } location)
            Redirects.Add(location);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct), answer.Headers.Location?.ToString());
    }

    public async Task<(HttpStatusCode Status, string Body, string? Location)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Host + path);
        return await SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, string Body, string? Location)> PostRawAsync(
        string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Host + path);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await SendAsync(request);
    }

    /// <summary>Posts fields with the hidden ones (token, version) of the page they stand on.</summary>
    public async Task<(HttpStatusCode Status, string Body, string? Location)> PostAsync(
        string page, string path, params (string Name, string Value)[] fields)
    {
        var (status, html, _) = await GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, status);
        return await PostRawAsync(path, [.. Hidden(html), .. fields]);
    }

    public static (string Name, string Value)[] Hidden(string html) =>
        [.. HiddenField().Matches(html)
            .Select(match => (match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)))
            .DistinctBy(field => field.Item1)];

    /// <summary>By the demonstration's cast.</summary>
    public async Task SignInAsync(string person = "mira-beispiel")
    {
        var (status, _, location) = await PostAsync(
            "/konto/neu", "/anmelden/vorfuehrung", ("person", person), ("zurueck", "/konto"));
        while (location is not null && new Uri(new Uri(Host), location).PathAndQuery is var next && next != "/konto")
            (status, _, location) = await GetAsync(next);
        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.Equal("/konto", location);
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"(?<name>_token|_version)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();
}
