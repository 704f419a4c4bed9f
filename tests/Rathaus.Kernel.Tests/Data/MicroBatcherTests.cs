using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

public sealed class MicroBatcherTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Adds to the town's audit; the idempotency row keeps the answer.</summary>
    private sealed record Item(string Key, string Body, string Subject = "thing/1");

    private sealed class Appending : IMicroBatch<Item, Outcome<string>>
    {
        public int Largest { get; private set; }

        public string KeyOf(Item item) => item.Key;

        public async Task<IReadOnlyList<Outcome<string>>> WriteAsync(
            TownScope town, IReadOnlyList<Item> items, CancellationToken ct)
        {
            Largest = Math.Max(Largest, items.Count);
            var rows = items.Select(item => new IdempotencyRow
            {
                Key = item.Key,
                BodySha256 = IdempotencyRow.HashOf(item.Body),
                Status = 201,
                Response = $$"""{"receipt":"{{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}}"}""",
            }).ToList();
            return await town.InTransactionAsync(async tx =>
            {
                var won = (await tx.QueryBatchAsync(
                    [IdempotencySql.Reserve("test", rows)], reader => reader.ReadAsync<string>(), ct)).ToHashSet();
                foreach (var item in items.Where(item => won.Contains(item.Key)))
                    await tx.ExecuteBatchAsync([Entry(item)], ct);
                var stored = (await tx.QueryBatchAsync(
                    [IdempotencySql.Find("test", [.. items.Select(item => item.Key)])],
                    reader => reader.ReadAsync<IdempotencyRow>(), ct)).ToDictionary(row => row.Key);
                return (IReadOnlyList<Outcome<string>>)
                    [.. items.Select(item => stored[item.Key].For(IdempotencyRow.HashOf(item.Body)).Then<string>(row => row.Response))];
            }, ct);
        }

        public async Task<Outcome<string>?> FindAsync(TownScope town, Item item, CancellationToken ct)
        {
            var rows = await town.QueryBatchAsync(
                [IdempotencySql.Find("test", [item.Key])], reader => reader.ReadAsync<IdempotencyRow>(), ct);
            return rows.Count == 0
                ? null
                : rows[0].For(IdempotencyRow.HashOf(item.Body)).Then<string>(row => row.Response);
        }

        private static Sql Entry(Item item) => new AuditEntry(
            Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            AuditActor.System, null, "test.append", item.Subject).Insert();
    }

    private Task<long> EntriesAsync(short town, string subject) => database.Town(town).QuerySingleAsync<long>(
        "select count(*) from kernel.audit where municipality = @Town and subject = @subject", new { subject }, Ct);

    [Fact]
    public async Task Sixty_four_clients_racing_one_key_get_one_row_and_equal_answers()
    {
        await using var one = new MicroBatcher<Item, Outcome<string>>(database.Towns, new Appending());
        await using var other = new MicroBatcher<Item, Outcome<string>>(database.Towns, new Appending());

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(
            i => (i % 2 == 0 ? one : other).SubmitAsync(1, new Item("race", "same", "race/1"), Ct)));

        Assert.Single(answers.Select(answer => answer.Value!.Value).Distinct());
        Assert.NotNull(answers[0].Value!.Value);
        Assert.Equal(1, await EntriesAsync(1, "race/1"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict()
    {
        await using var batcher = new MicroBatcher<Item, Outcome<string>>(database.Towns, new Appending());
        Assert.True((await batcher.SubmitAsync(2, new Item("k", "first"), Ct)).Value!.Succeeded);

        var second = (await batcher.SubmitAsync(2, new Item("k", "second"), Ct)).Value!;

        Assert.Equal(RefusalKind.Conflict, second.Refusal!.Kind);
        Assert.Equal("idempotency.other-body", second.Refusal.Code);
    }

    [Fact]
    public async Task The_same_key_in_two_towns_is_two_things()
    {
        await using var batcher = new MicroBatcher<Item, Outcome<string>>(database.Towns, new Appending());
        var here = await batcher.SubmitAsync(3, new Item("k", "b", "two/1"), Ct);
        var there = await batcher.SubmitAsync(4, new Item("k", "b", "two/1"), Ct);

        Assert.NotEqual(here.Value!.Value, there.Value!.Value);
        Assert.Equal(1, await EntriesAsync(3, "two/1"));
        Assert.Equal(1, await EntriesAsync(4, "two/1"));
    }

    [Fact]
    public async Task One_bad_item_of_sixty_four_harms_only_its_sender()
    {
        var work = new Appending();
        await using var batcher = new MicroBatcher<Item, Outcome<string>>(
            database.Towns, work, new MicroBatchOptions { Writers = 1 });

        // An empty subject breaks a check constraint.
        var sent = Enumerable.Range(0, 64).Select(i => (
            Bad: i == 17, Task: batcher.SubmitAsync(5, new Item($"bad-{i}", "b", i == 17 ? "" : "bad/1"), Ct))).ToList();

        foreach (var (bad, task) in sent)
        {
            if (bad)
                Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(() => task)).SqlState);
            else
                Assert.True((await task).Value!.Succeeded);
        }

        Assert.Equal(63, await EntriesAsync(5, "bad/1"));
        Assert.True(work.Largest > 1, "items were committed together");
    }

    [Fact]
    public async Task More_than_the_capacity_is_refused_before_any_work()
    {
        var gate = new TaskCompletionSource();
        await using var batcher = new MicroBatcher<Item, string>(
            database.Towns, new Waiting(gate.Task), new MicroBatchOptions { Capacity = 2, Largest = 1, Writers = 1 });
        var sent = Enumerable.Range(0, 10).Select(i => batcher.SubmitAsync(1, new Item($"{i}", "b"), Ct)).ToList();
        var refused = sent.Where(task => task.IsCompleted).ToList();
        gate.SetResult();

        Assert.InRange(refused.Count, 7, 8);
        Assert.All(refused, task => Assert.Equal("overloaded", task.Result.Refusal!.Code));
        Assert.Equal(10 - refused.Count, (await Task.WhenAll(sent)).Count(answer => answer.Succeeded));
    }

    [Fact]
    public async Task Whatever_call_fails_no_item_is_lost_or_doubled_and_lost_answers_are_found()
    {
        var faulty = new FaultyDatabase();
        await using var services = database.Provide(add => add.AddSingleton<IDatabaseWatch>(faulty));
        await using var batcher = new MicroBatcher<Item, Outcome<string>>(
            services.GetRequiredService<TownDatabase>(), new Appending());
        string? answer = null;

        var steps = await faulty.AtEveryStepAsync(
            async n =>
            {
                var outcome = await batcher.SubmitAsync(6, new Item($"step-{n}", "b", $"step/{n}"), Ct);
                answer = outcome.Succeeded ? outcome.Value.Value : null;
                if (!outcome.Succeeded)
                    Assert.Equal(RefusalKind.Unavailable, outcome.Refusal.Kind);
            },
            async n =>
            {
                var before = await EntriesAsync(6, $"step/{n}");
                Assert.Equal(answer is null ? 0 : 1, before);
                var again = await batcher.SubmitAsync(6, new Item($"step-{n}", "b", $"step/{n}"), Ct);
                Assert.True(again.Value!.Succeeded);
                if (answer is not null)
                    Assert.Equal(answer, again.Value.Value);
                Assert.Equal(1, await EntriesAsync(6, $"step/{n}"));
            });

        Assert.True(steps >= 5, $"only {steps} steps were seen");
    }

    private sealed class Waiting(Task gate) : IMicroBatch<Item, string>
    {
        public string KeyOf(Item item) => item.Key;

        public async Task<IReadOnlyList<string>> WriteAsync(TownScope town, IReadOnlyList<Item> items, CancellationToken ct)
        {
            await gate;
            return [.. items.Select(item => item.Key)];
        }

        public Task<string?> FindAsync(TownScope town, Item item, CancellationToken ct) => Task.FromResult<string?>(null);
    }
}
