using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Operations;

/// <summary>
/// Copies of the whole embedded cluster (pg_basebackup). Together with the archive of the write-ahead log one comes back to
/// any moment after the copy. They hold the wrapped keys too: keep them 30 days at most (docs/adr/0007).
/// </summary>
internal sealed class BaseBackups(DataFolder home, DatabaseOptions options, MasterKey master, Blueprint blueprint)
{
    public const string Folder = "base";

    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromHours(12);

    /// <summary>Copies the running cluster and checks every file of the copy against its manifest.</summary>
    public async Task MakeAsync(string folder, CancellationToken ct)
    {
        if (home.Address.SocketFolder is not { } socket)
            throw new ClusterException("A base backup of a server is made there, by its administrator");
        var target = Path.Combine(folder, Folder);
        if (Directory.Exists(target))
            throw new ClusterException($"{target} is there already");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var binaries = ServerBinaries.Find(home.PgData);
        await ToolAsync(binaries["pg_basebackup"],
        [
            "-D", target, "-h", socket, "-p", "5432", "-U", DatabaseAddress.NameOf(DatabaseRole.Backup), "--no-password",
            "--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256",
        ], ct);
        await VerifyAsync(folder, ct);
    }

    /// <exception cref="ClusterException">A file is missing or was changed; its name is in the text.</exception>
    public static async Task VerifyAsync(string folder, CancellationToken ct)
    {
        var source = Path.Combine(folder, Folder);
        await ToolAsync(ServerBinaries.Find(source)["pg_verifybackup"], ["--exit-on-error", source], ct);
    }

    /// <summary>Starts a copy of the copy beside and lets the doctor look at it; nothing of it stays.</summary>
    public async Task<(IReadOnlyList<string> Faults, long Rows)> ProveAsync(string folder, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("rathaus-proof-");
        scratch.UnixFileMode = (UnixFileMode)0b111_101_101;
        try
        {
            var there = new DatabaseOptions { DataFolder = scratch.FullName, MasterKeyFile = master.Path };
            return await RestoreIntoAsync(there, folder, null, null, jumpNumbers: false, ct);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Deletes from the archive what no restore from this copy needs: the log before it.</summary>
    /// <returns>How many segments went.</returns>
    /// <exception cref="ClusterException">No archive is set, or the copy does not say where it begins.</exception>
    public async Task<int> PruneAsync(string folder, CancellationToken ct)
    {
        if (home.LogArchive is not { } archive)
            throw new ClusterException("There is no archive of the log: set Rathaus__WalArchive");
        // backup_label begins: START WAL LOCATION: 0/2000028 (file 000000010000000000000002)
        var label = await File.ReadAllTextAsync(Path.Combine(folder, Folder, "backup_label"), ct);
        var at = label.IndexOf("(file ", StringComparison.Ordinal);
        if (at < 0 || label.IndexOf(')', at) is var end && end < 0)
            throw new ClusterException($"{folder} does not say with which segment of the log it begins");
        var before = Directory.GetFiles(archive).Length;
        await ToolAsync(ServerBinaries.Find(home.PgData)["pg_archivecleanup"], [archive, label[(at + "(file ".Length)..end]], ct);
        return before - Directory.GetFiles(archive).Length;
    }

    /// <summary>Into this process's own, still empty data folder.</summary>
    /// <param name="archive">Log archive to go on from the copy; null: only the copy.</param>
    /// <param name="until">Stop at this moment; null: everything the archive has.</param>
    public async Task<IReadOnlyList<string>> RestoreAsync(string folder, string? archive, DateTimeOffset? until, CancellationToken ct) =>
        (await RestoreIntoAsync(options, folder, archive, until, jumpNumbers: true, ct)).Faults;

    private async Task<(IReadOnlyList<string> Faults, long Rows)> RestoreIntoAsync(
        DatabaseOptions there, string folder, string? archive, DateTimeOffset? until, bool jumpNumbers, CancellationToken ct)
    {
        await VerifyAsync(folder, ct);
        var target = DataFolder.Of(there);
        if (!target.Embedded)
            throw new ClusterException("A base backup is restored into an empty folder (--data DIR)");
        using var held = await FolderLock.TakeAsync(target, DatabaseUse.Command, ct);
        if (held is null || Directory.Exists(target.PgData))
            throw new ClusterException($"{target.Root} already holds a database; restore into an empty folder (--data DIR)");
        Directory.CreateDirectory(target.ClusterFolder);
        await ToolAsync("cp", ["-a", Path.Combine(folder, Folder), target.PgData], ct);
        if (archive is not null)
            await AskForRecoveryAsync(target.PgData, archive, until, ct);
        if (target.ServerUser is { } user)
            await ToolAsync("chown", ["-R", $"{user}:{DataFolder.GroupOf(user)}", target.PgData], ct);

        await using var cluster = await EmbeddedCluster.StartAsync(
            target, new ClusterSettings { SharedBuffersMegabytes = 256, Patience = RecoveryPatience, MostExits = 5 }, ct);
        await UntilPromotedAsync(target, ct);
        if (archive is not null)
            await File.WriteAllTextAsync(RecoverySettings(target.PgData), "", ct);
        return await ExamineAsync(there, target.Address, jumpNumbers, ct);
    }

    private static string RecoverySettings(string pgData) => Path.Combine(pgData, "postgresql.auto.conf");

    private static async Task AskForRecoveryAsync(string pgData, string archive, DateTimeOffset? until, CancellationToken ct)
    {
        var settings = new List<string>
        {
            $"restore_command = {WalArchive.Setting($"cp {WalArchive.Word(Path.GetFullPath(archive))}/%f \"%p\"")}",
            "recovery_target_action = 'promote'",
        };
        if (until is { } moment)
            settings.Add(string.Create(CultureInfo.InvariantCulture, $"recovery_target_time = '{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'"));
        await File.WriteAllTextAsync(RecoverySettings(pgData), string.Join('\n', settings) + "\n", ct);
        await File.WriteAllTextAsync(Path.Combine(pgData, "recovery.signal"), "", ct);
    }

    private static async Task UntilPromotedAsync(DataFolder target, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(target.Address.Unpooled(DatabaseRole.Super, "postgres"));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select pg_is_in_recovery()", connection);
        while ((bool)(await command.ExecuteScalarAsync(ct))!)
            await Task.Delay(200, ct);
    }

    private async Task<(IReadOnlyList<string> Faults, long Rows)> ExamineAsync(
        DatabaseOptions there, DatabaseAddress restored, bool jumpNumbers, CancellationToken ct)
    {
        await using var house = blueprint.On(there);
        await house.GetRequiredService<Migrator>().RunAsync(ct);
        await house.GetRequiredService<MasterKey>().MakeWhenNewAsync(restored, ct);
        var faults = new List<string>();
        foreach (var finding in await house.GetRequiredService<Doctor>().ExamineAsync(ct))
            faults.AddRange(finding.Faults.Select(fault => $"{finding.Invariant}: {fault}"));
        await using var connection = new NpgsqlConnection(restored.Unpooled(DatabaseRole.Super));
        await connection.OpenAsync(ct);
        var rows = (await Backups.CountAsync(connection, ct)).Values.Sum();
        if (jumpNumbers)
            await Backups.JumpNumbersAsync(connection, ct);
        return (faults, rows);
    }

    private static async Task ToolAsync(string program, IReadOnlyList<string> words, CancellationToken ct)
    {
        var (code, output, errors) = await Task.Run(() => Unix.Run(program, words), ct);
        if (code != 0)
            throw new ClusterException($"{Path.GetFileName(program)} failed ({code}): {(errors + output).Trim()}");
    }
}
