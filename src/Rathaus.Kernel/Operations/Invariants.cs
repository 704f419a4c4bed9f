using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Jobs;

namespace Rathaus.Kernel.Operations;

/// <summary>Row-level security, rights and keys of every table with a municipality.</summary>
internal sealed class TownTablesAreGuarded(DatabaseAddress address) : IInvariant
{
    public string Name => "every town table is guarded by row-level security and led by the municipality";

    public IAsyncEnumerable<string> FaultsAsync(CancellationToken ct) => Rows.LinesAsync(
        address.Unpooled(DatabaseRole.Super),
        """
        with town_table as (
          select c.oid, c.oid::regclass::text as name, c.relrowsecurity, a.attnum, a.attnotnull
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality' and not a.attisdropped
          where c.relkind in ('r', 'p') and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
            and c.oid not in (select relation::regclass from kernel.region_table)
        )
        select name || ': row-level security is off' from town_table where not relrowsecurity
        union all
        select name || ': has no policy' from town_table t
        where not exists (select from pg_policy p where p.polrelid = t.oid)
        union all
        select name || ': municipality may be null' from town_table where not attnotnull
        union all
        select t.name || ': ' || i.indexrelid::regclass || ' is unique without the municipality in front'
        from town_table t
        join pg_index i on i.indrelid = t.oid
        where i.indisunique and i.indkey[0] <> t.attnum
        union all
        select t.name || ': has a trigger' from town_table t
        where exists (select from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal)
        union all
        select c.relname || ': belongs to ' || pg_get_userbyid(c.relowner) || ', not to rathaus_owner'
        from town_table t join pg_class c on c.oid = t.oid
        where pg_get_userbyid(c.relowner) <> 'rathaus_owner'
        order by 1
        """, ct);
}

internal sealed class RolesAreNarrow(DatabaseAddress address) : IInvariant
{
    public string Name => "the roles of requests and jobs own nothing, make nothing and bypass nothing";

    public IAsyncEnumerable<string> FaultsAsync(CancellationToken ct) => Rows.LinesAsync(
        address.Unpooled(DatabaseRole.Super),
        """
        with narrow as (
          select oid, rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
          from pg_roles
          where rolname in ('rathaus_app', 'rathaus_worker', 'rathaus_read', 'rathaus_witness')
        )
        select rolname || ': may bypass row-level security' from narrow where rolsuper or rolbypassrls
        union all
        select rolname || ': may make roles or databases' from narrow where rolcreaterole or rolcreatedb
        union all
        select rolname || ': may make things in ' || n.nspname
        from narrow, pg_namespace n
        where n.nspname not like 'pg\_%' and has_schema_privilege(narrow.oid, n.oid, 'create')
        union all
        select rolname || ': may make temporary tables' from narrow
        where has_database_privilege(oid, current_database(), 'temp')
        union all
        select rolname || ': owns ' || c.oid::regclass from narrow join pg_class c on c.relowner = narrow.oid
        order by 1
        """, ct);
}

internal sealed class MigrationsAreOurs(DatabaseAddress address, IEnumerable<MigrationSet> sets) : IInvariant
{
    public string Name => "the schema is exactly what this version's migrations make";

    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var set in sets)
        {
            await using var connection = new NpgsqlConnection(
                set.OfKeys ? address.KeysUnpooled(DatabaseRole.Owner) : address.Unpooled(DatabaseRole.Owner));
            await connection.OpenAsync(ct);
            var applied = await Migrator.AppliedAsync(connection, set.Schema, ct);
            foreach (var migration in set.Migrations)
            {
                if (!applied.Remove(migration.Name, out var hash))
                    yield return $"{set.Schema}/{migration.Name} has not been applied";
                else if (hash != migration.Hash)
                    yield return $"{set.Schema}/{migration.Name} was edited after it had been applied";
            }

            foreach (var name in applied.Keys)
                yield return $"{set.Schema}/{name} is unknown to this version";
        }
    }
}

internal sealed class NoDeadJobs(IJobDesk desk) : IInvariant
{
    public string Name => "no job is dead";

    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var job in await desk.DeadAsync(null, ct))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"job {job.Municipality}/{job.Id} {job.Kind} after {job.Attempts} tries: {job.LastErrorCode}");
    }
}

/// <summary>Whatever a file needs is there: its segments, all of them, and its key.</summary>
internal sealed class FilesAreWhole(InspectionDatabase database, ObjectKeys keys) : IInvariant
{
    public string Name => "every file has all its segments and its key";

    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var objects = await database.QueryAsync<Owner>(
            "select distinct municipality, object from kernel.file order by municipality, object", null, ct);
        foreach (var town in objects.GroupBy(owner => owner.Municipality))
        {
            var named = (await keys.NamesAsync(town.Key, ct)).ToHashSet(StringComparer.Ordinal);
            foreach (var missing in town.Where(owner => !named.Contains(owner.Object)))
                yield return string.Create(CultureInfo.InvariantCulture, $"{town.Key}: the files of {missing.Object} have lost their key");
        }

        var torn = await database.QueryAsync<string>(
            """
            select f.municipality || ': file ' || f.id || ' lacks segments'
            from kernel.file f
            where f.state <> 'refused'
              and (f.size + 65535) / 65536 <> (
                select count(*) from kernel.file_segment s where s.municipality = f.municipality and s.file = f.id)
            order by 1
            """, null, ct);
        foreach (var fault in torn)
            yield return fault;
    }

    private sealed record Owner(short Municipality, string Object);
}

internal sealed class ServerKeepsItsWord(DatabaseAddress address) : IInvariant
{
    public string Name => "the server writes what it acknowledges to disk and checks what it reads";

    public IAsyncEnumerable<string> FaultsAsync(CancellationToken ct) => Rows.LinesAsync(
        address.Unpooled(DatabaseRole.Super),
        """
        select name || ' is off'
        from pg_settings
        where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums') and setting = 'off'
        union all
        select 'a page of database ' || datname || ' failed its checksum'
        from pg_stat_database
        where checksum_failures > 0
        """, ct);
}

internal static class Rows
{
    public static async IAsyncEnumerable<string> LinesAsync(
        string connectionString, string query, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
#pragma warning disable CA2100 // Literals of this folder.
        await using var command = new NpgsqlCommand(query, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return reader.GetString(0);
    }
}
