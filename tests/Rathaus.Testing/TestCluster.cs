using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Testing;

/// <summary>
/// The server of this test process: <c>RATHAUS_TEST_DATABASE</c> (socket folder or connection string), else a cluster of
/// its own. A template with all rooms' migrations is made once and cloned per class.
/// </summary>
internal static class TestCluster
{
    private static readonly Lazy<Task<DatabaseAddress>> Template = new(MakeTemplateAsync);

    private static string? root;
    private static EmbeddedCluster? own;

    /// <summary>A fresh database with the migrated schemas.</summary>
    public static async Task<DatabaseAddress> CloneAsync(string name)
    {
        var template = await Template.Value;
        var clone = Named(template, name);
        await using var connection = await OpenMaintenanceAsync(template);
        await RunAsync(connection, $"create database {name} template {template.Database} owner rathaus_owner");
        await RunAsync(connection, $"create database {clone.KeysDatabase} template {template.KeysDatabase} owner rathaus_owner");

        // Rights on a database are not copied with it.
        await DatabaseRoles.EnsureAsync(clone, CancellationToken.None);
        return clone;
    }

    public static async Task DropAsync(DatabaseAddress clone)
    {
        await using var connection = await OpenMaintenanceAsync(clone);
        await RunAsync(connection, $"drop database if exists {clone.Database} with (force)");
        await RunAsync(connection, $"drop database if exists {clone.KeysDatabase} with (force)");
    }

    /// <summary>Stops and removes the cluster if this process made one.</summary>
    public static async Task StopAsync()
    {
        if (own is not null)
            await own.DisposeAsync();
        if (root is not null)
            Directory.Delete(root, recursive: true);
        (own, root) = (null, null);
    }

    /// <summary>The migrations of every room the host is composed of.</summary>
    public static IReadOnlyList<MigrationSet> Migrations() =>
    [
        .. typeof(Program).Assembly.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("Rathaus.", StringComparison.Ordinal))
            .OrderBy(name => name.Name, StringComparer.Ordinal)
            .Select(name => MigrationSet.From(Assembly.Load(name), name.Name!.Split('.')[1].ToLowerInvariant())),
        MigrationSet.From(typeof(Migrator).Assembly, "kernel", "Sql/Keys", ofKeys: true),
    ];

    private static async Task<DatabaseAddress> MakeTemplateAsync()
    {
        var server = await ServerAsync();
        var sets = Migrations();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
            '\n', sets.SelectMany(set => set.Migrations.Select(migration => $"{set.Schema} {migration.Name} {migration.Hash}"))))))[..12];
        var ready = Named(server, "template_" + hash);
        await using var connection = await OpenMaintenanceAsync(server);
        await RunAsync(connection, "select pg_advisory_lock(726600, 3)");
        await using var known = new NpgsqlCommand("select count(*) from pg_database where datname = @name", connection);
        known.Parameters.AddWithValue("name", ready.Database);
        if ((long)(await known.ExecuteScalarAsync())! > 0)
            return ready;

        var making = Named(server, "making_" + hash);
        await DropAsync(making);
        await new Migrator(making, sets, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None);
        await RunAsync(connection, $"drop database if exists {ready.KeysDatabase} with (force)");
        await RunAsync(connection, $"alter database {making.KeysDatabase} rename to {ready.KeysDatabase}");
        await RunAsync(connection, $"alter database {making.Database} rename to {ready.Database}");
        return ready;
    }

    private static async Task<DatabaseAddress> ServerAsync()
    {
        var given = Environment.GetEnvironmentVariable("RATHAUS_TEST_DATABASE");
        if (!string.IsNullOrEmpty(given))
            return given.StartsWith('/') ? DatabaseAddress.OfSocket(given) : DatabaseAddress.Parse(given);

        root = Directory.CreateTempSubdirectory("rathaus-tests-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        var folder = DataFolder.Of(new DatabaseOptions { DataFolder = root });
        own = await EmbeddedCluster.StartAsync(
            folder,
            new ClusterSettings { MaxConnections = 400, SharedBuffersMegabytes = 256, MaxWalMegabytes = 1024 },
            CancellationToken.None);
        return own.Address;
    }

    private static DatabaseAddress Named(DatabaseAddress server, string database) =>
        DatabaseAddress.Parse(new NpgsqlConnectionStringBuilder(server.ToString()) { Database = database }.ConnectionString);

    private static async Task<NpgsqlConnection> OpenMaintenanceAsync(DatabaseAddress server)
    {
        var connection = new NpgsqlConnection(server.Unpooled(DatabaseRole.Super, "postgres"));
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text)
    {
#pragma warning disable CA2100 // Names made here.
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
