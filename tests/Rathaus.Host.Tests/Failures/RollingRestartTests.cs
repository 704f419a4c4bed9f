using System.Collections.Concurrent;
using System.Net;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>Promise P8: two hosts behind a proxy that asks for readiness are restarted in turn, and nobody notices.</summary>
public sealed class RollingRestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_restarted_in_turn_under_load_fail_no_request()
    {
        await using var server = await OtherServer.StartAsync();
        string[] options = [.. Applications.Options, server.Setting, "Rathaus__MasterKeyFile=" + server.MasterKeyFile, "Rathaus__FarewellSeconds=2"];
        await using var first = await RunningHost.StartAsync(options);
        await using var second = await RunningHost.StartAsync(options);
        using var proxy = new Proxy(first, second);

        var receipts = new ConcurrentBag<string>();
        var failures = new ConcurrentBag<string>();
        var pages = 0;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var load = Enumerable.Range(0, 8).Select(async client =>
        {
            for (var count = 0; !over.IsCancellationRequested; count++)
            {
                var http = proxy.Next();
                var answer = await Applications.SubmitAsync(http, $"rolling-{client}-{count}");
                if (answer.Status == HttpStatusCode.Created)
                    receipts.Add(answer.Number!);
                else
                    failures.Add($"{answer.Status} {answer.Body}");
                using var page = await http.GetAsync(new Uri("/wuppertal/sperrmuell", UriKind.Relative), Ct);
                if (page.StatusCode == HttpStatusCode.OK)
                    Interlocked.Increment(ref pages);
                else
                    failures.Add($"{page.StatusCode} page");
                await Task.Delay(40, Ct);
            }
        }).ToList();

        foreach (var host in (RunningHost[])[first, second])
        {
            Assert.Equal(0, await host.StopAsync());
            await host.StartAgainAsync();
            await Applications.UntilAsync(() => Task.FromResult(proxy.Ready == 2), 20, "both hosts get requests");
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(failures);
        Assert.True(pages > 100, $"only {pages} pages were asked for");
        Assert.Equal(receipts.Order(StringComparer.Ordinal),
            await server.AskAsync("select number from cases.application order by number collate \"C\""));
    }

    /// <summary>What every reverse proxy does: asks each host for readiness and sends requests in turn to those that are.</summary>
    private sealed class Proxy : IDisposable
    {
        private readonly HttpClient[] hosts;
        private readonly bool[] ready = [true, true];
        private readonly CancellationTokenSource ended = new();
        private readonly Task asking;
        private int turn;

        public Proxy(params RunningHost[] hosts)
        {
            this.hosts = [.. hosts.Select(Applications.Client)];
            asking = Task.WhenAll(hosts.Select((_, number) => AskAsync(number)));
        }

        public int Ready => ready.Count(here => here);

        public HttpClient Next()
        {
            var at = Interlocked.Increment(ref turn) & 1;
            return Volatile.Read(ref ready[at]) ? hosts[at] : hosts[1 - at];
        }

        public void Dispose()
        {
            ended.Cancel();
            asking.GetAwaiter().GetResult();
            foreach (var host in hosts)
                host.Dispose();
            ended.Dispose();
        }

        private async Task AskAsync(int number)
        {
            while (!ended.IsCancellationRequested)
            {
                try
                {
                    using var answer = await hosts[number].GetAsync(new Uri("/health/ready", UriKind.Relative), ended.Token);
                    Volatile.Write(ref ready[number], answer.IsSuccessStatusCode);
                }
                catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
                {
                    Volatile.Write(ref ready[number], false);
                }

                await Task.Delay(200, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
