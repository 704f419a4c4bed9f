using System.Globalization;
using System.Net;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>
/// Every flush of the log takes a tenth of a second longer (<c>commit_delay</c> with no siblings needed: the server itself
/// waits before it flushes, as it would for a tired disk).
/// </summary>
public sealed class SlowDiskTests
{
    private const int Clients = 64;
    private const int Each = 5;

    [Fact]
    public async Task On_a_slow_disk_submissions_share_commits_and_none_is_refused()
    {
        await using var server = await OtherServer.StartAsync();
        await using var host = await RunningHost.StartAsync([.. Applications.Options, "--database-file=" + server.ConnectionFile]);
        using var http = Applications.Client(host);
        await server.SetAsync("commit_delay", "100000");
        await server.SetAsync("commit_siblings", "0");
        var (sizeBefore, countBefore) = await BatchesAsync(host);
        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var statuses = new List<HttpStatusCode>();
            for (var i = 0; i < Each; i++)
                statuses.Add((await Applications.SubmitAsync(http, string.Create(CultureInfo.InvariantCulture, $"slow-{client}-{i}"))).Status);
            return statuses;
        }));
        Assert.All(answers.SelectMany(status => status), status => Assert.Equal(HttpStatusCode.Created, status));

        var (size, count) = await BatchesAsync(host);
        Assert.Equal(Clients * Each, size - sizeBefore);
        Assert.True((size - sizeBefore) / (count - countBefore) >= 2, $"{size - sizeBefore} submissions in {count - countBefore} commits");
        TestContext.Current.TestOutputHelper?.WriteLine($"{size - sizeBefore} submissions in {count - countBefore} commits");
    }

    private static async Task<(double Size, double Count)> BatchesAsync(RunningHost host)
    {
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync(
            new Uri($"http://localhost:{host.MetricsPort}/metrics"), TestContext.Current.CancellationToken)).Split('\n');
        return (Sum("rathaus_microbatch_size_sum"), Sum("rathaus_microbatch_size_count"));

        double Sum(string name) => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
