using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Jobs;

public sealed class JobTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly JobOptions Quick = new()
    {
        Poll = TimeSpan.FromMilliseconds(20),
        IdlePoll = TimeSpan.FromMilliseconds(50),
        Sweep = TimeSpan.FromMilliseconds(100),
        Vacuum = TimeSpan.FromMilliseconds(200),
        FirstPause = TimeSpan.FromMilliseconds(5),
        Lease = TimeSpan.FromSeconds(1),
        MostAttempts = 4,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Counts in the town's counters, so that an effect can be seen once, twice or not at all.</summary>
    private sealed class Counting(string kind, Func<Job, TownTransaction, Task>? more = null) : IJobHandler
    {
        public string Kind => kind;

        public ConcurrentBag<string> Runs { get; } = [];

        public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
        {
            Runs.Add(job.EffectKey);
            await tx.ExecuteAsync(
                """
                insert into kernel.town_counter (municipality, name, value)
                values (@Town, @name, 1)
                on conflict (municipality, name) do update set value = kernel.town_counter.value + 1
                """,
                new { name = $"{kind} {job.Payload}" }, ct);
            if (more is not null)
                await more(job, tx);
        }
    }

    private Task<Worker> StartAsync(params IJobHandler[] handlers) => StartAsync(TimeProvider.System, handlers);

    private async Task<Worker> StartAsync(TimeProvider time, params IJobHandler[] handlers)
    {
        var services = database.Provide(add =>
        {
            add.AddSingleton(time);
            add.AddSingleton(Quick);
            foreach (var handler in handlers)
                add.AddSingleton(handler);
            add.AddJobWorkers();
        });
        var worker = new Worker(services);
        await worker.StartAsync();
        return worker;
    }

    private sealed class Worker(ServiceProvider services) : IAsyncDisposable
    {
        private readonly IHostedService[] hosted = [.. services.GetServices<IHostedService>()];

        public IJobSignal Signal => services.GetRequiredService<IJobSignal>();

        public ForegroundLoad Foreground => services.GetRequiredService<ForegroundLoad>();

        public IJobDesk Desk => services.GetRequiredService<IJobDesk>();

        public async Task StartAsync()
        {
            foreach (var service in hosted)
                await service.StartAsync(Ct);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in hosted)
                await service.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
    }

    private Task AddAsync(short town, string kind, int count = 1) => database.Town(town).ExecuteBatchAsync(
        [JobSql.InsertMany([.. Enumerable.Range(0, count).Select(i => new JobRequest(kind, $$"""{"n": {{i}}}"""))])], Ct);

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await holds())
                return;
            await Task.Delay(25, Ct);
        }

        Assert.Fail("It did not come true within 15 seconds");
    }

    private async Task UntilDoneAsync(string kind) => await UntilAsync(async () => await database.Worker.QuerySingleAsync<long>(
        "select count(*) from kernel.job where kind = @kind", new { kind }, Ct) == 0);

    private Task<IReadOnlyList<long>> EffectsAsync(short town, string kind) => database.Town(town).QueryAsync<long>(
        "select value from kernel.town_counter where municipality = @Town and name like @kind || ' %'", new { kind }, Ct);

    [Fact]
    public async Task Two_hosts_share_jobs_of_several_towns_and_each_has_one_effect()
    {
        await AddAsync(1, "shared", 300);
        await AddAsync(2, "shared", 200);
        await using var one = await StartAsync(new Counting("shared"));
        await using var two = await StartAsync(new Counting("shared"));
        await UntilDoneAsync("shared");

        var here = await EffectsAsync(1, "shared");
        var there = await EffectsAsync(2, "shared");
        Assert.Equal((300, 200), (here.Count, there.Count));
        Assert.All(here.Concat(there), count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task While_people_wait_jobs_step_back_and_are_still_done_by_and_by()
    {
        await using var worker = await StartAsync(new Counting("patient"));
        for (var i = 0; i < 1_000; i++)
            worker.Foreground.Enter();
        Assert.True(worker.Foreground.Busy);
        await AddAsync(5, "patient", 40);
        worker.Signal.Wake("patient");
        await UntilDoneAsync("patient");

        Assert.Equal(40, (await EffectsAsync(5, "patient")).Count);
        for (var i = 0; i < 1_000; i++)
            worker.Foreground.Leave();
        Assert.False(worker.Foreground.Busy);
    }

    [Fact]
    public async Task A_failing_job_is_tried_again_then_dead_without_effect_and_can_be_retried()
    {
        var broken = true;
        var handler = new Counting("poison", (_, _) =>
            broken ? throw new InvalidOperationException("Erika Mustermann") : Task.CompletedTask);
        await using var worker = await StartAsync(handler, new Counting("healthy"));
        await AddAsync(3, "poison");
        await AddAsync(3, "healthy", 5);
        await UntilAsync(async () => (await worker.Desk.DeadAsync(3, Ct)).Count == 1);

        var dead = Assert.Single(await worker.Desk.DeadAsync(3, Ct));
        Assert.Equal(4, dead.Attempts);
        Assert.Equal("InvalidOperationException", dead.LastErrorCode);
        Assert.Equal(4, handler.Runs.Count);
        Assert.Empty(await EffectsAsync(3, "poison"));
        await UntilDoneAsync("healthy");
        Assert.Equal(5, (await EffectsAsync(3, "healthy")).Count);

        broken = false;
        Assert.True(await worker.Desk.RetryAsync(3, dead.Id, Ct));
        Assert.False(await worker.Desk.RetryAsync(3, dead.Id, Ct));
        await UntilDoneAsync("poison");
        Assert.Equal([1L], await EffectsAsync(3, "poison"));
        Assert.Single(handler.Runs.Distinct());
    }

    [Fact]
    public async Task A_worker_that_stalls_past_its_lease_loses_the_job_and_its_effect()
    {
        var first = new TaskCompletionSource();
        var entered = 0;
        var handler = new Counting("stall", async (_, _) =>
        {
            if (Interlocked.Increment(ref entered) == 1)
                await first.Task;
        });
        await using var slow = await StartAsync(handler);
        await AddAsync(4, "stall");
        await UntilAsync(() => Task.FromResult(entered == 1));

        // The first run holds the counter's row only once it wrote; it wrote, so the second waits for the first's end.
        await Task.Delay(TimeSpan.FromSeconds(1.5), Ct);
        await using var other = await StartAsync(handler);
        first.SetResult();
        await UntilDoneAsync("stall");

        Assert.Equal([1L], await EffectsAsync(4, "stall"));
    }

    [Fact]
    public async Task A_job_for_later_waits_until_its_time()
    {
        var time = new FrozenTime();
        await using var services = database.Provide(add => add.AddSingleton<TimeProvider>(time).AddSingleton(Quick));
        var store = services.GetRequiredService<JobStore>();
        await database.Town(5).ExecuteBatchAsync(
            [JobSql.Insert(new JobRequest("later", "{}", time.GetUtcNow().AddMinutes(5)))], Ct);

        Assert.DoesNotContain(new Lane(5, "later"), await store.ReadyAsync(["later"], Ct));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains(new Lane(5, "later"), await store.ReadyAsync(["later"], Ct));
        Assert.Single(await store.ClaimAsync(new Lane(5, "later"), 10, Ct));
        Assert.Empty(await store.ClaimAsync(new Lane(5, "later"), 10, Ct));
    }

    [Fact]
    public async Task A_job_for_a_far_day_waits_in_a_table_of_its_own_and_comes_back_in_its_hour()
    {
        var time = new FrozenTime();
        await using var services = database.Provide(add => add.AddSingleton<TimeProvider>(time).AddSingleton(Quick));
        var store = services.GetRequiredService<JobStore>();
        await database.Town(8).ExecuteBatchAsync(
        [
            JobSql.Insert(new JobRequest("far", """{"n": 1}""", time.GetUtcNow().AddDays(14))),
            JobSql.Insert(new JobRequest("far", """{"n": 2}""", time.GetUtcNow().AddMinutes(30))),
        ], Ct);
        var ids = await IdsAsync("kernel.job");
        await store.SortAsync(Ct);
        Assert.Equal(ids[..1], await IdsAsync("kernel.job_later"));
        Assert.Equal(ids[1..], await IdsAsync("kernel.job"));
        var count = Assert.Single(await services.GetRequiredService<IJobDesk>().CountsAsync(Ct), count => count.Kind == "far");
        Assert.Equal((1L, 1L), (count.Ready, count.Later));

        time.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(61));
        Assert.Equal(0, await store.SortAsync(Ct));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await store.SortAsync(Ct));
        Assert.Equal(ids, await IdsAsync("kernel.job"));
        Assert.Equal([ids[1]], (await store.ClaimAsync(new Lane(8, "far"), 10, Ct)).Select(job => job.Id));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([ids[0]], (await store.ClaimAsync(new Lane(8, "far"), 10, Ct)).Select(job => job.Id));

        async Task<long[]> IdsAsync(string table) =>
            [.. await database.Town(8).QueryAsync<long>($"select id from {table} where municipality = @Town and kind = 'far' order by id", null, Ct)];
    }

    [Fact]
    public async Task Hosts_whose_clocks_jumped_a_day_ahead_and_an_hour_back_do_each_job_once()
    {
        var handler = new Counting("jump", (_, _) => Task.Delay(1, Ct));
        await using var ahead = await StartAsync(new ShiftedTime(TimeSpan.FromDays(1)), handler);
        await using var behind = await StartAsync(new ShiftedTime(TimeSpan.FromHours(-1)), handler);
        await AddAsync(9, "jump", 200);
        // Due for the host ahead only, and near enough that the one behind does not put it away for later.
        await database.Town(9).ExecuteBatchAsync(
            [JobSql.Insert(new JobRequest("jump", """{"n": "soon"}""", TimeProvider.System.GetUtcNow().AddSeconds(30)))], Ct);
        await UntilDoneAsync("jump");

        var effects = await EffectsAsync(9, "jump");
        Assert.Equal(201, effects.Count);
        Assert.All(effects, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Deleted_jobs_are_vacuumed_by_the_house_itself()
    {
        await using var worker = await StartAsync(new Counting("vacuumed"));
        await AddAsync(10, "vacuumed", 100);
        await UntilDoneAsync("vacuumed");
        await UntilAsync(async () => await database.Worker.QuerySingleAsync<long>(
            "select vacuum_count from pg_stat_all_tables where relid = 'kernel.job'::regclass", null, Ct) > 0);
    }

    private sealed class ShiftedTime(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
    }

    [Fact]
    public async Task Whatever_call_of_a_worker_fails_the_effect_happens_once()
    {
        var faulty = new FaultyDatabase();
        var handler = new Counting("cut");
        for (var n = 1; n <= 30; n++)
        {
            await AddAsync(6, "cut");
            faulty.FailAt(n);
            await using (var services = database.Provide(add => add
                .AddSingleton(Quick).AddSingleton<IDatabaseWatch>(faulty).AddSingleton<IJobHandler>(handler).AddJobWorkers()))
            {
                await using var worker = new Worker(services);
                await worker.StartAsync();
                await UntilDoneAsync("cut");
            }

            Assert.Equal([(long)n], await EffectsAsync(6, "cut"));
        }
    }

    [Fact]
    public async Task A_job_that_is_not_committed_is_never_run()
    {
        await using var worker = await StartAsync(new Counting("undone"));
        await database.Town(7).InTransactionAsync(async tx =>
        {
            await tx.ExecuteBatchAsync([JobSql.Insert(new JobRequest("undone", "{}"))], Ct);
            tx.Abandon();
            return 0;
        }, Ct);
        await AddAsync(7, "undone");
        await UntilDoneAsync("undone");
        Assert.Equal([1L], await EffectsAsync(7, "undone"));
    }
}
