using Npgsql;

namespace Rathaus.Kernel.Data;

/// <summary>The database roles; each has exactly the rights its work needs (docs/operations.md).</summary>
public enum DatabaseRole
{
    /// <summary>Makes roles and databases; then unused.</summary>
    Super,

    /// <summary>Owns tables, runs migrations; never in the request pool.</summary>
    Owner,

    /// <summary>Requests: rows of the stated town, no DDL, no bypass.</summary>
    App,

    /// <summary>Background work: the same, and region-wide where a table's policy says so.</summary>
    Worker,

    /// <summary>Backups: sees all rows, changes none.</summary>
    Backup,

    /// <summary>Statistics views.</summary>
    Read,

    /// <summary>The memory and the key of the witness (docs/govchain.md): no other role may touch them.</summary>
    Witness,
}

/// <summary>
/// Where the database is and how each role signs in. With a socket of our own cluster each role has its own name (peer
/// authentication); a server's connection string names one login that takes on the roles by <c>role=</c>.
/// </summary>
public sealed class DatabaseAddress
{
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly NpgsqlConnectionStringBuilder? keys;

    private DatabaseAddress(NpgsqlConnectionStringBuilder server, NpgsqlConnectionStringBuilder? keys, string? host)
    {
        this.server = server;
        this.keys = keys;
        SocketFolder = host;
    }

    /// <summary>Folder of the socket when each role signs in by its own name; null for a server login.</summary>
    public string? SocketFolder { get; }

    public string Database => server.Database!;

    /// <summary>The small database that holds nothing but wrapped keys (docs/keys.md).</summary>
    public string KeysDatabase => keys?.Database ?? Database + "_keys";

    /// <summary>A cluster reached by its socket folder, roles by name.</summary>
    public static DatabaseAddress OfSocket(string folder, string database = "rathaus") =>
        new(new NpgsqlConnectionStringBuilder { Host = folder, Port = 5432, Database = database }, null, folder);

    /// <summary>
    /// A connection string. Without a user name and with a socket folder as host it means <see cref="OfSocket"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It cannot be read, or names no host.</exception>
    public static DatabaseAddress Parse(string connectionString, string? keysConnectionString = null)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(server.Host))
            throw new ArgumentException("The connection string names no host", nameof(connectionString));
        if (string.IsNullOrEmpty(server.Database))
            server.Database = "rathaus";
        var byName = server.Username is null && server.Host.StartsWith('/');
        return new DatabaseAddress(
            server,
            keysConnectionString is null ? null : new NpgsqlConnectionStringBuilder(keysConnectionString),
            byName ? server.Host : null);
    }

    /// <summary>The pool's connection string for a role (docs/operations.md, measured settings).</summary>
    public string Pooled(DatabaseRole role, int size) => Build(role, server, Database, builder =>
    {
        builder.MinPoolSize = Math.Min(2, size);
        builder.MaxPoolSize = size;
        builder.Timeout = 3;
        builder.CommandTimeout = 15;
        builder.CancellationTimeout = 2000;
        builder.KeepAlive = 30;
        builder.MaxAutoPrepare = 100;
        builder.AutoPrepareMinUsages = 2;
        builder.NoResetOnClose = true;
    });

    /// <summary>A single connection with session state of its own: migrations, locks, maintenance.</summary>
    public string Unpooled(DatabaseRole role, string? database = null) =>
        Build(role, server, database ?? Database, builder => builder.Pooling = false);

    public string KeysPooled(int size) => Build(DatabaseRole.App, keys ?? server, KeysDatabase, builder =>
    {
        builder.MaxPoolSize = size;
        builder.Timeout = 3;
        builder.CommandTimeout = 15;
        builder.MaxAutoPrepare = 20;
        builder.NoResetOnClose = true;
    });

    public string KeysUnpooled(DatabaseRole role) =>
        Build(role, keys ?? server, KeysDatabase, builder => builder.Pooling = false);

    /// <summary>As handed to <c>--database</c>; no role, no pool.</summary>
    public override string ToString() => server.ConnectionString;

    internal static string NameOf(DatabaseRole role) => role switch
    {
        DatabaseRole.Super => "rathaus_super",
        DatabaseRole.Owner => "rathaus_owner",
        DatabaseRole.App => "rathaus_app",
        DatabaseRole.Worker => "rathaus_worker",
        DatabaseRole.Backup => "rathaus_backup",
        DatabaseRole.Read => "rathaus_read",
        DatabaseRole.Witness => "rathaus_witness",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role"),
    };

    private string Build(
        DatabaseRole role, NpgsqlConnectionStringBuilder from, string database, Action<NpgsqlConnectionStringBuilder> more)
    {
        var name = NameOf(role);
        var builder = new NpgsqlConnectionStringBuilder(from.ConnectionString)
        {
            Database = database,
            ApplicationName = name.Replace('_', '-'),
            IncludeErrorDetail = false,
        };

        // Settings of a role apply at login only; stated here they also hold for a login that takes the role on.
        var options = role switch
        {
            DatabaseRole.App => "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s",
            DatabaseRole.Witness => "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s",
            DatabaseRole.Worker => "-c statement_timeout=60s -c lock_timeout=3s -c idle_in_transaction_session_timeout=60s",
            DatabaseRole.Backup => "-c default_transaction_read_only=on -c idle_in_transaction_session_timeout=0",
            DatabaseRole.Owner => "-c lock_timeout=2s",
            _ => "",
        };
        if (SocketFolder is not null)
            builder.Username = name;
        else if (role != DatabaseRole.Super)
            options = $"-c role={name} {options}";
        if (options.Length > 0)
            builder.Options = options.Trim();
        more(builder);
        return builder.ConnectionString;
    }
}
