using Npgsql;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Data;

/// <summary>Makes roles and the two databases where they are missing. Needs the superuser or a login that may do so.</summary>
internal static class DatabaseRoles
{
    private const string Roles = """
        do $$
        begin
          perform pg_advisory_xact_lock(726600, 2);
          if not exists (select from pg_roles where rolname = 'rathaus_owner') then
            create role rathaus_owner login;
          end if;
          if not exists (select from pg_roles where rolname = 'rathaus_app') then
            create role rathaus_app login;
          end if;
          if not exists (select from pg_roles where rolname = 'rathaus_worker') then
            create role rathaus_worker login;
          end if;
          if not exists (select from pg_roles where rolname = 'rathaus_backup') then
            create role rathaus_backup login replication bypassrls;
          end if;
          if not exists (select from pg_roles where rolname = 'rathaus_read') then
            create role rathaus_read login;
          end if;
          if not exists (select from pg_roles where rolname = 'rathaus_witness') then
            create role rathaus_witness login;
          end if;
          if not (select rolsuper from pg_roles where rolname = current_user) then
            execute format('grant rathaus_owner, rathaus_app, rathaus_worker, rathaus_backup, rathaus_read, rathaus_witness to %I', current_user);
          end if;
        end $$
        """;

    public static async Task EnsureAsync(DatabaseAddress address, CancellationToken ct)
    {
        await using var connection = await OpenMaintenanceAsync(address, ct);
        if (await CountAsync(connection, "select count(*) from pg_roles where rolname = any(array['rathaus_owner', 'rathaus_app', 'rathaus_worker', 'rathaus_backup', 'rathaus_read', 'rathaus_witness'])", null, ct) < 6)
            await MakeRolesAsync(connection, address, ct);
        foreach (var database in new[] { address.Database, address.KeysDatabase })
        {
            if (await CountAsync(connection, "select count(*) from pg_database where datname = @name", database, ct) == 0)
                await CreateAsync(connection, database, ct);
        }

        foreach (var database in new[] { address.Database, address.KeysDatabase })
            await NarrowAsync(address, database, ct);
    }

    // On a server of its own kind the roles sign in by name; elsewhere one login takes them on and they need no login.
    private static async Task MakeRolesAsync(NpgsqlConnection connection, DatabaseAddress address, CancellationToken ct)
    {
        try
        {
            await RunAsync(connection, address.SocketFolder is null ? Roles.Replace(" login", " nologin", StringComparison.Ordinal) : Roles, ct);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new ClusterException(
                "The login may not make the roles. Have an administrator of the server run: "
                + "create role rathaus_owner; create role rathaus_app; create role rathaus_worker; "
                + "create role rathaus_backup bypassrls; create role rathaus_read; create role rathaus_witness; grant rathaus_owner, rathaus_app, "
                + $"rathaus_worker, rathaus_backup, rathaus_read, rathaus_witness to {Quoted(connection.UserName ?? "LOGIN")}; "
                + "the login itself needs createdb, or two databases that belong to rathaus_owner",
                exception);
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string database, CancellationToken ct)
    {
        try
        {
            await RunAsync(connection, $"create database {Quoted(database)} owner rathaus_owner", ct);
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another host was faster; the database is there.
        }
    }

    // Nobody but the owner makes anything: no temporary tables, nothing in schema public.
    private static async Task NarrowAsync(DatabaseAddress address, string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(address.Unpooled(DatabaseRole.Super, database));
        await connection.OpenAsync(ct);
        if (await CountAsync(connection, "select count(*) from pg_roles where rolname = 'rathaus_app' and (has_database_privilege('rathaus_app', current_database(), 'temp') or not has_database_privilege('rathaus_witness', current_database(), 'connect'))", null, ct) == 0)
            return;
        await RunAsync(connection, $"""
            revoke all on database {Quoted(database)} from public;
            grant connect on database {Quoted(database)} to rathaus_app, rathaus_worker, rathaus_backup, rathaus_read, rathaus_witness;
            revoke all on schema public from public;
            """, ct);
    }

    private static async Task<NpgsqlConnection> OpenMaintenanceAsync(DatabaseAddress address, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(address.Unpooled(DatabaseRole.Super, "postgres"));
        await connection.OpenAsync(ct);
        return connection;
    }

    internal static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static async Task<long> CountAsync(
        NpgsqlConnection connection, string text, string? name, CancellationToken ct)
    {
#pragma warning disable CA2100 // Literals of this file.
        await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        if (name is not null)
            command.Parameters.AddWithValue("name", name);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken ct)
    {
#pragma warning disable CA2100 // Literals of this file with quoted names.
        await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
