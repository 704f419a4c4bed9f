using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>How often one address and one client may ask the provider.</summary>
public sealed class ProviderLimitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_endpoint_refuses_an_address_that_asks_too_often_and_says_how_long_to_wait()
    {
        await using var house = new ProviderHouse { Limits = ("1", "0") };
        house.App.With(static services => services.AddSingleton<IStartupFilter, CallerAddress>());
        await house.InitializeAsync();
        (HttpMethod Method, string Path)[] endpoints =
        [
            (HttpMethod.Post, "/id/oidc/par"), (HttpMethod.Post, "/id/oidc/token"), (HttpMethod.Post, "/id/oidc/revoke"),
            (HttpMethod.Get, "/id/oidc/userinfo"), (HttpMethod.Get, "/id/oidc/jwks"), (HttpMethod.Get, "/id/.well-known/openid-configuration"),
            (HttpMethod.Get, "/.well-known/oauth-authorization-server/id"), (HttpMethod.Get, "/.well-known/webauthn"),
            (HttpMethod.Get, "/id/oidc/authorize"), (HttpMethod.Get, "/id/oidc/logout"),
        ];
        foreach (var (place, (method, path)) in endpoints.Index())
        {
            using var caller = new Browser(house.App, $"203.0.113.{place + 1}");
            using var first = await caller.SendAsync(new HttpRequestMessage(method, path));
            Assert.True(first.StatusCode != HttpStatusCode.TooManyRequests, path);
            using var second = await caller.SendAsync(new HttpRequestMessage(method, path));
            Assert.True(second.StatusCode == HttpStatusCode.TooManyRequests, $"{path}: {second.StatusCode}");
            Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
    }

    [Fact]
    public async Task A_client_that_asks_too_often_is_refused_and_nobody_uses_up_the_share_of_another()
    {
        await using var house = new ProviderHouse { Limits = ("0", "3") };
        await house.InitializeAsync();
        using var busy = await house.ClientAsync();
        using var calm = await house.ClientAsync();

        // Somebody who only names the other client has proved nothing and is not counted for it.
        for (var i = 0; i < 5; i++)
            Assert.Equal("invalid_client", (await calm.PushAsync(assertion: calm.Assertion(key: PrivateJwk.Generate()))).Error);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Created, (await busy.PushAsync()).Status);

        foreach (var refused in (OAuthResponse[])
            [
                await busy.PushAsync(),
                await busy.RefreshAsync("x"),
                await busy.PostAsync("/id/oidc/revoke", new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "x" }),
            ])
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_requests"), (refused.Status, refused.Error));
            Assert.InRange(refused.Wait!.Value, 1, 60);
        }

        Assert.Equal(HttpStatusCode.Created, (await calm.PushAsync()).Status);
        Assert.Equal(3, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.oidc_par where client = @Id", new { busy.Id }, Ct));
    }
}
