using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>A house in demo mode with clients, and people who sign in to them.</summary>
public sealed partial class ProviderHouse : IAsyncLifetime
{
    private int clients;

    public RathausApp App { get; } = new();

    /// <summary>Requests a minute and address, and a minute and client; off unless a test is about them.</summary>
    internal (string Address, string Client) Limits { get; init; } = ("0", "0");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        App.Set("RateLimits:Login", "0");
        App.Set("RateLimits:Provider", Limits.Address);
        App.Set("RateLimits:ProviderClient", Limits.Client);
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A registered client with keys of its own and a nonce to begin with.</summary>
    internal async Task<TestClient> ClientAsync(
        TrustLevel minimum = TrustLevel.Low, string? host = null, Func<OpenIdClient, OpenIdClient>? change = null)
    {
        var number = Interlocked.Increment(ref clients);
        var id = $"client-{number}";
        host ??= $"{id}.example";
        var client = new TestClient(this, id, $"https://{host}/callback");
        var stored = new OpenIdClient
        {
            Id = id,
            Town = 1,
            Name = $"Stadtbibliothek {number}",
            Purpose = "Sie leihen Bücher aus.",
            SectorHost = host,
            RedirectUris = [client.Redirect],
            PostLogoutUris = [$"https://{host}/abgemeldet"],
            Jwks = client.Jwks,
            Scopes = Scopes.ForClients,
            MinimumLevel = minimum,
        };
        var registered = await App.Services.GetRequiredService<ManageClients>().RegisterAsync(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), change?.Invoke(stored) ?? stored, Ct);
        Assert.True(registered.Succeeded);
        Assert.Equal("invalid_request", (await client.PostAsync("/id/oidc/token", new Dictionary<string, string>(StringComparer.Ordinal), withProof: false)).Error);
        return client;
    }

    /// <summary>The address a browser gets for a pushed request.</summary>
    internal static string AuthorizeAddress(TestClient client, string requestUri) =>
        $"/id/oidc/authorize?client_id={client.Id}&request_uri={Uri.EscapeDataString(requestUri)}";

    /// <summary>Follows an authorization through the pages to the address of the client, agreeing where asked.</summary>
    internal static async Task<Uri> FollowAsync(Browser browser, string address, bool agree = true)
    {
        for (var step = 0; step < 12; step++)
        {
            using var answer = await browser.GetAsync(address);
            if (Onward(answer) is { } next)
            {
                if (!next.StartsWith('/'))
                    return new Uri(next);
                address = next;
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode} {html}");
            var consent = Consent().Match(html);
            Assert.True(consent.Success, $"{address} asks for something else: {html}");
            using var decided = await browser.PostAsync(consent.Value, ("entscheidung", agree ? "ja" : "nein"));
            var onward = Onward(decided) ?? throw new InvalidOperationException($"{decided.StatusCode}");
            if (!onward.StartsWith('/'))
                return new Uri(onward);
            address = onward;
        }

        throw new InvalidOperationException("The pages lead in a circle");
    }

    /// <summary>A whole sign-in to a client: the parameters of its callback.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> AuthorizeAsync(
        TestClient client, Browser browser, string scope = "openid", Action<Dictionary<string, string>>? change = null)
    {
        var pushed = await client.PushAsync(change, scope);
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body.ToJsonString());
        var back = await FollowAsync(browser, AuthorizeAddress(client, pushed["request_uri"]));
        Assert.Equal(client.Redirect, back.GetLeftPart(UriPartial.Path));
        return Parameters(back);
    }

    /// <summary>A signed-in person's code.</summary>
    internal async Task<string> CodeAsync(TestClient client, string scope = "openid", string person = "mira-beispiel", Action<Dictionary<string, string>>? change = null)
    {
        using var browser = new Browser(App);
        await browser.SignInAsync(person);
        return (await AuthorizeAsync(client, browser, scope, change))["code"];
    }

    /// <summary>A signed-in person's tokens.</summary>
    internal async Task<OAuthResponse> TokensAsync(TestClient client, string scope = "openid", string person = "mira-beispiel")
    {
        var answer = await client.RedeemAsync(await CodeAsync(client, scope, person));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToJsonString());
        return answer;
    }

    internal static IReadOnlyDictionary<string, string> Parameters(Uri address) => address.Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);

    /// <summary>Where an answer leads: a redirect, or a page that goes on by itself.</summary>
    internal static string? Onward(HttpResponseMessage answer)
    {
        if (answer.Headers.Location is { } location)
            return location.ToString();
        return answer.Headers.TryGetValues("Refresh", out var refresh)
            ? refresh.Single() is var text && text.IndexOf("url=", StringComparison.Ordinal) is var at and >= 0 ? text[(at + 4)..] : null
            : null;
    }

    [GeneratedRegex("/id/oidc/zustimmung/[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex Consent();
}
