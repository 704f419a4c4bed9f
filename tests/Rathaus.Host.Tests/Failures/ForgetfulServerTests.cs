using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>Promise P1 rests on three settings of the server: with one of them off the host does not start.</summary>
public sealed class ForgetfulServerTests
{
    [Fact]
    public async Task A_server_that_may_lose_what_it_acknowledged_is_refused_by_the_name_of_the_setting()
    {
        await using var server = await OtherServer.StartAsync();
        string[] run = ["run", "--port", "0", "--data", Path.Combine(server.Root, "host"), "--database-file", server.ConnectionFile];
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            await server.SetAsync(setting, "off");
            var (code, _, errors) = await RunningHost.RunAsync(run);
            Assert.Equal(2, code);
            Assert.Equal(
                $"rathaus run: The server runs with {setting} = off and could lose acknowledged submissions; switch it on",
                errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
            await server.SetAsync(setting, "on");
        }
    }
}
