using Microsoft.Extensions.Logging;
using Npgsql;

namespace Rathaus.Kernel.Data;

/// <summary>
/// Brings the schemas to this version, one migrator at a time (advisory lock), each file once and unchanged. Safe to run
/// at every start and after a kill between any two statements.
/// </summary>
public sealed partial class Migrator(
    DatabaseAddress address, IEnumerable<MigrationSet> sets, ILogger<Migrator> log)
{
    private const int LockRetries = 10;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="MigrationException">A file was edited after it ran, or the schema is newer than this version.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        await DatabaseRoles.EnsureAsync(address, ct);
        foreach (var ofKeys in new[] { false, true })
        {
            await using var connection = new NpgsqlConnection(
                ofKeys ? address.KeysUnpooled(DatabaseRole.Owner) : address.Unpooled(DatabaseRole.Owner));
            await connection.OpenAsync(ct);
            await LockAsync(connection, ct);
            await EnsureLedgerAsync(connection, ct);
            foreach (var set in Ordered().Where(set => set.OfKeys == ofKeys))
                await ApplyAsync(connection, set, ct);
        }
    }

    /// <summary>What would run, without running it: <c>schema/name</c>.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct)
    {
        var pending = new List<string>();
        foreach (var set in Ordered())
        {
            var applied = await AppliedOrNoneAsync(set, ct);
            Check(set, applied);
            pending.AddRange(set.Migrations
                .Where(migration => !applied.ContainsKey(migration.Name))
                .Select(migration => $"{set.Schema}/{migration.Name}"));
        }

        return pending;
    }

    private async Task<Dictionary<string, string>> AppliedOrNoneAsync(MigrationSet set, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                set.OfKeys ? address.KeysUnpooled(DatabaseRole.Owner) : address.Unpooled(DatabaseRole.Owner));
            await connection.OpenAsync(ct);
            return await AppliedAsync(connection, set.Schema, ct);
        }
        catch (PostgresException exception) when (exception.SqlState
            is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidParameterValue
            or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            // No database, roles or ledger yet.
            return [];
        }
    }

    // The kernel's schema holds what the others use.
    private IEnumerable<MigrationSet> Ordered() =>
        sets.OrderBy(set => set.Schema == "kernel" ? 0 : 1);

    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        while (!(bool)(await ScalarAsync(connection, "select pg_try_advisory_lock(726600, 1)", ct))!)
            await Task.Delay(LockPause, ct);
    }

    private static async Task EnsureLedgerAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await ScalarAsync(connection, "select to_regclass('kernel.schema_migration')::text", ct) is string)
            return;
        await RunTextAsync(connection, SchemaText("kernel") + """
            create table if not exists kernel.schema_migration (
              schema text not null,
              name text not null,
              sha256 text not null,
              applied_at timestamptz not null default now(),
              primary key (schema, name));
            """, ct);
    }

    private static string SchemaText(string schema) => $"""
        create schema if not exists {schema};
        grant usage on schema {schema} to rathaus_app, rathaus_worker, rathaus_backup, rathaus_read;
        alter default privileges in schema {schema} grant select on tables to rathaus_backup;
        alter default privileges in schema {schema} grant select on sequences to rathaus_backup;

        """;

    private async Task ApplyAsync(NpgsqlConnection connection, MigrationSet set, CancellationToken ct)
    {
        var applied = await AppliedAsync(connection, set.Schema, ct);
        Check(set, applied);
        if (applied.Count == 0 && set.Migrations.Count > 0 && set.Schema != "kernel")
            await RunTextAsync(connection, SchemaText(set.Schema), ct);

        foreach (var migration in set.Migrations.Where(migration => !applied.ContainsKey(migration.Name)))
        {
            await WithLockRetriesAsync(set, migration, () => migration.WithoutTransaction
                ? OneByOneAsync(connection, set.Schema, migration, ct)
                : InOneTransactionAsync(connection, set.Schema, migration, ct), ct);
            LogApplied(log, set.Schema, migration.Name);
        }
    }

    private async Task WithLockRetriesAsync(MigrationSet set, Migration migration, Func<Task> run, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await run();
                return;
            }
            catch (PostgresException exception)
                when (exception.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < LockRetries)
            {
                LogLocked(log, set.Schema, migration.Name, attempt);
                await Task.Delay(attempt * LockPause, ct);
            }
            catch (PostgresException exception)
            {
                throw new MigrationException(
                    $"{set.Schema}/{migration.Name}: {exception.SqlState} {exception.MessageText} (at {exception.Position})",
                    exception);
            }
        }
    }

    private static async Task InOneTransactionAsync(
        NpgsqlConnection connection, string schema, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunTextAsync(connection, migration.Text, ct);
        await RecordAsync(connection, schema, migration, ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task OneByOneAsync(
        NpgsqlConnection connection, string schema, Migration migration, CancellationToken ct)
    {
        // A concurrent build that was cut short leaves an invalid index under the same name.
        await using (var command = new NpgsqlCommand(
            """
            select format('drop index concurrently %I.%I', n.nspname, c.relname)
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_namespace n on n.oid = c.relnamespace
            where not i.indisvalid and n.nspname = @schema
            """, connection))
        {
            command.Parameters.AddWithValue("schema", schema);
            var drops = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                    drops.Add(reader.GetString(0));
            }

            foreach (var drop in drops)
                await RunTextAsync(connection, drop, ct);
        }

        foreach (var statement in migration.Text.Split(";\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (!string.IsNullOrWhiteSpace(statement.Replace("-- no-transaction", "", StringComparison.Ordinal)))
                await RunTextAsync(connection, statement, ct);
        }

        await RecordAsync(connection, schema, migration, ct);
    }

    private static async Task RecordAsync(
        NpgsqlConnection connection, string schema, Migration migration, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into kernel.schema_migration (schema, name, sha256) values (@schema, @name, @hash)", connection);
        command.Parameters.AddWithValue("schema", schema);
        command.Parameters.AddWithValue("name", migration.Name);
        command.Parameters.AddWithValue("hash", migration.Hash);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static async Task<Dictionary<string, string>> AppliedAsync(
        NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select name, sha256 from kernel.schema_migration where schema = @schema", connection);
        command.Parameters.AddWithValue("schema", schema);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            applied.Add(reader.GetString(0), reader.GetString(1));
        return applied;
    }

    private static void Check(MigrationSet set, Dictionary<string, string> applied)
    {
        foreach (var (name, hash) in applied)
        {
            var known = set.Migrations.FirstOrDefault(migration => migration.Name == name)
                ?? throw new MigrationException(
                    $"The database knows {set.Schema}/{name}, this version does not: start the newer version");
            if (known.Hash != hash)
                throw new MigrationException($"{set.Schema}/{name} was edited after it had been applied");
        }
    }

    private static async Task RunTextAsync(NpgsqlConnection connection, string text, CancellationToken ct)
    {
#pragma warning disable CA2100 // Text of our own files, not of input.
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string text, CancellationToken ct)
    {
#pragma warning disable CA2100 // Literals of this file.
        await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Schema}/{Name} applied")]
    private static partial void LogApplied(ILogger logger, string schema, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Migration {Schema}/{Name} waits for a lock, try {Attempt}")]
    private static partial void LogLocked(ILogger logger, string schema, string name, int attempt);
}

/// <summary>The schema cannot be brought to this version; the text is for the operator.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
