using System.Globalization;
using System.Net;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Xunit;

namespace Rathaus.Testing;

/// <summary>
/// A PostgreSQL server that is not the host's own, as a town's computing centre runs one: one login with a password that
/// is no superuser. It can be stopped and started while hosts use it.
/// </summary>
public sealed class OtherServer : IAsyncDisposable
{
    public const string Login = "stadt";
    public const string Password = "Kanal-Quark-47";

    private readonly DataFolder folder;
    private EmbeddedCluster? cluster;

    private OtherServer(string root)
    {
        Root = root;
        folder = DataFolder.Of(new DatabaseOptions { DataFolder = root });
    }

    public string Root { get; }

    public string Socket => Path.Combine(folder.SocketFolder, ".s.PGSQL.5432");

    /// <summary>A key file for all hosts of this server.</summary>
    public string MasterKeyFile => Path.Combine(Root, "keys", "shared.key");

    /// <summary>As an environment variable of a host.</summary>
    public string Setting => SettingOf(ConnectionString);

    /// <summary>For <c>--database-file</c>.</summary>
    public string ConnectionFile => FileOf(ConnectionString);

    /// <summary>Over the socket.</summary>
    public string ConnectionString => $"Host={folder.SocketFolder};Username={Login};Password={Password};Database=rathaus";

    /// <summary>Through something that listens on the loopback.</summary>
    public static string Through(IPEndPoint door) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={door.Port};Username={Login};Password={Password};Database=rathaus;SSL Mode=Disable");

    public static string SettingOf(string connectionString) => "ConnectionStrings__Rathaus=" + connectionString;

    /// <summary>A file with a connection string that only we may read.</summary>
    public string FileOf(string connectionString)
    {
        var file = Path.Combine(Root, "connection-" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N"));
        using (var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        using (var writer = new StreamWriter(stream))
            writer.Write(connectionString);
        return file;
    }

    /// <param name="prepared">The administrator has made the roles already, as a login without that right needs it.</param>
    public static async Task<OtherServer> StartAsync(bool prepared = true)
    {
        var root = Directory.CreateTempSubdirectory("rathaus-server-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        var server = new OtherServer(root);
        await server.StartAgainAsync();
        if (prepared)
        {
            await server.RunAsync($"""
                create role rathaus_owner; create role rathaus_app; create role rathaus_worker;
                create role rathaus_backup bypassrls; create role rathaus_read; create role rathaus_witness;
                grant rathaus_owner, rathaus_app, rathaus_worker, rathaus_backup, rathaus_read, rathaus_witness to {Login};
                """);
        }

        return server;
    }

    public async Task StartAgainAsync()
    {
        cluster = await EmbeddedCluster.StartAsync(
            folder, new ClusterSettings { MaxConnections = 100, SharedBuffersMegabytes = 64, MaxWalMegabytes = 512 },
            TestContext.Current.CancellationToken);
        var rules = Path.Combine(folder.PgData, "pg_hba.conf");
        var ours = await File.ReadAllTextAsync(rules, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            rules, $"local all {Login} scram-sha-256\n" + ours, TestContext.Current.CancellationToken);
        await RunAsync($"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{Login}') then
                create role {Login} login createdb password '{Password}';
              end if;
              perform pg_reload_conf();
            end $$
            """);
        await UntilLoginWorksAsync();
    }

    public async Task StopAsync()
    {
        await cluster!.DisposeAsync();
        cluster = null;
    }

    /// <summary>A superuser's open connection.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Changes a setting of the server; returns when new sessions have it.</summary>
    public async Task SetAsync(string name, string value)
    {
        await RunAsync($"alter system set {name} = {value}");
        await RunAsync("select pg_reload_conf()");
        for (var attempt = 0; attempt < 600; attempt++)
        {
            await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super, "postgres"));
            if ((await AskAsync(connection, $"select setting from pg_settings where name = '{name}'"))[0] == value)
                return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{name} = {value} was not taken over");
    }

    /// <summary>The first column of a statement run as superuser, as text.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super));
        return await AskAsync(connection, sql);
    }

    public static async Task<IReadOnlyList<string>> AskAsync(NpgsqlConnection connection, string sql)
    {
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Literals of the tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Runs a statement as superuser, beside the database of the house.</summary>
    public async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super, "postgres"));
        await AskAsync(connection, sql);
    }

    // The server reads its rules a moment after it was told to.
    private async Task UntilLoginWorksAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                return;
            }
            catch (PostgresException refused) when (attempt < 100 && refused.SqlState is "28000" or "28P01")
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
