using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Outcomes;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

/// <summary>A server that goes away, fills up or is overrun: a refusal with 503, and healed without a restart of ours.</summary>
public sealed class OutageTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_server_is_away_calls_are_refused_and_afterwards_they_work_again()
    {
        var root = Directory.CreateTempSubdirectory("rathaus-outage-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        try
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddKernelData(new DatabaseOptions { DataFolder = root });
            await using var provider = services.BuildServiceProvider();
            var door = provider.GetRequiredService<DatabaseDoor>();
            await door.OpenAsync(DatabaseUse.Host, Ct);
            var town = provider.GetRequiredService<TownDatabase>().For(1);
            var before = door.Cluster!.ProcessId;
            Assert.Equal(1, await town.QuerySingleAsync<int>("select 1", null, Ct));

            var refusals = 0;
            Unix.Signal(before!.Value, 9);
            for (var i = 0; i < 600; i++)
            {
                try
                {
                    await town.ExecuteAsync(
                        "insert into kernel.town_counter (municipality, name, value) values (@Town, @name, 1)",
                        new { name = $"n{i}" }, Ct);
                    if (refusals > 0)
                        break;
                }
                catch (DatabaseUnavailableException away)
                {
                    refusals++;
                    Assert.Equal(503, RefusalHttp.StatusOf(away.Refusal.Kind));
                    Assert.NotNull(away.Refusal.RetryAfterSeconds);
                }

                await Task.Delay(50, Ct);
            }

            Assert.True(refusals > 0, "the outage was seen");
            Assert.NotEqual(before, door.Cluster.ProcessId);
            Assert.Equal(1, await town.QuerySingleAsync<int>("select 1", null, Ct));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_session_is_replaced()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var super = await shared.OpenAsync(DatabaseRole.Super);
            await using var kill = new Npgsql.NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rathaus_app' and datname = current_database()", super);
            await shared.Town(1).QuerySingleAsync<int>("select 1", null, Ct);
            await kill.ExecuteNonQueryAsync(Ct);
            try
            {
                await shared.Town(1).QuerySingleAsync<int>("select 1", null, Ct);
            }
            catch (DatabaseUnavailableException)
            {
                Assert.Equal(1, await shared.Town(1).QuerySingleAsync<int>("select 1", null, Ct));
            }
        }
    }

    [Fact]
    public async Task More_work_than_connections_is_refused_within_seconds_and_never_hangs()
    {
        await using var services = shared.Provide(_ => { });
        var town = services.GetRequiredService<TownDatabase>().For(1);
        var calls = Enumerable.Range(0, 200).Select(async _ =>
        {
            try
            {
                return await town.QuerySingleAsync<string>("select pg_sleep(0.5)::text", null, Ct);
            }
            catch (DatabaseUnavailableException away)
            {
                return away.Refusal.Code;
            }
        });
        var answers = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Contains("", answers);
        Assert.Contains("overloaded", answers);
        Assert.Equal(2, answers.Distinct().Count());
    }

    [Fact]
    public void A_full_disk_is_named_as_such()
    {
        var full = new Npgsql.PostgresException("could not extend file", "ERROR", "ERROR", "53100");
        var seen = Assert.IsType<DatabaseUnavailableException>(DatabaseFailures.Translate(full, sent: true));
        Assert.Equal("storage-full", seen.Refusal.Code);
        Assert.False(seen.InDoubt);
    }

    [Fact]
    public async Task Case_numbers_never_repeat_between_hosts()
    {
        await using var one = shared.Provide(_ => { });
        await using var two = shared.Provide(_ => { });
        var counters = new[] { one.GetRequiredService<TownCounter>(), two.GetRequiredService<TownCounter>() };
        var numbers = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => counters[i % 2].TakeAsync(1, "case-2026", (i % 3) + 1, Ct)));
        var all = numbers.SelectMany(taken => taken).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(1, all.Min());
    }
}
