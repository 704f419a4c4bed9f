using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Portal;

/// <summary>One browser that knows the house by whole addresses, keeps its hosts' cookies apart, and follows nothing unless asked.</summary>
internal sealed partial class PortalVisitor(RathausApp app) : IDisposable
{
    private readonly CookieContainer cookies = new();
    private HttpClient? client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Client => client ??= new HttpClient(new CookieKeeper(cookies) { InnerHandler = app.Server.CreateHandler() })
    {
        DefaultRequestHeaders = { { "Accept", "text/html" } },
    };

    /// <summary>The authorization of the last sign-in.</summary>
    public Guid Flow { get; private set; }

    public string? Cookie(string host, string name) =>
        cookies.GetCookies(new Uri(host))[name]?.Value is { Length: > 0 } value ? value : null;

    /// <summary>Plays theft and planting.</summary>
    public void Plant(string host, string name, string value) => cookies.Add(new Uri(host), new Cookie(name, value) { Secure = true, Path = "/" });

    public async Task<Step> GetAsync(string address)
    {
        using var answer = await Client.GetAsync(new Uri(address), Ct);
        return await Step.OfAsync(address, answer);
    }

    public async Task<Step> PostAsync(string page, string address, params (string Name, string Value)[] fields)
    {
        var token = Token().Match((await GetAsync(page)).Body).Groups["value"].Value;
        using var content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("_token", token)]);
        using var answer = await Client.PostAsync(new Uri(address), content, Ct);
        return await Step.OfAsync(address, answer);
    }

    /// <summary>Follows redirects and pages that go on by themselves, as long as <paramref name="on"/> says so.</summary>
    public async Task<Step> FollowAsync(Step step, Func<string, bool>? on = null)
    {
        for (var hops = 0; step.Next is { } next && on?.Invoke(next) != false; hops++)
        {
            Assert.True(hops < 20, "The pages lead in a circle");
            step = await GetAsync(next);
        }

        return step;
    }

    /// <summary>Begins a sign-in of the portal and shows a demo person's card or name; the address the provider sends the browser back to.</summary>
    public async Task<string> AnswerAsync(string portal, string person = "mira-beispiel", string query = "", string way = "/anmelden/vorfuehrung")
    {
        var page = await FollowAsync(await GetAsync(portal + "/anmelden" + query));
        Assert.Contains("/id/anmelden", page.Address, StringComparison.Ordinal);
        var back = Uri.UnescapeDataString(ReturnTo().Match(page.Address).Groups["value"].Value);
        Flow = Guid.ParseExact(back.Split('/')[^1], "D");
        var origin = new Uri(page.Address).GetLeftPart(UriPartial.Authority);
        var done = await PostAsync($"{origin}/konto/neu", origin + way, ("person", person), ("zurueck", back));
        var last = await FollowAsync(done, static next => !next.Contains("/anmelden/zurueck", StringComparison.Ordinal));
        return last.Next ?? throw new InvalidOperationException($"{last.Status} at {last.Address}: {last.Body}");
    }

    public async Task SignInAsync(string portal, string person = "mira-beispiel") => await GetAsync(await AnswerAsync(portal, person));

    public void Dispose() => client?.Dispose();

    [GeneratedRegex("name=\"_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("zurueck=(?<value>[^&]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReturnTo();
}

/// <summary>An answer and where it leads.</summary>
internal sealed record Step(string Address, HttpStatusCode Status, string? Next, string Body)
{
    public static async Task<Step> OfAsync(string address, HttpResponseMessage answer)
    {
        var next = answer.Headers.Location?.ToString();
        if (next is null && answer.Headers.TryGetValues("Refresh", out var refresh) && refresh.Single().Split("url=", 2) is [_, var later])
            next = later;
        return new Step(
            address, answer.StatusCode, next is null ? null : new Uri(new Uri(address), next).ToString(),
            WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
