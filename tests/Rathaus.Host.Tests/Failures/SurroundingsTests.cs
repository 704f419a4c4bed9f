using System.Text.RegularExpressions;
using Npgsql;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>Where and as whom the program runs, and what its output is fit for.</summary>
public sealed partial class SurroundingsTests
{
    [Fact]
    public async Task An_ordinary_user_runs_it_in_a_folder_with_spaces_and_umlauts()
    {
        var above = Directory.CreateTempSubdirectory("rathaus-user-").FullName;
        File.SetUnixFileMode(above, (UnixFileMode)0b111_101_101);
        var folder = Directory.CreateDirectory(Path.Combine(above, "Mein Rathaus für 'alle'")).FullName;
        var root = Environment.UserName == "root";
        if (root)
            Unix.Run("chown", "nobody:nogroup", folder);
        await using (var host = await RunningHost.StartInAsync(folder, Applications.Options, root ? "nobody" : null))
        {
            using var http = Applications.Client(host);
            var number = (await Applications.SubmitAsync(http, "ordinary")).Number;
            Assert.NotNull(number);
            Assert.Equal(0, await host.StopAsync());
            Assert.False(File.Exists(Path.Combine(folder, "pgdata", "postmaster.pid")));
            await host.StartAgainAsync();
            Assert.Equal(number, (await Applications.SubmitAsync(http, "ordinary")).Number);
            Assert.Equal(0, await host.StopAsync());
            var key = File.GetUnixFileMode(Path.Combine(folder, "keys", "master.key"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key);
        }

        Directory.Delete(above, recursive: true);
    }

    [Fact]
    public async Task A_login_that_may_not_make_roles_is_told_in_one_line_what_an_administrator_has_to_run()
    {
        await using var server = await OtherServer.StartAsync(prepared: false);
        var (code, _, errors) = await RunningHost.RunAsync(
            ["migrate", "--data", Path.Combine(server.Root, "host"), "--database-file", server.ConnectionFile]);
        Assert.Equal(2, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("rathaus migrate: The login may not make the roles.", line, StringComparison.Ordinal);
        Assert.Contains("create role rathaus_backup bypassrls;", line, StringComparison.Ordinal);
        Assert.DoesNotContain(OtherServer.Password, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_one_clear_line_without_the_password()
    {
        await using var server = await OtherServer.StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "Falsch-Wort-12" }.ConnectionString;
        var (code, _, errors) = await RunningHost.RunAsync(
            ["run", "--port", "0", "--data", Path.Combine(server.Root, "host"), "--database-file", server.FileOf(wrong)]);
        Assert.Equal(2, code);
        Assert.DoesNotContain("Falsch-Wort-12", errors, StringComparison.Ordinal);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("rathaus run: The database cannot be used:", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--database=Host=db.example;Username=stadt;Password=Kanal-Quark-47")]
    [InlineData("--database=Host=db.example;Username=stadt;PWD=Kanal-Quark-47")]
    [InlineData("--database=postgres://stadt:Kanal-Quark-47@db.example/rathaus")]
    public async Task A_password_on_the_command_line_is_refused_and_not_repeated(string option)
    {
        foreach (var verb in (string[])["run", "migrate", "doctor"])
        {
            var (code, output, errors) = await RunningHost.RunAsync([verb, option]);
            Assert.Equal((2, ""), (code, output));
            Assert.DoesNotContain("Quark", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_connection_file_that_others_may_read_is_refused()
    {
        await using var server = await OtherServer.StartAsync();
        var file = server.ConnectionFile;
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_000);
        var (code, _, errors) = await RunningHost.RunAsync(["migrate", "--database-file", file]);
        Assert.Equal(2, code);
        Assert.Contains("chmod 600", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("superuser")]
    [InlineData("bypassrls")]
    public async Task A_login_that_passes_over_row_level_security_is_refused_in_one_line(string right)
    {
        await using var server = await OtherServer.StartAsync();
        await server.RunAsync($"alter role {OtherServer.Login} {right}");
        var (code, _, errors) = await RunningHost.RunAsync(
            ["run", "--port", "0", "--data", Path.Combine(server.Root, "host"), "--database-file", server.ConnectionFile]);
        Assert.Equal(2, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("rathaus run: The login stadt is a superuser", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_of_a_command_stands_alone_on_standard_output()
    {
        var (code, output, _) = await RunningHost.RunAsync(["cel"], "{\"expr\": \"1 + 1\"}\n");
        Assert.Equal(0, code);
        Assert.Equal("{\"value\":{\"int64Value\":\"2\"},\"type\":\"int\"}\n", output);
    }

    [Fact]
    public async Task The_log_lines_of_a_command_go_to_standard_error()
    {
        await using var server = await OtherServer.StartAsync();
        string[] migrate = ["migrate", "--data", Path.Combine(server.Root, "host"), "--database-file", server.ConnectionFile];
        var (code, output, errors) = await RunningHost.RunAsync(migrate);
        Assert.True(code == 0, errors);
        Assert.StartsWith("kernel/0001_kernel.sql\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"level\":", output, StringComparison.Ordinal);
        Assert.Contains("\"level\":\"information\"", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(OtherServer.Password, errors, StringComparison.Ordinal);

        var (again, nothing, _) = await RunningHost.RunAsync(migrate);
        Assert.Equal((0, "The schema is up to date.\n"), (again, nothing));
    }

    [Fact]
    public async Task Metrics_name_the_pools_and_hold_no_connection_string()
    {
        await using var host = await RunningHost.StartAsync(Applications.Options);
        using var http = Applications.Client(host);
        await Applications.SubmitAsync(http, "metrics");
        using var own = new HttpClient();
        var text = await own.GetStringAsync(
            new Uri($"http://localhost:{host.MetricsPort}/metrics"), TestContext.Current.CancellationToken);
        var pools = PoolName().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(new HashSet<string>(["app", "inspection", "keys", "unpooled", "worker"], StringComparer.Ordinal), pools);
        Assert.Superset(new HashSet<string>(["app", "worker"], StringComparer.Ordinal), pools);
        Assert.DoesNotContain("Host=", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Username", text, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("db_client_connection_pool_name=\"(?<name>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PoolName();
}
