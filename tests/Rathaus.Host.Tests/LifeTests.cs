using System.Diagnostics;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>The program as a process: starts, stops, is killed, starts again.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task SIGTERM_stops_the_host_and_its_database()
    {
        await using var host = await RunningHost.StartAsync();
        var postmaster = Postmaster(host);
        Assert.True(IsRunning(postmaster));
        Assert.Equal(0, await host.StopAsync());
        Assert.False(IsRunning(postmaster));
    }

    [Fact]
    public async Task A_killed_host_leaves_a_database_that_the_next_start_takes_over()
    {
        await using var host = await RunningHost.StartAsync();
        await host.KillAsync();
        await host.StartAgainAsync();
        using var client = new HttpClient();
        Assert.Equal("ready\n", await client.GetStringAsync(
            new Uri(host.Address + "/health/ready"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_hosts_on_different_folders_live_side_by_side()
    {
        await using var one = await RunningHost.StartAsync();
        await using var two = await RunningHost.StartAsync();
        using var client = new HttpClient();
        foreach (var host in new[] { one, two })
        {
            Assert.Equal("live\n", await client.GetStringAsync(
                new Uri(host.Address + "/health/live"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_is_refused_in_one_line()
    {
        await using var host = await RunningHost.StartAsync();
        var (code, output) = await RunAsync("run", "--port", "0", "--data", host.DataFolder);
        Assert.Equal(2, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("rathaus run:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_have_a_port_of_their_own()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new HttpClient();
        var own = await client.GetStringAsync(
            new Uri($"http://localhost:{host.MetricsPort}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("# TYPE http_server_request_duration_seconds histogram", own, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", own, StringComparison.OrdinalIgnoreCase);
        using var outside = await client.GetAsync(new Uri(host.Address + "/metrics"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public void A_password_of_the_database_is_not_shown_at_start()
    {
        var settings = new HostSettings
        {
            Home = "/srv/rathaus",
            DataFolder = "/srv/rathaus/data",
            Database = "Host=db.example;Database=rathaus;Username=host;Password=geheim",
        };
        Assert.Equal("database rathaus on a server", Commands.RunCommand.WhereDataLie(settings, "rathaus"));
        Assert.Equal("/srv/rathaus/data", Commands.RunCommand.WhereDataLie(settings with { Database = null }, "rathaus"));
    }

    [Theory]
    [InlineData("tanzen")]
    [InlineData("run", "--farbe", "rot")]
    [InlineData("run", "--port", "viele")]
    [InlineData("run", "--port")]
    [InlineData("run", "--demo", "--no-demo")]
    [InlineData("run", "--public-url", "http://beispiel.example")]
    public async Task A_wrong_call_gets_one_clear_line_and_exit_code_2(params string[] words)
    {
        var (code, output) = await RunAsync(words);
        Assert.Equal(2, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("rathaus ", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(
            Checkout.Folder, "artifacts", "bin", "Rathaus.Host", "release", "Rathaus.Host.dll"));
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var program = Process.Start(start)!;
        var output = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program.ExitCode, output);
    }

    private static int Postmaster(RunningHost host) =>
        int.Parse(File.ReadLines(Path.Combine(host.DataFolder, "pgdata", "postmaster.pid")).First(),
            System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");
}
