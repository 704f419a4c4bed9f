using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>How often one address may ask what wallets, phones and waiting computers use, and how far a guesser gets with typed codes.</summary>
public sealed partial class WalletAndPhoneLimitThreatTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_address_that_does_something_refuses_a_caller_who_asks_too_often_and_says_how_long_to_wait()
    {
        await using var app = await OpenAsync(login: "1", provider: "0");
        await RefusesAsync(app,
        [
            (HttpMethod.Post, "/anmelden/wallet"), (HttpMethod.Post, "/anmelden/wallet/AQIDBAUGBwgJCgsMDQ4PEA"),
            (HttpMethod.Get, "/id/vp/req/AQIDBAUGBwgJCgsMDQ4PEA"), (HttpMethod.Post, "/id/vp/req/AQIDBAUGBwgJCgsMDQ4PEA"),
            (HttpMethod.Post, "/id/vp/res/AQIDBAUGBwgJCgsMDQ4PEA"), (HttpMethod.Post, "/id/vp/done"), (HttpMethod.Post, "/id/vp/code"),
            (HttpMethod.Post, "/id/vci/nonce"), (HttpMethod.Post, "/id/vci/credential"), (HttpMethod.Post, "/simulation/wallet/AQIDBAUGBwgJCgsMDQ4PEA"),
            (HttpMethod.Post, "/id/handover"), (HttpMethod.Post, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA/code"),
            (HttpMethod.Post, "/id/handover/weiter"), (HttpMethod.Post, "/id/handover/aufgeben"),
            (HttpMethod.Get, "/id/h/AQIDBAUGBwgJCgsMDQ4PEA.1ycn00.aaaaaaaa"), (HttpMethod.Post, "/id/app/code"),
            (HttpMethod.Post, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA/claim"), (HttpMethod.Post, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA/optionen"),
            (HttpMethod.Post, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA/freigeben"), (HttpMethod.Post, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA/ablehnen"),
        ]);
    }

    [Fact]
    public async Task Each_address_that_is_only_read_does_so_too_at_the_limit_of_programs()
    {
        await using var app = await OpenAsync(login: "0", provider: "1");
        await RefusesAsync(app,
        [
            (HttpMethod.Get, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA"), (HttpMethod.Get, "/id/handover/AQIDBAUGBwgJCgsMDQ4PEA/bild.svg"),
            (HttpMethod.Get, "/.well-known/openid-credential-issuer/id"), (HttpMethod.Get, "/id/.well-known/openid-credential-issuer"),
            (HttpMethod.Get, "/id/status/1"), (HttpMethod.Get, "/id/vci/root.pem"),
        ]);
    }

    [Fact]
    public async Task Whoever_guesses_typed_codes_gets_ten_tries_a_minute_and_none_for_the_right_one_after_that()
    {
        await using var app = await OpenAsync(login: "10", provider: "0");
        using var desktop = new Browser(app, "203.0.113.1");
        await desktop.PostAsync("/id/handover", ("zurueck", "/konto"));
        var typed = Typed().Match(WebUtility.HtmlDecode(await desktop.ReadAsync("/id/handover"))).Value;
        Assert.Equal(9, typed.Length);

        using var guesser = new Browser(app, "198.51.100.7");
        for (var i = 0; i < 10; i++)
        {
            var wrong = $"0000-000{i}";
            using var answer = await guesser.PostAsync("/id/app/code", ("code", wrong));
            Assert.True((int)answer.StatusCode is >= 400 and < 429, $"{wrong}: {answer.StatusCode}");
        }

        using var late = await guesser.PostAsync("/id/app/code", ("code", typed));
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.InRange(late.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        // Another address has its own share; the code holds for its two minutes and not longer. It has 40 random bits.
        using var phone = new Browser(app, "198.51.100.8");
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.PostAsync("/id/app/code", ("code", typed))).StatusCode);
        app.Time.Advance(TimeSpan.FromSeconds(121));
        using var afterwards = new Browser(app, "198.51.100.9");
        Assert.NotEqual(HttpStatusCode.SeeOther, (await afterwards.PostAsync("/id/app/code", ("code", typed))).StatusCode);
    }

    private static async Task<RathausApp> OpenAsync(string login, string provider)
    {
        var app = new RathausApp();
        app.Set("Demo:Enabled", "true");
        app.Set("RateLimits:Login", login);
        app.Set("RateLimits:Provider", provider);
        app.With(static services => services.AddSingleton<IStartupFilter, CallerAddress>());
        await app.InitializeAsync();
        return app;
    }

    private static async Task RefusesAsync(RathausApp app, (HttpMethod Method, string Path)[] endpoints)
    {
        foreach (var (place, (method, path)) in endpoints.Index())
        {
            using var caller = new Browser(app, $"203.0.113.{place + 1}");
            using var first = await caller.SendAsync(new HttpRequestMessage(method, path));
            Assert.True(first.StatusCode != HttpStatusCode.TooManyRequests, path);
            using var second = await caller.SendAsync(new HttpRequestMessage(method, path));
            Assert.True(second.StatusCode == HttpStatusCode.TooManyRequests, $"{path}: {second.StatusCode}");
            Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
    }

    [GeneratedRegex("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", RegexOptions.None, 1000)]
    private static partial Regex Typed();
}
