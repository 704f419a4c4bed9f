using System.Net;
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

    private static async Task FillAndFreeAsync(RunningHost host, string ballast)
    {
        using var http = Applications.Client(host);
        var receipts = new List<string> { (await Applications.SubmitAsync(http, "before")).Number! };
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
