using Rathaus.Testing;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>
/// A server of its own and a host on it, so that the database can go and come back and the clock can be moved without harm to
/// other journeys.
/// </summary>
public sealed class FragileHouse : IAsyncLifetime
{
    private OtherServer? server;
    private RunningHost? host;

    public OtherServer Server => server ?? throw new InvalidOperationException("Not started");

    public RunningHost Host => host ?? throw new InvalidOperationException("Not started");

    public async ValueTask InitializeAsync()
    {
        server = await OtherServer.StartAsync();
        host = await RunningHost.StartAsync(
            "--demo", "--database-file=" + server.ConnectionFile, "Demo__Clock=2026-11-20T09:00:00Z", "RateLimits__Login=0", "RateLimits__Submission=0");
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }

    /// <summary>Returns when the host may be sent requests again.</summary>
    public async Task ComeBackAsync()
    {
        await Server.StartAgainAsync();
        using var http = new HttpClient { BaseAddress = new Uri(Host.Address) };
        for (var attempt = 0; attempt < 600; attempt++)
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The host did not become ready again");
    }
}

/// <summary>Whoever uses it waits for one another.</summary>
[CollectionDefinition(nameof(FragileHouse))]
public sealed class FragileHouseGroup : ICollectionFixture<FragileHouse>;
