using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

public sealed class MigratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Migrator With(string schema, params (string Name, string Text)[] files) => new(
        database.Address, [new MigrationSet(schema, [.. files.Select(file => new Migration(file.Name, file.Text))])],
        NullLogger<Migrator>.Instance);

    private async Task<object?> ScalarAsync(string text)
    {
        await using var connection = await database.OpenAsync(DatabaseRole.Super);
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(Ct);
    }

    [Fact]
    public async Task Each_file_runs_once_even_when_several_hosts_start_together()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            With("together", ("0001_a.sql", "create table together.a (id int)"), ("0002_b.sql", "insert into together.a values (1)"))
                .RunAsync(Ct)));
        Assert.Equal(1L, await ScalarAsync("select count(*) from together.a"));
    }

    [Fact]
    public async Task An_edited_file_is_refused()
    {
        await With("edited", ("0001_a.sql", "create table edited.a (id int)")).RunAsync(Ct);
        var refused = await Assert.ThrowsAsync<MigrationException>(
            () => With("edited", ("0001_a.sql", "create table edited.a (id bigint)")).RunAsync(Ct));
        Assert.Contains("edited/0001_a.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_newer_than_this_version_is_refused()
    {
        await With("newer", ("0001_a.sql", "select 1"), ("0002_b.sql", "select 1")).RunAsync(Ct);
        await Assert.ThrowsAsync<MigrationException>(() => With("newer", ("0001_a.sql", "select 1")).RunAsync(Ct));
        await Assert.ThrowsAsync<MigrationException>(() => With("newer", ("0001_a.sql", "select 1")).PendingAsync(Ct));
    }

    [Fact]
    public async Task A_failing_file_leaves_nothing_and_runs_again_after_the_fix()
    {
        var failed = await Assert.ThrowsAsync<MigrationException>(() => With("failing",
            ("0001_a.sql", "create table failing.a (id int); select 1 / 0")).RunAsync(Ct));
        Assert.Contains("failing/0001_a.sql: 22012", failed.Message, StringComparison.Ordinal);
        Assert.Equal(DBNull.Value, await ScalarAsync("select to_regclass('failing.a')::text"));
        await With("failing", ("0001_a.sql", "create table failing.a (id int)")).RunAsync(Ct);
    }

    [Fact]
    public async Task A_concurrent_index_is_built_outside_a_transaction_and_a_broken_leftover_goes_first()
    {
        var table = ("0001_a.sql", "create table later.a (id int); insert into later.a values (1), (1)");
        await With("later", table).RunAsync(Ct);
        await using (var connection = await database.OpenAsync(DatabaseRole.Super))
        {
            // A unique index over doubles fails and stays behind invalid.
            await using var broken = new NpgsqlCommand("create unique index concurrently a_id on later.a (id)", connection);
            await Assert.ThrowsAsync<PostgresException>(() => broken.ExecuteNonQueryAsync(Ct));
        }

        await With("later", table, ("0002_index.sql", "-- no-transaction\ncreate index concurrently a_id on later.a (id);\n"))
            .RunAsync(Ct);
        Assert.True((bool?)await ScalarAsync("select indisvalid from pg_index where indexrelid = 'later.a_id'::regclass"));
    }

    [Fact]
    public async Task Pending_names_what_would_run_and_runs_nothing()
    {
        Assert.Equal(["waiting/0001_a.sql"], await With("waiting", ("0001_a.sql", "create table waiting.a (id int)")).PendingAsync(Ct));
        Assert.Equal(DBNull.Value, await ScalarAsync("select to_regclass('waiting.a')::text"));
    }

    [Fact]
    public async Task A_migration_waits_for_a_reader_and_gives_way_meanwhile()
    {
        await With("locked", ("0001_a.sql", "create table locked.a (id int)")).RunAsync(Ct);
        await using var reader = await database.OpenAsync(DatabaseRole.Super);
        await using var transaction = await reader.BeginTransactionAsync(Ct);
        await using var read = new NpgsqlCommand("select count(*) from locked.a", reader, transaction);
        await read.ExecuteScalarAsync(Ct);
        var migrating = With("locked", ("0001_a.sql", "create table locked.a (id int)"), ("0002_b.sql", "alter table locked.a add b int")).RunAsync(Ct);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Ct);
        Assert.False(migrating.IsCompleted);
        await transaction.RollbackAsync(Ct);
        await migrating;
        Assert.Equal(1L, await ScalarAsync("select count(*) from information_schema.columns where table_schema = 'locked' and column_name = 'b'"));
    }
}
