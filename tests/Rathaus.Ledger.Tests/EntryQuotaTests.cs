using Rathaus.Ledger.Http;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>A program that hands in without end fills no log.</summary>
public sealed class EntryQuotaTests
{
    [Fact]
    public void A_program_has_its_number_per_hour_and_takes_nothing_from_others()
    {
        var time = new FrozenTime();
        var quota = new EntryQuota(time);
        var (one, other) = (new LedgerService { Name = "archiv", PerHour = 2 }, new LedgerService { Name = "rat", PerHour = 1 });
        Assert.True(quota.Takes(one));
        Assert.True(quota.Takes(one));
        Assert.False(quota.Takes(one));
        Assert.True(quota.Takes(other));
        Assert.False(quota.Takes(other));
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(quota.Takes(one));
    }
}
