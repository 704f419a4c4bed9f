using Rathaus.Identity.Recovery;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity;

/// <summary>Deletes sessions, challenges, hand-overs and recoveries whose time is over: also in a house where nobody signs in any more.</summary>
public sealed class ExpiredSignIns
{
    private readonly RegionDatabase database;
    private readonly EndedRecoveries recoveries;
    private readonly TimeProvider time;

    internal ExpiredSignIns(RegionDatabase database, EndedRecoveries recoveries, TimeProvider time) =>
        (this.database, this.recoveries, this.time) = (database, recoveries, time);

    /// <returns>How many rows there were.</returns>
    public async Task<int> DeleteAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var gone = await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.session where ends_at < @now", new { now }),
                new Sql("delete from identity.challenge where expires_at < @now", new { now }),
                new Sql("delete from identity.wallet_request where expires_at < @now", new { now }),
                new Sql("update identity.wallet_offer set state = 'ended', claims_box = null where claims_box is not null and expires_at < @now", new { now }),
                new Sql("delete from identity.handover where created_at < @Day", new { Day = now.AddDays(-1) }),
            ], ct);
        return gone.Sum() + await recoveries.DeleteAsync(ct);
    }
}
