using System.Collections.Concurrent;
using System.Net;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>The database is gone for a while and comes back; the host was never started again.</summary>
public sealed class DatabaseAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_its_database_the_host_shows_public_pages_answers_503_and_heals_by_itself()
    {
        await using var server = await OtherServer.StartAsync();
        await using var host = await RunningHost.StartAsync([.. Applications.Options, server.Setting]);
        using var http = Applications.Client(host);
        using var citizen = new Visitor(host.Address);
        await citizen.SignInAsync();
        foreach (var page in new[] { "/", "/wuppertal", "/wuppertal/sperrmuell" })
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(page, UriKind.Relative), Ct)).StatusCode);
        var before = await Applications.SubmitAsync(http, "before");
        Assert.Equal(HttpStatusCode.Created, before.Status);
        var process = host.ProcessId;

        // The server goes while requests run.
        using var crowd = new Crowd(http, citizen.Cookies["__Host-rathaus"]);
        await Task.Delay(500, Ct);
        await server.StopAsync();
        await Task.Delay(3000, Ct);

        foreach (var page in new[] { "/", "/wuppertal", "/wuppertal/sperrmuell" })
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(page, UriKind.Relative), Ct)).StatusCode);
        using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("not ready: database unavailable\n", await ready.Content.ReadAsStringAsync(Ct));
        Assert.Equal("live\n", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative), Ct));
        var refused = await Applications.SubmitAsync(http, "during");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("database-unavailable", refused.Code);
        Assert.Equal(5, refused.RetryAfter);
        var (status, body, _) = await citizen.GetAsync("/konto");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("data-fault=\"503\"", body, StringComparison.Ordinal);

        await server.StartAgainAsync();
        await Applications.UntilAsync(
            async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct)).IsSuccessStatusCode, 15, "ready again");
        var seen = await crowd.StopAsync();
        Assert.Equal(process, host.ProcessId);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], seen.Keys.Where(code => code != HttpStatusCode.Created).Order());

        // The refused try was not stored: the same key is new.
        var after = await Applications.SubmitAsync(http, "during");
        Assert.Equal(HttpStatusCode.Created, after.Status);
        Assert.Equal("False", after.Text("repeated"));
        Assert.Equal(before.Number, (await Applications.SubmitAsync(http, "before")).Number);
        Assert.Equal(HttpStatusCode.OK, (await citizen.GetAsync("/konto")).Status);
        Assert.Equal(["0"], await server.AskAsync("select count(*) from kernel.idempotency where status >= 500"));
    }

    [Fact]
    public async Task A_killed_backend_of_the_embedded_server_is_a_short_outage_and_no_fault()
    {
        await using var host = await RunningHost.StartAsync(Applications.Options);
        using var http = Applications.Client(host);
        var receipts = new List<string>();
        for (var round = 0; round < 5; round++)
        {
            await using (var inside = Applications.Inside(host))
            {
                var backend = (await OtherServer.AskAsync(
                    inside, "select pid from pg_stat_activity where application_name = 'rathaus-app' limit 1"))[0];
                Unix.Kill(backend);
            }

            receipts.Add((await Applications.SubmitUntilAcceptedAsync(http, $"round-{round}")).Number!);
        }

        Assert.Equal(5, receipts.Distinct(StringComparer.Ordinal).Count());
        await using var after = Applications.Inside(host);
        Assert.Equal(receipts.Order(StringComparer.Ordinal),
            await OtherServer.AskAsync(after, "select number from cases.application order by number collate \"C\""));
    }

    /// <summary>People who keep asking: a fresh page, their account, a submission; counts what they get.</summary>
    private sealed class Crowd : IDisposable
    {
        private readonly ConcurrentDictionary<HttpStatusCode, int> seen = new();
        private readonly CancellationTokenSource stop = new();
        private readonly Task asking;

        public Crowd(HttpClient http, string session) =>
            asking = Task.WhenAll(Enumerable.Range(0, 6).Select(one => AskAsync(http, session, one)));

        public async Task<IReadOnlyDictionary<HttpStatusCode, int>> StopAsync()
        {
            await stop.CancelAsync();
            await asking;
            return seen;
        }

        public void Dispose() => stop.Dispose();

        private async Task AskAsync(HttpClient http, string session, int one)
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                using var request = (one % 3) switch
                {
                    0 => new HttpRequestMessage(HttpMethod.Get, "/wuppertal"),
                    1 => new HttpRequestMessage(HttpMethod.Get, "/konto"),
                    _ => new HttpRequestMessage(HttpMethod.Post, Applications.Path),
                };
                if (one % 3 == 1)
                    request.Headers.Add("Cookie", "__Host-rathaus=" + session);
                if (request.Method == HttpMethod.Post)
                {
                    request.Headers.Add("Idempotency-Key", $"crowd-{one}-{n}");
                    request.Content = new StringContent(Applications.Body, System.Text.Encoding.UTF8, "application/json");
                }

                using var answer = await http.SendAsync(request, Ct);
                seen.AddOrUpdate(answer.StatusCode, 1, static (_, count) => count + 1);
                await Task.Delay(20, Ct);
            }
        }
    }
}
