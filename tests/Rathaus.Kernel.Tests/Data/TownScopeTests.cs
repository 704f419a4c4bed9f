using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

public sealed class TownScopeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record CounterRow
    {
        public required short Municipality { get; init; }

        public required string Name { get; init; }

        public required long Value { get; init; }
    }

    private static Sql Insert(string name, long value) => new(
        "insert into kernel.town_counter (municipality, name, value) values (@Town, @name, @value)", new { name, value });

    [Fact]
    public async Task A_query_without_where_sees_no_other_towns_rows()
    {
        await database.Town(1).ExecuteBatchAsync([Insert("ours", 7)], Ct);
        await database.Town(2).ExecuteBatchAsync([Insert("theirs", 8)], Ct);

        var seen = await database.Town(1).QueryAsync<CounterRow>(
            "select municipality, name, value from kernel.town_counter", null, Ct);

        Assert.All(seen, row => Assert.Equal(1, row.Municipality));
        Assert.Contains(seen, row => row is { Name: "ours", Value: 7 });
    }

    [Fact]
    public async Task Writing_another_towns_row_is_refused()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.Town(3).ExecuteAsync(
            "insert into kernel.town_counter (municipality, name, value) values (4, 'x', 1)", null, Ct));
        Assert.Equal("42501", refused.SqlState);
    }

    [Fact]
    public async Task An_error_in_a_batch_leaves_nothing_and_the_next_lease_is_clean()
    {
        await Assert.ThrowsAsync<PostgresException>(() => database.Town(5).ExecuteBatchAsync(
            [Insert("half", 1), new Sql("select 1 / 0")], Ct));
        for (var i = 0; i < 20; i++)
        {
            Assert.Empty(await database.Town(5).QueryAsync<CounterRow>(
                "select municipality, name, value from kernel.town_counter", null, Ct));
            Assert.Equal("", await database.Region.QuerySingleAsync<string>(
                "select coalesce(current_setting('rathaus.municipality', true), '')", null, Ct));
        }
    }

    [Fact]
    public async Task A_transaction_commits_what_it_did_and_undoes_what_threw_or_was_abandoned()
    {
        var town = database.Town(6);
        var kept = await town.InTransactionAsync(async tx =>
        {
            await tx.ExecuteBatchAsync([Insert("kept", 1)], Ct);
            return await tx.ExecuteAsync(
                "update kernel.town_counter set value = value + 1 where municipality = @Town and name = 'kept'", null, Ct);
        }, Ct);
        Assert.Equal(1, kept);

        await Assert.ThrowsAsync<InvalidOperationException>(() => town.InTransactionAsync<int>(async tx =>
        {
            await tx.ExecuteBatchAsync([Insert("thrown", 1)], Ct);
            throw new InvalidOperationException("on purpose");
        }, Ct));
        await town.InTransactionAsync(async tx =>
        {
            await tx.ExecuteBatchAsync([Insert("abandoned", 1)], Ct);
            tx.Abandon();
            return 0;
        }, Ct);

        var rows = await town.QueryAsync<CounterRow>(
            "select municipality, name, value from kernel.town_counter where municipality = @Town", null, Ct);
        Assert.Equal([new CounterRow { Municipality = 6, Name = "kept", Value = 2 }], rows);
    }

    [Fact]
    public async Task Values_of_our_types_go_in_and_come_out_unchanged()
    {
        var instant = new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.FromHours(2));
        var row = await database.Region.QuerySingleAsync<Values>(
            """
            select @money as money, @day as due_day, @instant as sent_at, @none::uuid as reference,
              @names as names, @missing as missing, @kind as kind
            """,
            new
            {
                money = new Euro(12.34m),
                day = new DateOnly(2024, 2, 29),
                instant,
                none = (Guid?)null,
                names = new[] { "ä", "ß" },
                missing = (Euro?)null,
                kind = AuditActor.Staff,
            },
            Ct);

        Assert.Equal(new Euro(12.34m), row.Money);
        Assert.Equal(new DateOnly(2024, 2, 29), row.DueDay);
        Assert.Equal(instant, row.SentAt);
        Assert.Null(row.Reference);
        Assert.Equal(["ä", "ß"], row.Names);
        Assert.Null(row.Missing);
        Assert.Equal("Staff", row.Kind);
    }

    [Fact]
    public async Task Single_values_and_records_with_constructors_are_read_too()
    {
        Assert.Equal(new DateOnly(2026, 1, 2), await database.Region.QuerySingleAsync<DateOnly>("select date '2026-01-02'", null, Ct));
        Assert.Equal(new Euro(3), await database.Region.QuerySingleAsync<Euro>("select 3.00::numeric(14,2)", null, Ct));
        Assert.Null(await database.Region.QuerySingleOrDefaultAsync<string>("select 'x' where false", null, Ct));
        var pair = await database.Region.QuerySingleAsync<Pair>(
            "select timestamptz '2026-01-01 00:00+00' as at_time, 5::bigint as many_things", null, Ct);
        Assert.Equal(new Pair(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 5), pair);
    }

    [Fact]
    public async Task A_lost_race_for_a_unique_key_names_the_constraint()
    {
        await database.Town(7).ExecuteBatchAsync([Insert("once", 1)], Ct);
        var lost = await Assert.ThrowsAsync<UniqueViolationException>(
            () => database.Town(7).ExecuteBatchAsync([Insert("once", 2)], Ct));
        Assert.Equal("town_counter_pkey", lost.Constraint);
    }

    [Fact]
    public async Task Several_result_sets_come_in_order_and_affected_rows_per_statement()
    {
        var (first, second) = await database.Town(8).QueryBatchAsync(
            [Insert("a", 1), new Sql("select 1"), new Sql("select name from kernel.town_counter where municipality = @Town")],
            async reader => (await reader.ReadSingleAsync<int>(), await reader.ReadAsync<string>()), Ct);
        Assert.Equal(1, first);
        Assert.Equal(["a"], second);

        Assert.Equal([1, 2], await database.Town(8).ExecuteBatchAsync(
            [Insert("b", 1), new Sql("update kernel.town_counter set value = 9 where municipality = @Town")], Ct));
    }

    [Fact]
    public void A_town_without_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => database.Towns.For(0));

    private sealed record Pair(DateTimeOffset AtTime, long ManyThings);

    private sealed record Values
    {
        public required Euro Money { get; init; }

        public required DateOnly DueDay { get; init; }

        public required DateTimeOffset SentAt { get; init; }

        public Guid? Reference { get; init; }

        public required string[] Names { get; init; }

        public Euro? Missing { get; init; }

        public required string Kind { get; init; }
    }
}
