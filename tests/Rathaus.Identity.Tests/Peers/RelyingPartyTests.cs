using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Peers;

/// <summary>
/// Two certified relying-party libraries that know nothing of this house go through discovery, PAR, PKCE, private_key_jwt, DPoP with
/// the server's nonce, userinfo, refresh, revocation and logout, over a real socket.
/// </summary>
public sealed class RelyingPartyTests(RelyingPartyTests.OpenHouse house) : IClassFixture<RelyingPartyTests.OpenHouse>
{
    private const string Redirect = "http://127.0.0.1:9/callback";
    private const string After = "http://127.0.0.1:9/abgemeldet";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A house that listens on a free port, by the machine's clock.</summary>
    public sealed class OpenHouse : IAsyncLifetime
    {
        public RathausApp App { get; } = new();

        public string Issuer { get; private set; } = string.Empty;

        public async ValueTask InitializeAsync()
        {
            App.Set("Demo:Enabled", "true");
            App.Set("RateLimits:Login", "0");
            App.Set("Rathaus:Port", "0");
            App.With(services =>
            {
                services.RemoveAll<TimeProvider>();
                services.AddSingleton(TimeProvider.System);
            });
            await App.InitializeAsync();
            App.UseKestrel(0);
            App.StartServer();
            var addresses = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            Issuer = $"http://localhost:{new Uri(addresses.First()).Port}/id";
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    [Fact]
    public async Task Openid_client_signs_a_person_in_keeps_the_session_alive_and_ends_it()
    {
        var seen = await RunAsync("openid-client.mjs", "peer-openid-client");
        Judge(seen);
        Assert.Equal(300, seen.Integer("refreshed"));
        Assert.Equal("invalid_grant", seen.Text("refused"));
        Assert.Equal(After + "?state=bye", seen.Text("left"));
    }

    [Fact]
    public async Task Oauth4webapi_signs_a_person_in_step_by_step_and_meets_the_nonce()
    {
        var seen = await RunAsync("oauth4webapi.mjs", "peer-oauth4webapi");
        Judge(seen);
        Assert.Equal(1, seen.Integer("retries"));
        Assert.Equal(401, seen.Integer("ended"));
    }

    private static void Judge(JsonElement seen)
    {
        Assert.Equal("Mira Beispiel", seen.Member("info")!.Value.Text("name"));
        Assert.Equal(Acr.Low, seen.Member("claims")!.Value.Text("acr"));
        Assert.Equal("dpop", seen.Text("type"));
        Assert.Equal("openid profile offline_access", seen.Text("scope"));
        Assert.DoesNotContain("scope=", seen.Text("start")!, StringComparison.Ordinal);
    }

    private async Task<JsonElement> RunAsync(string script, string id)
    {
        var key = PrivateJwk.Generate();
        var registered = await house.App.Services.GetRequiredService<ManageClients>().RegisterAsync(
            Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
            new OpenIdClient
            {
                Id = id,
                Town = 1,
                Name = "Stadtbibliothek",
                Purpose = "Sie leihen Bücher aus.",
                SectorHost = "127.0.0.1",
                RedirectUris = [Redirect],
                PostLogoutUris = [After],
                Jwks = new JsonObject { ["keys"] = new JsonArray(key.Public.ToJson()) }.ToJsonString(),
                Scopes = Scopes.ForClients,
                MinimumLevel = TrustLevel.Low,
            },
            Ct);
        Assert.True(registered.Succeeded);
        return await NodePeer.RunAsync(script, new JsonObject
        {
            ["issuer"] = house.Issuer,
            ["id"] = id,
            ["redirect"] = Redirect,
            ["after"] = After,
            ["person"] = "mira-beispiel",
            ["key"] = key.ToJson(),
        }.ToJsonString());
    }
}
