using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Recovery;

/// <summary>What is over: objections nobody made in time, passkeys that rested, codes, letters and visits past their day.</summary>
internal sealed class EndedRecoveries(
    RegionDatabase database, LetterQueue letters, CounterVisits visits, ITownOffices towns, TimeProvider time)
{
    public async Task<int> DeleteAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var gone = await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    delete from identity.passkey p
                    using identity.account a
                    where a.id = p.account and p.suspended_at is not null and (a.hold_until is null or a.hold_until < @now)
                    """, new { now }),
                new Sql(
                    """
                    update identity.recovery
                    set ended_at = @now, person = null, display_name = null
                    where ended_at is null and hold_until < @now
                    """, new { now }),
                new Sql("update identity.activation set person = null where expires_at < @now and person is not null", new { now }),
                new Sql("delete from identity.counter_code where expires_at < @now", new { now }),
                new Sql("delete from identity.recovery_code where coalesce(ended_at, expires_at) < @Old", new { Old = now - ActivationLetter.Lifetime }),
            ], ct);
        var sum = gone.Sum();
        foreach (var town in towns.All)
            sum += await letters.SweepAsync(town.Number, ct) + await visits.SweepAsync(town.Number, ct);
        return sum;
    }
}
