using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Operations;

/// <summary>The registrations of this process, to build the same house on other data.</summary>
internal sealed class Blueprint(IServiceCollection services)
{
    public ServiceProvider On(DatabaseOptions options)
    {
        IServiceCollection copy = new ServiceCollection();
        foreach (var service in services)
            copy.Add(service);
        copy.RemoveAll<DatabaseOptions>();
        copy.AddSingleton(options);
        return copy.BuildServiceProvider();
    }
}

/// <summary>
/// Makes backups and proves them: a dump of the data in one snapshot, a dump of the keys apart from it (it must not outlive
/// the deletion term), and a restore of both into a scratch cluster that the doctor examines and whose rows are counted.
/// </summary>
internal sealed class Backups(
    DatabaseAddress address, DatabaseOptions options, MasterKey master, Blueprint blueprint, TimeProvider time)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Data first, keys after: every key that the data need is in the later dump.</summary>
    public async Task<BackupManifest> MakeAsync(string folder, string keysFolder, CancellationToken ct)
    {
        foreach (var target in new[] { folder, keysFolder })
        {
            if (Directory.Exists(target) && Directory.EnumerateFiles(target).Any())
                throw new ClusterException($"{target} is not empty");
            Directory.CreateDirectory(target, Private);
        }

        var tools = new DatabaseTools(address, ServerBinaries.Find());
        var data = Path.Combine(folder, BackupManifest.DataFile);
        var keys = Path.Combine(keysFolder, BackupManifest.KeysFile);
        await using var connection = new NpgsqlConnection(address.Unpooled(DatabaseRole.Backup));
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var export = new NpgsqlCommand("select pg_export_snapshot()", connection);
        var snapshot = (string)(await export.ExecuteScalarAsync(ct))!;
        var rows = await CountAsync(connection, ct);
        await tools.DumpAsync(keys: false, data, snapshot, ct);
        await tools.DumpAsync(keys: true, keys, null, ct);
        var manifest = new BackupManifest
        {
            CreatedAt = time.GetUtcNow(),
            DataSha256 = BackupManifest.HashOf(data),
            KeysSha256 = BackupManifest.HashOf(keys),
            Rows = rows,
        };
        manifest.Write(folder);
        return manifest;
    }

    /// <summary>Restores into a scratch cluster and examines it; nothing of it stays.</summary>
    /// <returns>Faults; none: the backup is good.</returns>
    public async Task<IReadOnlyList<string>> ProveAsync(string folder, string keysFolder, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("rathaus-proof-");
        scratch.UnixFileMode = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
            | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        try
        {
            var there = new DatabaseOptions { DataFolder = scratch.FullName, MasterKeyFile = master.Path };
            return await RestoreIntoAsync(there, folder, keysFolder, jumpNumbers: false, ct);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Into this process's own, still empty data folder or server.</summary>
    public Task<IReadOnlyList<string>> RestoreAsync(string folder, string keysFolder, CancellationToken ct) =>
        RestoreIntoAsync(options, folder, keysFolder, jumpNumbers: true, ct);

    private async Task<IReadOnlyList<string>> RestoreIntoAsync(
        DatabaseOptions there, string folder, string keysFolder, bool jumpNumbers, CancellationToken ct)
    {
        var manifest = BackupManifest.Read(folder);
        manifest.Verify(folder, keysFolder);
        var home = DataFolder.Of(there);
        using var held = home.Embedded ? await FolderLock.TakeAsync(home, DatabaseUse.Command, ct) : null;
        if (home.Embedded && (held is null || Directory.Exists(home.PgData)))
            throw new ClusterException($"{home.Root} already holds a database; restore into an empty folder (--data DIR)");

        await using var cluster = home.Embedded
            ? await EmbeddedCluster.StartAsync(home, new ClusterSettings { SharedBuffersMegabytes = 256 }, ct)
            : null;
        await DatabaseRoles.EnsureAsync(home.Address, ct);
        await RefuseFilledAsync(home.Address, ct);
        var tools = new DatabaseTools(home.Address, ServerBinaries.Find(home.Embedded ? home.PgData : null));
        await tools.RestoreAsync(keys: false, Path.Combine(folder, BackupManifest.DataFile), ct);
        await tools.RestoreAsync(keys: true, Path.Combine(keysFolder, BackupManifest.KeysFile), ct);
        return await ExamineAsync(there, home.Address, manifest, jumpNumbers, ct);
    }

    private async Task<IReadOnlyList<string>> ExamineAsync(
        DatabaseOptions there, DatabaseAddress restored, BackupManifest manifest, bool jumpNumbers, CancellationToken ct)
    {
        var faults = new List<string>();
        await using var connection = new NpgsqlConnection(restored.Unpooled(DatabaseRole.Super));
        await connection.OpenAsync(ct);
        var rows = await CountAsync(connection, ct);
        foreach (var (table, expected) in manifest.Rows)
        {
            if (rows.GetValueOrDefault(table, -1) != expected)
                faults.Add($"{table}: {rows.GetValueOrDefault(table, -1)} rows instead of {expected}");
        }

        await using var house = blueprint.On(there);
        await house.GetRequiredService<Migrator>().RunAsync(ct);
        await house.GetRequiredService<MasterKey>().MakeWhenNewAsync(restored, ct);
        foreach (var finding in await house.GetRequiredService<Doctor>().ExamineAsync(ct))
            faults.AddRange(finding.Faults.Select(fault => $"{finding.Invariant}: {fault}"));
        if (jumpNumbers)
            await JumpNumbersAsync(connection, ct);
        return faults;
    }

    /// <summary>Numbers given out after the backup are with people already; none is given a second time.</summary>
    internal static async Task JumpNumbersAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var jump = new NpgsqlCommand("update kernel.town_counter set value = value + 10000", connection);
        await jump.ExecuteNonQueryAsync(ct);
    }

    private static async Task RefuseFilledAsync(DatabaseAddress target, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(target.Unpooled(DatabaseRole.Super));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select to_regclass('kernel.schema_migration')::text", connection);
        if (await command.ExecuteScalarAsync(ct) is string)
            throw new ClusterException($"Database {target.Database} is not empty; restore into an empty one");
    }

    internal static async Task<Dictionary<string, long>> CountAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            """
            select format('%I.%I', schemaname, tablename)
            from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')
            order by 1
            """, connection))
        await using (var reader = await list.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                tables.Add(reader.GetString(0));
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // Names quoted by the server.
            await using var count = new NpgsqlCommand($"select count(*) from {table}", connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
            counts.Add(table, (long)(await count.ExecuteScalarAsync(ct))!);
        }

        return counts;
    }
}
