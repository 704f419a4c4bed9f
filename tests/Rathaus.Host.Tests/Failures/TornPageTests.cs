using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>A page on disk is not what was written (a torn write, a dying disk): found by its checksum, and only it is lost.</summary>
public sealed class TornPageTests
{
    [Fact]
    public async Task A_changed_byte_on_disk_is_found_by_the_doctor_and_everything_else_goes_on()
    {
        await using var host = await RunningHost.StartAsync(Applications.Options);
        string page;
        using (var http = Applications.Client(host))
        {
            for (var i = 0; i < 20; i++)
                Assert.NotNull((await Applications.SubmitAsync(http, $"before-{i}")).Number);
            await using var inside = Applications.Inside(host);
            page = (await OtherServer.AskAsync(inside, "select pg_relation_filepath('cases.case_event')"))[0];
        }

        Assert.Equal(0, await host.StopAsync());
        Flip(Path.Combine(host.DataFolder, "pgdata", page), 6000);
        await host.StartAgainAsync();
        using var after = Applications.Client(host);
        Assert.True((await after.GetAsync(new Uri("/wuppertal", UriKind.Relative), TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        var (code, output, errors) = await RunningHost.RunAsync(["doctor", "--data", host.DataFolder]);
        Assert.True(code == 1, output + errors);
        Assert.Contains("FAULT every case is the replay of its unbroken chain of events", output, StringComparison.Ordinal);
        Assert.Contains("XX001", output, StringComparison.Ordinal);
        var (again, second, _) = await RunningHost.RunAsync(["doctor", "--data", host.DataFolder]);
        Assert.Equal(1, again);
        Assert.Contains("a page of database rathaus failed its checksum", second, StringComparison.Ordinal);
    }

    private static void Flip(string file, int at)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var old = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(old ^ 0x40));
    }
}
