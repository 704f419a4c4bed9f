using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>All sessions of the host are ended again and again while people submit: an administrator's script gone wild.</summary>
public sealed class SessionStormTests
{
    private const int Clients = 8;
    private const int Each = 40;

    [Fact]
    public async Task Sessions_ended_all_the_time_cost_no_receipt_and_make_no_second_case()
    {
        await using var host = await RunningHost.StartAsync(Applications.Options);
        using var stop = new CancellationTokenSource();
        var storm = StormAsync(host, stop.Token);
        var receipts = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            using var http = Applications.Client(host);
            for (var i = 0; i < Each; i++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"storm-{client}-{i}");
                receipts[key] = (await Applications.SubmitUntilAcceptedAsync(http, key)).Number!;
            }
        }));
        await stop.CancelAsync();
        var ended = await storm;
        Assert.True(ended > 20, $"only {ended} sessions were ended");
        Assert.Equal(Clients * Each, receipts.Values.Distinct(StringComparer.Ordinal).Count());
        await using (var inside = Applications.Inside(host))
        {
            Assert.Equal(receipts.Values.Order(StringComparer.Ordinal),
                await OtherServer.AskAsync(inside, "select number from cases.application order by number collate \"C\""));
        }

        Assert.Equal(0, await host.StopAsync());
        var (code, output, errors) = await RunningHost.RunAsync(["doctor", "--data", host.DataFolder]);
        Assert.True(code == 0, output + errors);
        TestContext.Current.TestOutputHelper?.WriteLine($"{ended} sessions ended");
    }

    private static async Task<long> StormAsync(RunningHost host, CancellationToken stop)
    {
        var ended = 0L;
        await using var inside = Applications.Inside(host);
        await inside.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(
            """
            select count(pg_terminate_backend(pid))
            from pg_stat_activity
            where application_name in ('rathaus-app', 'rathaus-worker', 'rathaus-keys')
            """, inside);
        while (!stop.IsCancellationRequested)
        {
            ended += (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
            await Task.Delay(100, CancellationToken.None);
        }

        return ended;
    }
}
