using System.Net;
using System.Text.RegularExpressions;

namespace Rathaus.Identity.Tests.Peers;

/// <summary>A browser at a house that listens on a port of this machine, where plain http counts as secure.</summary>
internal sealed partial class SocketBrowser(string house) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<string> ReadAsync(string address)
    {
        using var answer = await SendAsync(HttpMethod.Get, address, null);
        if (PathOf(answer) is { } next)
            return await ReadAsync(next);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Posts a form of a page with its token; where it leads, after the way through the provider if it signed in.</summary>
    public async Task<string> PostAsync(string page, string address, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await ReadAsync(page)).Groups["value"].Value;
        using var content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("_token", token)]);
        using var answer = await SendAsync(HttpMethod.Post, address, content);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var next = PathOf(answer)!;
        while (next.StartsWith("/anmelden?", StringComparison.Ordinal) || next.StartsWith("/anmelden/zurueck?", StringComparison.Ordinal)
            || next.StartsWith("/id/oidc/", StringComparison.Ordinal))
        {
            using var hop = await SendAsync(HttpMethod.Get, next, null);
            next = PathOf(hop) ?? throw new InvalidOperationException($"{next}: {hop.StatusCode}");
        }

        return next;
    }

    /// <summary>Posts a form of a page and goes on, also where a page goes on by itself, until an address of somebody else.</summary>
    public async Task<string> LeaveAsync(string page, Func<string, (string Address, (string Name, string Value)[] Fields)> answer)
    {
        var html = await ReadAsync(page);
        var (next, fields) = answer(html);
        HttpContent? form = new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("_token", Token().Match(html).Groups["value"].Value)]);
        for (var step = 0; step < 5 && !next.StartsWith("https://", StringComparison.Ordinal); step++)
        {
            using var content = form;
            using var hop = await SendAsync(form is null ? HttpMethod.Get : HttpMethod.Post, next, form);
            next = Provider.ProviderHouse.Onward(hop) ?? throw new InvalidOperationException($"{next}: {hop.StatusCode} {await hop.Content.ReadAsStringAsync(Ct)}");
            form = null;
        }

        return next;
    }

    private string? PathOf(HttpResponseMessage answer) =>
        answer.Headers.Location is { } location ? new Uri(new Uri(house), location).PathAndQuery : null;

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, house + address) { Content = content };
        request.Headers.Accept.ParseAdd("text/html");
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await http.SendAsync(request, Ct);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var parts in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
                cookies[parts[0]] = parts[1];
        }

        return answer;
    }

    [GeneratedRegex("name=\"_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
