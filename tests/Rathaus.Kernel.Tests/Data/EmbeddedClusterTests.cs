using System.Diagnostics;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Tests.Data;

public sealed class EmbeddedClusterTests : IDisposable
{
    private static readonly ClusterSettings Small = new() { SharedBuffersMegabytes = 64, MaxWalMegabytes = 128 };
    private readonly string root = Directory.CreateTempSubdirectory("rathaus-cluster-").FullName;

    public EmbeddedClusterTests() => File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private DataFolder Folder(string name) => DataFolder.Of(new DatabaseOptions { DataFolder = Path.Combine(root, name) });

    private static async Task<object?> RunAsync(DataFolder folder, string text)
    {
        await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super, "postgres"));
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(Ct);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "It did not come true within a minute");
            await Task.Delay(50, Ct);
        }
    }

    [Fact]
    public async Task Two_clusters_run_at_once_in_folders_with_spaces_and_umlauts_and_keep_their_rows()
    {
        var one = Folder("mein Rathaus's \"Übung\"");
        var two = Folder("zwei, und zwar daneben");
        await using (var first = await EmbeddedCluster.StartAsync(one, Small, Ct))
        await using (var second = await EmbeddedCluster.StartAsync(two, Small, Ct))
        {
            await RunAsync(one, "create table t (a int); insert into t values (1)");
            await Assert.ThrowsAsync<PostgresException>(() => RunAsync(two, "select a from t"));
            Assert.Equal("", await RunAsync(one, "show listen_addresses"));
            Assert.Equal("on", await RunAsync(one, "show data_checksums"));
        }

        Assert.False(await EmbeddedCluster.AnswersAsync(one, Ct));
        await using var again = await EmbeddedCluster.StartAsync(one, Small, Ct);
        Assert.Equal(1, await RunAsync(one, "select a from t"));
    }

    [Fact]
    public async Task The_server_never_runs_as_root_and_strangers_cannot_reach_it()
    {
        var folder = Folder("users");
        await using var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct);
        var owner = Unix.RunOrThrow("stat", "-c", "%U", $"/proc/{cluster.ProcessId}").Trim();
        Assert.NotEqual("root", owner);
        Assert.Equal("700", Unix.RunOrThrow("stat", "-c", "%a", folder.SocketFolder).Trim());
        if (Unix.IsRoot)
            Assert.NotEqual(0, Unix.Run("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
                "psql", "-h", folder.SocketFolder, "-U", "rathaus_super", "-d", "postgres", "-c", "select 1").Code);
    }

    [Fact]
    public async Task A_killed_postmaster_comes_back_with_every_committed_row()
    {
        var folder = Folder("killed");
        await using var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct);
        await RunAsync(folder, "create table t (a int)");
        for (var round = 1; round <= 3; round++)
        {
            await RunAsync(folder, $"insert into t select {round} from generate_series(1, 1000)");
            var before = cluster.ProcessId!.Value;
            Unix.Signal(before, 9);
            await UntilAsync(async () => cluster.ProcessId is { } now && now != before && await EmbeddedCluster.AnswersAsync(folder, Ct));
            Assert.Equal(round * 1000L, await RunAsync(folder, "select count(*) from t"));
        }
    }

    [Fact]
    public async Task A_host_killed_while_starting_or_running_leaves_a_cluster_that_the_next_start_takes_over()
    {
        var folder = Folder("host");
        foreach (var milliseconds in new[] { 150, 300, 450, 600, 800, 1100, 0 })
        {
            using var host = Process.Start(new ProcessStartInfo("dotnet")
            {
                ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Rathaus.Host.dll"), "cluster", folder.Root },
                RedirectStandardOutput = true,
            })!;
            if (milliseconds > 0)
                await Task.Delay(milliseconds, Ct);
            else
                Assert.Equal(folder.SocketFolder, await host.StandardOutput.ReadLineAsync(Ct)); // the last one runs
            host.Kill();
            await host.WaitForExitAsync(Ct);
        }

        Assert.True(Directory.Exists(folder.PgData), "the last hosts got as far as a cluster");
        await using (var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct))
            Assert.Equal(1, await RunAsync(folder, "select 1"));
        Assert.False(File.Exists(Path.Combine(folder.PgData, "postmaster.pid")));
    }

    [Fact]
    public async Task A_lock_file_with_the_number_of_a_foreign_process_does_not_stop_the_start()
    {
        var folder = Folder("recycled");
        await (await EmbeddedCluster.StartAsync(folder, Small, Ct)).DisposeAsync();
        string[] words = folder.ServerUser is { } user
            ? ["setpriv", $"--reuid={user}", $"--regid={DataFolder.GroupOf(user)}", "--clear-groups", "sleep", "120"]
            : ["sleep", "120"];
        using var stranger = Process.Start(words[0], words[1..]);
        try
        {
            var file = Path.Combine(folder.PgData, "postmaster.pid");
            await File.WriteAllTextAsync(file, $"{stranger.Id}\n{folder.PgData}\n1700000000\n5432\n{folder.SocketFolder}\n\n", Ct);
            if (folder.ServerUser is { } owner)
                Unix.RunOrThrow("chown", owner, file);
            await using var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct);
            Assert.Equal(1, await RunAsync(folder, "select 1"));
        }
        finally
        {
            stranger.Kill();
            await stranger.WaitForExitAsync(Ct);
        }
    }

    [Fact]
    public async Task A_half_made_cluster_is_made_again()
    {
        var folder = Folder("half");
        Directory.CreateDirectory(Path.Combine(folder.Root, "pgdata.new", "base"));
        await using var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct);
        Assert.Equal(1, await RunAsync(folder, "select 1"));
    }

    [Fact]
    public async Task A_deep_folder_gets_a_short_socket()
    {
        var folder = Folder(string.Join('/', Enumerable.Repeat("sehr-tief-verschachtelt", 5)));
        Assert.True(Path.Combine(folder.SocketFolder, ".s.PGSQL.5432").Length <= 107);
        await using (var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct))
            Assert.Equal(1, await RunAsync(folder, "select 1"));
        Directory.Delete(folder.SocketFolder, recursive: true);
    }

    [Fact]
    public async Task A_cluster_of_an_unknown_major_version_is_refused_by_name()
    {
        var folder = Folder("old");
        Directory.CreateDirectory(folder.PgData);
        await File.WriteAllTextAsync(Path.Combine(folder.PgData, "PG_VERSION"), "11\n", Ct);
        var refused = await Assert.ThrowsAsync<ClusterException>(() => EmbeddedCluster.StartAsync(folder, Small, Ct));
        Assert.Contains("PostgreSQL 11", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_is_refused_and_a_command_waits_for_the_cluster()
    {
        var folder = Folder("lock");
        using var held = await FolderLock.TakeAsync(folder, DatabaseUse.Host, Ct);
        var busy = await Assert.ThrowsAsync<DataFolderBusyException>(() => FolderLock.TakeAsync(folder, DatabaseUse.Host, Ct));
        Assert.Contains(folder.Root, busy.Message, StringComparison.Ordinal);
        await using var cluster = await EmbeddedCluster.StartAsync(folder, Small, Ct);
        Assert.Null(await FolderLock.TakeAsync(folder, DatabaseUse.Command, Ct));
    }
}
