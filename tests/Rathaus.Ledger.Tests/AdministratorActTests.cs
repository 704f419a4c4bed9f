using Rathaus.Kernel.Data;
using Rathaus.Ledger.Entries;

namespace Rathaus.Ledger.Tests;

/// <summary>Acts whose rows belong to the region are proven by the log of their town, in their own transaction.</summary>
public sealed class AdministratorActTests(LonelyHouse lonely) : IClassFixture<LonelyHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_act_is_in_the_log_of_its_town_when_its_transaction_is_and_tells_nobody_what_it_was()
    {
        var house = await lonely.FreshAsync();
        var region = house.Get<RegionDatabase>();
        await region.InTransactionAsync(async transaction =>
        {
            await transaction.ExecuteBatchAsync([.. house.Proofs.Act(house.Number, "staff-roles-changed")], Ct);
            transaction.Abandon();
            return true;
        }, Ct);
        Assert.Equal(0, await CountAsync(house));

        await region.ExecuteBatchAsync([.. house.Proofs.Act(house.Number, "staff-roles-changed")], Ct);
        await house.IntegrateAsync();
        Assert.Equal(1, (await house.LogAsync()).Size);
        var bytes = await house.Scope.QuerySingleAsync<byte[]>("select entry from ledger.submission where municipality = @Town", null, Ct);
        Assert.True(LedgerEntry.TryParse(bytes, out var entry));
        Assert.Equal("admin.act", entry.Type);
        Assert.Null(entry.PublicHash);
        Assert.DoesNotContain("staff", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_an_act_the_transaction_belongs_to_no_town_again()
    {
        var house = await lonely.FreshAsync();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => house.Get<RegionDatabase>().ExecuteBatchAsync(
            [.. house.Proofs.Act(house.Number, "x"), new Sql("select kernel.town()")], Ct));
        Assert.Contains("no municipality stated", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(house));
    }

    [Fact]
    public async Task What_is_of_no_town_goes_into_the_log_of_the_first()
    {
        var house = await lonely.FreshAsync();
        var first = house.Database.Town(1);
        var before = await first.QuerySingleAsync<long>("select count(*) from ledger.submission where municipality = @Town", null, Ct);
        await house.Get<RegionDatabase>().ExecuteBatchAsync([.. house.Proofs.Act(null, "signing-key-compromised")], Ct);
        Assert.Equal(before + 1, await first.QuerySingleAsync<long>("select count(*) from ledger.submission where municipality = @Town", null, Ct));
    }

    private static Task<long> CountAsync(LedgerHouse house) =>
        house.Scope.QuerySingleAsync<long>("select count(*) from ledger.submission where municipality = @Town", null, Ct);
}
