using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

/// <summary>P4 for the tables of every room, found in the catalogue: a new table is tested the day it appears.</summary>
public sealed class EveryTableTests(EveryTableTests.Filled filled) : IClassFixture<EveryTableTests.Filled>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A database with one row of town 1 and one of town 2 in every town table.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        public TestDatabase Database { get; } = new();

        public List<Table> Tables { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            await using var super = await Database.OpenAsync(DatabaseRole.Super);
            foreach (var name in await LinesAsync(super,
                """
                select c.oid::regclass::text
                from pg_class c
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality' and not a.attisdropped
                where c.relkind in ('r', 'p') and not c.relispartition
                  and c.oid not in (select relation::regclass from kernel.region_table)
                order by 1
                """))
                Tables.Add(new Table(name, await LinesAsync(super,
                    $"""
                    select quote_ident(attname)
                    from pg_attribute
                    where attrelid = '{name}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                      and attname <> 'municipality'
                    order by attnum
                    """)));

            // What rows say does not matter here, only whose they are.
            foreach (var constraint in await LinesAsync(super,
                """
                select format('alter table %s drop constraint %I', conrelid::regclass, conname)
                from pg_constraint
                where contype in ('c', 'x') and conrelid <> 0 and connamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
                """))
                await RunAsync(super, constraint);
            await RunAsync(super, "set session_replication_role = replica");
            foreach (var table in Tables)
            {
                foreach (var town in new[] { 1, 2 })
                    await RunAsync(super, await InsertAsync(super, table, town));
            }
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();

        private static async Task<string> InsertAsync(NpgsqlConnection super, Table table, int town)
        {
            var values = await LinesAsync(super,
                $"""
                select case
                    when t.typcategory = 'A' then '''' || '{"{}"}' || ''''
                    when t.typname in ('int2', 'int4', 'int8', 'numeric', 'float8', 'float4') then '1'
                    when t.typname = 'bool' then 'true'
                    when t.typname = 'uuid' then '''01890000-0000-7000-8000-000000000001'''
                    when t.typname in ('json', 'jsonb') then '''{"{}"}'''
                    when t.typname in ('date', 'timestamptz', 'timestamp') then '''2026-01-01'''
                    when t.typname = 'bytea' then '''\x01'''
                    when t.typname = 'interval' then '''1 day'''
                    when t.typcategory = 'R' then '''empty'''
                    else '''x'''
                  end
                from pg_attribute a
                join pg_type t on t.oid = a.atttypid
                where attrelid = '{table.Name}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                  and attname <> 'municipality'
                order by attnum
                """);
            return $"insert into {table.Name} ({string.Join(", ", ["municipality", .. table.Columns])}) overriding system value "
                + $"values ({string.Join(", ", [$"{town}", .. values])})";
        }
    }

    public sealed record Table(string Name, List<string> Columns);

    private static async Task<List<string>> LinesAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <returns>What came out, or the error's code.</returns>
    private static async Task<string> TryAsync(NpgsqlConnection connection, int? town, string text)
    {
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        try
        {
            if (town is not null)
                await RunAsync(connection, $"set local rathaus.municipality='{town}'");
            await using var command = new NpgsqlCommand(text, connection);
            var scalar = text.StartsWith("select", StringComparison.Ordinal)
                ? await command.ExecuteScalarAsync(Ct)
                : await command.ExecuteNonQueryAsync(Ct);
            return $"{scalar}";
        }
        catch (PostgresException exception)
        {
            return exception.SqlState;
        }
        finally
        {
            await transaction.RollbackAsync(Ct);
        }
    }

    [Theory]
    [InlineData(DatabaseRole.App)]
    [InlineData(DatabaseRole.Worker)]
    public async Task A_role_with_town_one_sees_and_changes_nothing_of_town_two(DatabaseRole role)
    {
        await using var connection = await filled.Database.OpenAsync(role);
        Assert.True(filled.Tables.Count >= 8);
        foreach (var (table, columns) in filled.Tables)
        {
            var rest = string.Concat(columns.Select(column => ", " + column));
            string[] nothing = ["0", "42501"];
            if (role == DatabaseRole.App)
                Assert.Contains(await TryAsync(connection, null, $"select count(*) from {table}"), nothing);
            Assert.Contains(await TryAsync(connection, 1, $"select count(*) from {table}"), new[] { "1", "42501" });
            Assert.Contains(await TryAsync(connection, 1, $"select count(*) from {table} where municipality = 2"), nothing);
            Assert.Contains(await TryAsync(connection, 1, $"delete from {table} where municipality = 2"), nothing);
            Assert.Contains(
                await TryAsync(connection, 1, $"update {table} set municipality = municipality where municipality = 2"), nothing);
            Assert.Equal("42501", await TryAsync(connection, 1, $"update {table} set municipality = 2"));
            Assert.Equal("42501", await TryAsync(connection, 1,
                $"insert into {table} (municipality{rest}) overriding system value select 2{rest} from {table}"));
        }
    }

    [Fact]
    public async Task Without_a_town_the_app_can_change_nothing()
    {
        await using var connection = await filled.Database.OpenAsync(DatabaseRole.App);
        foreach (var (table, _) in filled.Tables)
        {
            Assert.Contains(await TryAsync(connection, null, $"update {table} set municipality = municipality"), new[] { "0", "42501" });
            Assert.Contains(await TryAsync(connection, null, $"delete from {table}"), new[] { "0", "42501" });
        }
    }

    [Theory]
    [InlineData("create table kernel.mine (a int)")]
    [InlineData("create table public.mine (a int)")]
    [InlineData("create temp table mine (a int)")]
    [InlineData("create schema mine")]
    [InlineData("create function kernel.mine() returns int language sql as 'select 1'")]
    [InlineData("alter table kernel.job disable row level security")]
    [InlineData("drop policy town on kernel.job")]
    [InlineData("create policy all_towns on kernel.job using (true)")]
    [InlineData("set local row_security = off; select count(*) from kernel.job")]
    [InlineData("set role rathaus_owner")]
    [InlineData("set role rathaus_super")]
    [InlineData("set session authorization rathaus_owner")]
    [InlineData("truncate kernel.job")]
    [InlineData("update kernel.audit set action = 'x'")]
    [InlineData("delete from kernel.audit")]
    [InlineData("insert into kernel.schema_migration (schema, name, sha256) values ('kernel', 'x', 'x')")]
    [InlineData("create role mine")]
    [InlineData("create extension pg_stat_statements schema kernel")]
    [InlineData("copy kernel.cache_epoch to program 'id'")]
    public async Task The_app_role_can_make_nothing_and_lift_nothing(string attempt)
    {
        await using var connection = await filled.Database.OpenAsync(DatabaseRole.App);
        Assert.Equal("42501", await TryAsync(connection, 1, attempt));
    }

    [Fact]
    public async Task The_schema_keeps_the_shape_that_can_be_spread_by_municipality()
    {
        await using var super = await filled.Database.OpenAsync(DatabaseRole.Super);
        Assert.Empty(await LinesAsync(super,
            """
            with town as (
              select c.oid, c.oid::regclass::text as name, a.attnum, a.atttypid
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality' and not a.attisdropped
              where c.relkind in ('r', 'p') and c.oid not in (select relation::regclass from kernel.region_table)
            )
            select name || ' has no primary key that begins with municipality' from town
            where not exists (select from pg_index i where i.indrelid = town.oid and i.indisprimary and i.indkey[0] = town.attnum)
            union all
            select name || ': municipality is no smallint' from town where atttypid <> 'int2'::regtype
            union all
            select town.name || ': unique or exclusion without municipality: ' || i.indexrelid::regclass
            from town join pg_index i on i.indrelid = town.oid
            where (i.indisunique or i.indisexclusion) and not town.attnum = any(i.indkey)
            union all
            select k.conrelid::regclass || ': foreign key crosses towns: ' || k.conname
            from pg_constraint k
            join town target on target.oid = k.confrelid
            left join town source on source.oid = k.conrelid
            where k.contype = 'f' and (source.oid is null
              or not exists (
                select from unnest(k.conkey, k.confkey) as pair(own, other)
                where pair.own = source.attnum and pair.other = target.attnum))
            union all
            select tgrelid::regclass || ': trigger ' || tgname from pg_trigger where not tgisinternal
            union all
            select tablename || ': rule ' || rulename from pg_rules where schemaname not in ('pg_catalog', 'information_schema')
            union all
            select seqrelid::regclass || ': sequence smaller than bigint' from pg_sequence where seqtypid <> 'int8'::regtype
            """));
    }

    /// <summary>Not guarded per town: whoever adds one says why it holds no town's data and adds it here.</summary>
    [Fact]
    public async Task Only_these_region_tables_name_a_municipality()
    {
        string[] pointers =
        [
            "cases.account_case", // which town's case an account may see; the case itself is guarded
            "cases.account_draft",
            "cases.document_hash", // hash and date of a document, for /verify
        ];
        await using var super = await filled.Database.OpenAsync(DatabaseRole.Super);
        var named = await LinesAsync(super,
            """
            select r.relation
            from kernel.region_table r
            join pg_attribute a on a.attrelid = r.relation::regclass and a.attname = 'municipality' and not a.attisdropped
            order by 1
            """);
        Assert.Empty(named.Except(pointers));
    }

    [Fact]
    public async Task No_session_state_is_left_on_pooled_connections()
    {
        await filled.Database.Town(1).InTransactionAsync(tx => tx.QuerySingleAsync<int>("select 1", null, Ct), Ct);
        for (var i = 0; i < 10; i++)
            Assert.Empty(await filled.Database.Region.QueryAsync<string>(
                "select name from pg_settings where source = 'session'", null, Ct));
    }
}
