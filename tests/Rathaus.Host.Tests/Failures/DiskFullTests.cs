using System.Net;
using Npgsql;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>The data folder's file system has no room left, and later it has some again.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task On_a_full_disk_submissions_are_refused_clearly_and_work_again_when_there_is_room()
    {
        var mount = Directory.CreateTempSubdirectory("rathaus-disk-").FullName;
        Assert.SkipUnless(
            Unix.TryRun("mount", ["-t", "tmpfs", "-o", "size=400m,mode=755", "rathaus-test", mount], out var why),
            $"a small file system cannot be mounted here: {why}");
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(mount, "data")).FullName;
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            await using var host = await RunningHost.StartInAsync(folder, Applications.Options);
            await FillAndFreeAsync(host, Path.Combine(mount, "ballast"));
        }
        finally
        {
            Unix.Run("umount", mount);
            Directory.Delete(mount);
        }
    }

    [Fact]
    public async Task When_the_volume_of_the_log_is_full_the_server_is_down_until_there_is_room_and_nothing_is_lost()
    {
        var mount = Directory.CreateTempSubdirectory("rathaus-wal-").FullName;
        Assert.SkipUnless(
            Unix.TryRun("mount", ["-t", "tmpfs", "-o", "size=192m,mode=755", "rathaus-test", mount], out var why),
            $"a small file system cannot be mounted here: {why}");
        try
        {
            await using var host = await RunningHost.StartAsync(Applications.Options);
            Assert.Equal(0, await host.StopAsync());
            var log = Path.Combine(host.DataFolder, "pgdata", "pg_wal");
            Unix.Run("cp", "-a", log, Path.Combine(mount, "pg_wal"));
            Directory.Delete(log, recursive: true);
            Directory.CreateSymbolicLink(log, Path.Combine(mount, "pg_wal"));
            await host.StartAgainAsync();
            await FillLogAndFreeAsync(host, Path.Combine(mount, "ballast"));
        }
        finally
        {
            Unix.Run("umount", mount);
            Directory.Delete(mount);
        }
    }

    private static async Task FillLogAndFreeAsync(RunningHost host, string ballast)
    {
        using var http = Applications.Client(host);
        var receipts = new List<string>();
        for (var i = 0; i < 50; i++)
            receipts.Add((await Applications.SubmitAsync(http, $"before-{i}")).Number!);
        Fill(ballast);
        var process = host.ProcessId;
        await SpendSegmentsAsync(host);
        var refused = await Applications.SubmitAsync(http, "full");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.NotNull(refused.RetryAfter);
        using (var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using (var page = await http.GetAsync(new Uri("/wuppertal", UriKind.Relative), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        File.Delete(ballast);
        await Applications.UntilAsync(async () =>
        {
            var answer = await Applications.SubmitAsync(http, "after");
            if (answer.Status == HttpStatusCode.Created)
                receipts.Add(answer.Number!);
            return answer.Status == HttpStatusCode.Created;
        }, 60, "the server came back by itself");
        Assert.Equal(process, host.ProcessId);
        await using var inside = Applications.Inside(host);
        Assert.Equal(receipts.Order(StringComparer.Ordinal),
            await OtherServer.AskAsync(inside, "select number from cases.application order by number collate \"C\""));
    }

    // Every switch takes a new segment of 16 MB; without room for one the server gives up.
    private static async Task SpendSegmentsAsync(RunningHost host)
    {
        await Applications.UntilAsync(async () =>
        {
            try
            {
                await using var inside = Applications.Inside(host);
                await OtherServer.AskAsync(inside, "create table if not exists public.spent (a int)");
                await using var again = Applications.Inside(host);
                await OtherServer.AskAsync(again, "insert into public.spent values (1); select pg_switch_wal()::text");
                return false;
            }
            catch (NpgsqlException)
            {
                return true;
            }
        }, 60, "the log is full");
    }

    private static async Task FillAndFreeAsync(RunningHost host, string ballast)
    {
        using var http = Applications.Client(host);
        var receipts = new List<string> { (await Applications.SubmitAsync(http, "before")).Number! };
        // A fresh segment of the log has room: so the tables are what runs full, and the server stays up to say so.
        await using (var inside = Applications.Inside(host))
            await OtherServer.AskAsync(inside, "select pg_switch_wal()::text; create table public.fresh_segment ()");

        Fill(ballast);

        var refusals = new List<Answer>();
        for (var i = 0; i < 1000 && refusals.Count < 20; i++)
        {
            var answer = await Applications.SubmitAsync(http, $"full-{i}");
            if (answer.Status == HttpStatusCode.Created)
                receipts.Add(answer.Number!);
            else
                refusals.Add(answer);
        }

        Assert.Equal(20, refusals.Count);
        Assert.True(
            refusals.TrueForAll(refusal => refusal.Status == HttpStatusCode.ServiceUnavailable),
            string.Join('\n', host.Log.Split('\n').Where(line => line.Contains("\"level\":\"error\"", StringComparison.Ordinal)).Take(3)));
        Assert.Contains(refusals, refusal => refusal is { Code: "storage-full", RetryAfter: 300 });
        Assert.All(refusals, refusal => Assert.Contains(
            refusal.Code, new[] { "storage-full", "database-unavailable", "try-again-same-key" }));
        using var page = await http.GetAsync(new Uri("/wuppertal", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        File.Delete(ballast);
        await Applications.UntilAsync(async () =>
        {
            var answer = await Applications.SubmitAsync(http, "after");
            if (answer.Status == HttpStatusCode.Created)
                receipts.Add(answer.Number!);
            return answer.Status == HttpStatusCode.Created;
        }, 30, "submissions work again");
        await using (var inside = Applications.Inside(host))
        {
            Assert.Equal(receipts.Order(StringComparer.Ordinal),
                await OtherServer.AskAsync(inside, "select number from cases.application order by number collate \"C\""));
        }

        Assert.Equal(0, await host.StopAsync());
        var (code, output, errors) = await RunningHost.RunAsync(["doctor", "--data", host.DataFolder]);
        Assert.True(code == 0, output + errors);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, 4096 })
        {
            try
            {
                while (true)
                    file.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full to this step.
            }
        }
    }
}
