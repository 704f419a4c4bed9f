using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rathaus.Kernel.Files;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>For what the database is opened.</summary>
public enum DatabaseUse
{
    /// <summary>The one host of a data folder; a second one is refused.</summary>
    Host,

    /// <summary>A command: joins the running cluster, else starts it and stops it again.</summary>
    Command,
}

/// <summary>
/// Opens the database before anything uses it and closes it at the end: starts or joins the embedded cluster, makes roles
/// and databases, runs migrations, refuses a server that could lose what it acknowledged.
/// </summary>
public sealed partial class DatabaseDoor : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly Migrator migrator;
    private readonly DatabaseSources sources;
    private readonly IServiceProvider services;
    private readonly ILogger<DatabaseDoor> log;
    private FolderLock? held;
    private EmbeddedCluster? cluster;

    // Public for dependency injection; the sources are internal.
    internal DatabaseDoor(
        DataFolder folder, Migrator migrator, DatabaseSources sources, IServiceProvider services, ILogger<DatabaseDoor> log)
    {
        this.folder = folder;
        this.migrator = migrator;
        this.sources = sources;
        this.services = services;
        this.log = log;
    }

    public DatabaseAddress Address => folder.Address;

    /// <summary>The cluster this process runs, or null: joined, or on a server.</summary>
    public EmbeddedCluster? Cluster => cluster;

    /// <exception cref="DataFolderBusyException">A second host on one data folder.</exception>
    /// <exception cref="ClusterException">The embedded cluster cannot start.</exception>
    /// <exception cref="MigrationException">Schema and version do not fit.</exception>
    public async Task OpenAsync(DatabaseUse use, CancellationToken ct)
    {
        try
        {
            await OpenCoreAsync(use, ct);
        }
        catch (NpgsqlException exception)
        {
            // One line for the operator; the connection string may hold a password and is not repeated.
            throw new ClusterException($"The database cannot be used: {exception.Message}", exception);
        }
    }

    private async Task OpenCoreAsync(DatabaseUse use, CancellationToken ct)
    {
        var joined = !folder.Embedded;
        if (folder.Embedded)
        {
            held = await FolderLock.TakeAsync(folder, use, ct);
            joined = held is null;
            if (held is not null)
            {
                cluster = await EmbeddedCluster.StartAsync(folder, null, ct);
                if (folder.ClusterFolder != folder.Root)
                    LogElsewhere(log, folder.ClusterFolder);
            }
        }

        if (folder.Address.SocketFolder is null)
            await RefuseMightyLoginAsync(ct);
        if (use == DatabaseUse.Host || !joined)
            await migrator.RunAsync(ct);
        else if (await migrator.PendingAsync(ct) is { Count: > 0 } pending)
            throw new MigrationException($"The schema lacks {pending.Count} migrations ({pending[0]} …): start the host of this version first");
        await RefuseForgetfulServerAsync(ct);
        if (use == DatabaseUse.Host || !joined)
            await services.GetRequiredService<MasterKey>().MakeWhenNewAsync(Address, ct);
        if (use == DatabaseUse.Host)
            await RunStartTasksAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await sources.DisposeAsync();
        if (cluster is not null)
        {
            if (held is { Use: DatabaseUse.Command })
                await WaitForOthersAsync();
            await cluster.DisposeAsync();
            cluster = null;
        }

        held?.Dispose();
        held = null;
    }

    // One host of the region at a time, so that two new ones do not both make the first of something.
    private async Task RunStartTasksAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Owner));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(726600, 5)", connection);
        while (!(bool)(await command.ExecuteScalarAsync(ct))!)
            await Task.Delay(100, ct);
        foreach (var task in services.GetServices<IStartTask>())
            await task.RunAsync(ct);
#pragma warning disable S1215 // Once, when reading the catalogue has left ten times the garbage that is kept: a modest server gets it back at once.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
#pragma warning restore S1215
    }

    // Row-level security does not hold for a superuser, and whoever breaks into the host would own the whole server.
    private async Task RefuseMightyLoginAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super, "postgres"));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            "select rolname from pg_roles where rolname = session_user and (rolsuper or rolbypassrls)", connection);
        if (await command.ExecuteScalarAsync(ct) is string login)
        {
            throw new ClusterException(
                $"The login {login} is a superuser of the server or may pass over row-level security; "
                + "use a login that has createdb and createrole at most");
        }
    }

    // P1: an acknowledged submission survives; that rests on these three.
    private async Task RefuseForgetfulServerAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.App));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            "select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'",
            connection);
        if (await command.ExecuteScalarAsync(ct) is string setting)
            throw new ClusterException($"The server runs with {setting} = off and could lose acknowledged submissions; switch it on");
    }

    // Another command may have joined the cluster we started.
    private async Task WaitForOthersAsync()
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super, "postgres"));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
                connection);
            if ((long)(await command.ExecuteScalarAsync())! == 0)
                return;
            await Task.Delay(200);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The database lies in {Folder}: its user cannot reach the data folder")]
    private static partial void LogElsewhere(ILogger logger, string folder);
}
