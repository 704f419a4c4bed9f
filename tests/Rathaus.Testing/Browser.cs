using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Xunit;

namespace Rathaus.Testing;

/// <summary>One browser without script: keeps cookies, reads the token of a page and posts its forms.</summary>
public sealed partial class Browser : IDisposable
{
    private const string SignIn = "/anmelden";
    private const string SessionCookie = "__Host-rathaus";
    private const string IssuerCookie = "__Host-idp=";

    /// <summary>A page that everybody gets and whose form has a token.</summary>
    private const string AnyForm = "/konto/neu";

    private static readonly Uri Root = new("https://localhost");

    private readonly HttpClient client;
    private readonly CookieContainer cookies = new();

    /// <param name="address">The network address it comes from, in a house that listens to <see cref="CallerAddress"/>.</param>
    public Browser(RathausApp app, string? address = null)
    {
        client = app.CreateDefaultClient(Root, new CookieKeeper(cookies));
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        if (address is not null)
            client.DefaultRequestHeaders.Add(CallerAddress.Header, address);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The id in the session's cookie, or null; setting it plays theft and planting.</summary>
    public string? Session
    {
        get => cookies.GetCookies(Root)[SessionCookie]?.Value is { Length: > 0 } value ? value : null;
        set => cookies.Add(Root, new Cookie(SessionCookie, value) { Secure = true, Path = "/" });
    }

    /// <summary>What the house keeps of the session: finds its row where the newest would be a guess on a frozen clock.</summary>
    public byte[] SessionHash => SHA256.HashData(Base64Url.DecodeFromChars(Session));

    /// <summary>For requests that no form makes.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request, Ct);

    /// <summary>The way to the sign-in page leads through the provider and is followed; nothing else is.</summary>
    public async Task<HttpResponseMessage> GetAsync(string address)
    {
        var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
        return address == SignIn || address.StartsWith(SignIn + "?", StringComparison.Ordinal) || SignedIn(answer) ? await FollowAsync(answer) : answer;
    }

    public async Task<HttpStatusCode> StatusAsync(string address) => (await GetAsync(address)).StatusCode;

    public async Task<string> ReadAsync(string address)
    {
        var answer = await GetAsync(address);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode} {answer.Headers.Location}");
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    /// <summary>Posts fields with the token of the page they stand on.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string address, params (string Name, string Value)[] fields)
    {
        // The sign-in page is skipped by whoever is signed in at the provider; the token is the same on every page.
        var html = await ReadAsync(page == SignIn ? AnyForm : page);
        return await PostRawAsync(address, [.. fields, ("_token", Token().Match(html).Groups["value"].Value)]);
    }

    /// <summary>Posts fields with a valid token of this browser, from whatever page.</summary>
    public Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields) =>
        PostAsync(AnyForm, address, fields);

    /// <summary>Posts without a token of ours. After a sign-in at the provider the way through the portal's own is followed.</summary>
    public async Task<HttpResponseMessage> PostRawAsync(string address, params (string Name, string Value)[] fields)
    {
        var answer = await client.PostAsync(
            new Uri(address, UriKind.Relative),
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Ct);
        return SignedIn(answer) ? await FollowAsync(answer) : answer;
    }

    /// <summary>The provider begins a session and leads on into the portal.</summary>
    private static bool SignedIn(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(cookie => cookie.StartsWith(IssuerCookie, StringComparison.Ordinal))
        && answer.Headers.Location?.ToString().StartsWith(SignIn, StringComparison.Ordinal) == true;

    private async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage answer)
    {
        while (answer.Headers.Location is { } location
            && new Uri(Root, location).PathAndQuery is var next
            && (next.StartsWith(SignIn, StringComparison.Ordinal) || next.StartsWith("/id/", StringComparison.Ordinal)))
            answer = await client.GetAsync(new Uri(Root, location), Ct);
        return answer;
    }

    public async Task SignInAsync(string person = "mira-beispiel", string back = "/konto/sicherheit")
    {
        var answer = await PostAsync(AnyForm, "/anmelden/vorfuehrung", ("person", person), ("zurueck", back));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(back, answer.Headers.Location?.ToString());
    }

    public async Task SignInByEidAsync(string person = "mira-beispiel", string back = "/konto/sicherheit")
    {
        var answer = await PostAsync("/anmelden/eid", "/anmelden/eid", ("person", person), ("zurueck", back));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public async Task SignInStaffAsync(string person = "wuppertal-clerk", string back = "/amt/konto")
    {
        var answer = await PostAsync("/amt/anmelden", "/amt/anmelden/vorfuehrung", ("person", person), ("zurueck", back));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(back, answer.Headers.Location?.ToString());
    }

    /// <summary>Posts to a case of the office with the version that its page shows now.</summary>
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
}
