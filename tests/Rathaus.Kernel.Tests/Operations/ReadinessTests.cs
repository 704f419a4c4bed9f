using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Operations;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Operations;

/// <summary>Whether a host may be sent requests: its clock, and how long no backup was tried out.</summary>
public sealed class ReadinessTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>This machine's clock, off by so much.</summary>
    private sealed class WrongClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
    }

    [Theory]
    [InlineData(86_400)]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    [InlineData(60)]
    [InlineData(-30)]
    public async Task A_clock_that_differs_from_the_databases_by_more_than_five_seconds_is_not_ready(int seconds)
    {
        var state = await new Readiness(database.Region, new WrongClock(TimeSpan.FromSeconds(seconds))).AskAsync(Ct);
        Assert.Contains("clock", state.NotBecause, StringComparison.Ordinal);
        Assert.Contains(" s", state.NotBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_agrees_is_ready()
    {
        var state = await new Readiness(database.Region, TimeProvider.System).AskAsync(Ct);
        Assert.Null(state.NotBecause);
    }

    [Fact]
    public async Task After_35_days_without_a_backup_that_was_brought_back_it_warns()
    {
        var readiness = new Readiness(database.Region, TimeProvider.System);
        Assert.Empty((await readiness.AskAsync(Ct)).Warnings);
        await RunAsync("insert into kernel.data_protection_key (friendly_name, xml, created_at) values ('x', '<x/>', now() - interval '40 days')");
        Assert.Equal(["no backup was brought back on trial for 40 days (./rathaus backup)"], (await readiness.AskAsync(Ct)).Warnings);

        await new Drills(database.Region).RecordAsync("dump", TimeSpan.FromSeconds(12), 100, faults: 3, Ct);
        Assert.Single((await readiness.AskAsync(Ct)).Warnings);
        await new Drills(database.Region).RecordAsync("dump", TimeSpan.FromSeconds(12), 100, faults: 0, Ct);
        Assert.Empty((await readiness.AskAsync(Ct)).Warnings);
        await RunAsync("update kernel.drill set at = now() - interval '36 days'");
        Assert.StartsWith("no backup was brought back on trial for 36 days", Assert.Single((await readiness.AskAsync(Ct)).Warnings), StringComparison.Ordinal);
    }

    private async Task RunAsync(string sql)
    {
        await using var super = await database.OpenAsync(DatabaseRole.Super);
#pragma warning disable CA2100 // Literals of this file.
        await using var command = new NpgsqlCommand(sql, super);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
