using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Operations;

namespace Rathaus.Kernel.Tests.Operations;

/// <summary>Copies of the cluster with the archive of its log: back to the copy, to any later moment, to the last minute.</summary>
public sealed class BaseBackupTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rathaus-base-").FullName;

    public BaseBackupTests() => File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Archive => Path.Combine(root, "log 'archive' 100%");

    private DatabaseOptions Options => new() { DataFolder = Path.Combine(root, "house"), WalArchive = Archive };

    private static ServiceProvider House(DatabaseOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddKernelData(options);
        return services.BuildServiceProvider();
    }

    private static async Task CountAsync(ServiceProvider house, string name) =>
        await house.GetRequiredService<TownDatabase>().For(1).ExecuteAsync(
            "insert into kernel.town_counter (municipality, name, value) values (@Town, @name, 1)", new { name }, Ct);

    private static async Task<object?> AskAsync(ServiceProvider house, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(house.GetRequiredService<DatabaseDoor>().Address.Unpooled(DatabaseRole.Super));
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // Literals of this file.
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Ct);
    }

    private async Task ArchivedAsync(ServiceProvider house)
    {
        var segment = (string)(await AskAsync(house, "select pg_walfile_name(pg_switch_wal())"))!;
        for (var attempt = 0; !File.Exists(Path.Combine(Archive, segment)); attempt++)
        {
            Assert.True(attempt < 600, "the log was not archived within a minute");
            await Task.Delay(100, Ct);
        }
    }

    [Fact]
    public async Task From_a_copy_and_the_archive_of_the_log_one_comes_back_to_any_moment_and_to_the_last_row()
    {
        DateTime moment;
        await using (var house = House(Options))
        await using (var door = house.GetRequiredService<DatabaseDoor>())
        {
            await door.OpenAsync(DatabaseUse.Host, Ct);
            await CountAsync(house, "before-the-copy");
            await ArchivedAsync(house);
            var copies = house.GetRequiredService<BaseBackups>();
            await copies.MakeAsync(Path.Combine(root, "copy"), Ct);
            var (faults, rows) = await copies.ProveAsync(Path.Combine(root, "copy"), Ct);
            Assert.Empty(faults);
            Assert.True(rows > 0);

            Assert.NotEqual(0, await copies.PruneAsync(Path.Combine(root, "copy"), Ct));
            Assert.Equal(0, await copies.PruneAsync(Path.Combine(root, "copy"), Ct));
            await CountAsync(house, "after-the-copy");
            moment = (DateTime)(await AskAsync(house, "select clock_timestamp()"))!;
            await CountAsync(house, "too-late");
            await ArchivedAsync(house);
        }

        Assert.Equal(["before-the-copy"], await RestoredAsync("copy-only", null, null));
        Assert.Equal(["after-the-copy", "before-the-copy"], await RestoredAsync("moment", Archive, new DateTimeOffset(moment)));
        Assert.Equal(["after-the-copy", "before-the-copy", "too-late"], await RestoredAsync("all", Archive, null));
    }

    [Fact]
    public async Task A_changed_file_of_a_copy_is_named_and_nothing_is_restored()
    {
        var copy = Path.Combine(root, "copy");
        await using (var house = House(Options))
        await using (var door = house.GetRequiredService<DatabaseDoor>())
        {
            await door.OpenAsync(DatabaseUse.Host, Ct);
            await house.GetRequiredService<BaseBackups>().MakeAsync(copy, Ct);
        }

        var file = Path.Combine(copy, BaseBackups.Folder, "global", "pg_filenode.map");
        var bytes = await File.ReadAllBytesAsync(file, Ct);
        bytes[8] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Ct);
        var refused = await Assert.ThrowsAsync<ClusterException>(() => RestoredAsync("damaged", null, null));
        Assert.Contains("global/pg_filenode.map", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(root, "damaged", "pgdata")));
    }

    [Fact]
    public async Task An_upgrade_keeps_every_row_and_the_old_cluster_until_it_is_finished()
    {
        await using (var house = House(Options))
        await using (var door = house.GetRequiredService<DatabaseDoor>())
        {
            await door.OpenAsync(DatabaseUse.Host, Ct);
            await CountAsync(house, "kept");
        }

        // The mechanism is pg_upgrade; from a version to itself it does everything it does between versions.
        var folder = DataFolder.Of(Options);
        var binaries = ServerBinaries.Find(folder.PgData);
        var upgrade = new ClusterUpgrade(folder);
        var kept = await upgrade.RunAsync(binaries, binaries, Ct);
        Assert.True(Directory.Exists(kept));
        await AssertKeptAsync();
        await Assert.ThrowsAsync<ClusterException>(() => upgrade.RunAsync(binaries, binaries, Ct));
        Assert.Equal([kept], upgrade.Finish());
        Assert.False(Directory.Exists(kept));

        // Killed in the moment in which no cluster bears the name.
        Directory.Move(folder.PgData, ClusterFiles.Leaving(folder));
        await AssertKeptAsync();
    }

    [Fact]
    public async Task Without_a_newer_version_there_is_nothing_to_upgrade()
    {
        await using (var house = House(Options))
        await using (var door = house.GetRequiredService<DatabaseDoor>())
            await door.OpenAsync(DatabaseUse.Host, Ct);

        await using var services = House(Options);
        using var output = new StringWriter();
        var command = services.GetServices<ICommand>().Single(one => one.Name == "upgrade-database");
        var line = CommandLine.Parse([], [], []).With(output, output);
        var newest = ServerBinaries.Find().Major;
        Assert.Equal(0, await command.RunAsync(line, Ct));
        Assert.Equal($"The database is on PostgreSQL {newest}, and no newer version is installed.\n", output.ToString());
    }

    private async Task AssertKeptAsync()
    {
        await using var house = House(Options);
        await using var door = house.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Host, Ct);
        Assert.Equal(1L, await AskAsync(house, "select value from kernel.town_counter where name = 'kept'"));
        Assert.Equal("on", await AskAsync(house, "show data_checksums"));
        Assert.All(await house.GetRequiredService<Doctor>().ExamineAsync(Ct), finding => Assert.Empty(finding.Faults));
    }

    private async Task<IReadOnlyList<string>> RestoredAsync(string name, string? archive, DateTimeOffset? until)
    {
        var options = new DatabaseOptions
        {
            DataFolder = Path.Combine(root, name),
            MasterKeyFile = Path.Combine(root, "house", "keys", "master.key"),
        };
        await using var house = House(options);
        Assert.Empty(await house.GetRequiredService<BaseBackups>().RestoreAsync(Path.Combine(root, "copy"), archive, until, Ct));
        await using var door = house.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, Ct);
        var names = (string)(await AskAsync(house, "select string_agg(name, ',' order by name) from kernel.town_counter where value = 10001"))!;
        return names.Split(',');
    }
}
