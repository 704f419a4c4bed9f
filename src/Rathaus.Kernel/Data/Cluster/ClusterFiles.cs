using System.Globalization;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>Sizes that tests set smaller or larger.</summary>
public sealed record ClusterSettings
{
    public static readonly ClusterSettings Default = new();

    public int MaxConnections { get; init; } = 100;

    /// <summary>A quarter of the memory, at most 2 GB.</summary>
    public int SharedBuffersMegabytes { get; init; } =
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1024 / 1024, 64, 2048);

    public int MaxWalMegabytes { get; init; } = 4096;

    /// <summary>How long a start may take; bringing back a backup takes as long as its log is.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Give up when the server ended so often while starting.</summary>
    public int MostExits { get; init; } = int.MaxValue;
}

/// <summary>Makes the cluster's folder and its configuration files.</summary>
internal sealed class ClusterFiles(DataFolder folder, ServerBinaries binaries)
{
    /// <summary>initdb into a folder beside, then renamed: a killed start leaves nothing half made.</summary>
    public void MakeWhenMissing()
    {
        Directory.CreateDirectory(folder.Root);
        if (!Directory.Exists(folder.ClusterFolder))
            Directory.CreateDirectory(folder.ClusterFolder);
        if (!Directory.Exists(folder.PgData) && Directory.Exists(Leaving(folder)))
            Directory.Move(Leaving(folder), folder.PgData);
        if (Directory.Exists(folder.PgData))
            return;

        RemoveHalfMade();
        var fresh = string.Create(CultureInfo.InvariantCulture, $"{folder.PgData}.new-{Environment.ProcessId}");
        Make(fresh);
        Directory.Move(fresh, folder.PgData);
    }

    /// <summary>The old cluster in the moment of an upgrade in which none bears the name.</summary>
    public static string Leaving(DataFolder folder) => folder.PgData + ".leaving";

    /// <summary>An empty cluster in a folder of its own.</summary>
    public void Make(string fresh)
    {
        PrivateFolder(fresh);
        var words = As("--pdeathsig=KILL");
        Unix.RunOrThrow(words[0], [
            .. words[1..], binaries["initdb"], "-D", fresh, "-U", "rathaus_super", "--encoding=UTF8", "--locale=C.UTF-8",
            "--data-checksums", "--auth-local=peer", "--auth-host=reject"]);
    }

    // What a killed start was making. Its last process may still write there for a moment: then the next start clears it.
    private void RemoveHalfMade()
    {
        foreach (var leftover in Directory.EnumerateDirectories(folder.ClusterFolder, "pgdata.new*"))
        {
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (IOException)
            {
                // Not in our way: each start uses a name of its own.
            }
        }
    }

    /// <summary>Written at every start: socket folder and memory may differ from the last one.</summary>
    /// <param name="pgData">Another cluster than the folder's own; null: that one.</param>
    public void WriteConfiguration(ClusterSettings settings, string? pgData = null)
    {
        PrivateFolder(folder.SocketFolder);
        if (folder.LogArchive is { } archive)
            PrivateFolder(archive);
        pgData ??= folder.PgData;
        Write(pgData, "postgresql.conf", Configuration(settings));
        Write(pgData, "pg_hba.conf", """
            local all all peer map=rathaus
            local replication rathaus_backup peer map=rathaus

            """);
        Write(pgData, "pg_ident.conf", string.Concat(
            new[] { Environment.UserName, "root", folder.ServerUser ?? "root" }.Distinct(StringComparer.Ordinal)
                .SelectMany(user => Enum.GetValues<DatabaseRole>()
                    .Select(role => $"rathaus \"{user}\" {DatabaseAddress.NameOf(role)}\n"))));
    }

    /// <summary>The words before a command that make it run as the server's user.</summary>
    public string[] As(params string[] more) => folder.ServerUser is { } user
        ? ["setpriv", .. more, $"--reuid={user}", $"--regid={DataFolder.GroupOf(user)}", "--clear-groups"]
        : ["setpriv", .. more];

    private void PrivateFolder(string path)
    {
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        else if (Unix.RunOrThrow("stat", "-c", "%U", path).Trim() is var owner
            && owner != Environment.UserName && owner != folder.ServerUser)
            throw new ClusterException($"{path} belongs to {owner}, not to us");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (folder.ServerUser is { } user)
            Unix.RunOrThrow("chown", $"{user}:{DataFolder.GroupOf(user)}", path);
    }

    private void Write(string pgData, string name, string text)
    {
        var path = Path.Combine(pgData, name);
        File.WriteAllText(path, text);
        if (folder.ServerUser is { } user)
            Unix.RunOrThrow("chown", $"{user}:{DataFolder.GroupOf(user)}", path);
    }

    private string Configuration(ClusterSettings settings)
    {
        var cache = Math.Max(settings.SharedBuffersMegabytes,
            (int)Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / 1024 / 1024, 65536));
        var statements = binaries.HasLibrary("pg_stat_statements")
            ? "shared_preload_libraries = 'pg_stat_statements'" : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written by rathaus at every start.
            listen_addresses = ''
            unix_socket_directories = {Quoted('"' + folder.SocketFolder.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')}
            unix_socket_permissions = 0700
            port = 5432
            max_connections = {settings.MaxConnections}
            {statements}
            shared_buffers = {settings.SharedBuffersMegabytes}MB
            effective_cache_size = {cache}MB
            fsync = on
            full_page_writes = on
            synchronous_commit = on
            wal_level = replica
            wal_compression = {(binaries.FromDebian ? "lz4" : "on")}
            max_wal_size = {settings.MaxWalMegabytes}MB
            checkpoint_timeout = 15min
            autovacuum_naptime = 5s
            autovacuum_vacuum_cost_delay = 0
            idle_in_transaction_session_timeout = 60s
            restart_after_crash = on
            data_sync_retry = off
            hot_standby_feedback = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            logging_collector = on
            log_directory = 'log'
            log_filename = 'postgresql-%a.log'
            log_truncate_on_rotation = on
            log_rotation_age = 1d
            log_rotation_size = 0
            log_line_prefix = '%m [%p] %a '
            log_error_verbosity = terse
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            log_min_error_statement = panic
            log_lock_waits = on
            log_min_duration_statement = 500ms
            log_checkpoints = on
            {(folder.LogArchive is { } archive ? WalArchive.Configuration(archive) : "archive_mode = off")}

            """);
    }

    private static string Quoted(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
