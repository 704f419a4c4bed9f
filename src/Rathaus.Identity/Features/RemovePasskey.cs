using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Features;

/// <summary>
/// A person removes a passkey. The last way in stays; sessions that began with the removed passkey and every other
/// session of the person end.
/// </summary>
internal sealed class RemovePasskey(RegionDatabase database, ISessions sessions, SecurityEvents events)
{
    public async Task<Outcome<Guid>> RunAsync(HttpContext http, KeyHolder holder, Guid passkey, CancellationToken ct)
    {
        var outcome = await database.InTransactionAsync<Outcome<Guid>>(
            async transaction =>
            {
                // The person's row is the lock: two removals at once must not take the last two keys.
                var otherWay = await transaction.QuerySingleAsync<bool>(
                    holder.Staff is null
                        ? "select demo is not null or eid_pseudonym is not null from identity.account where id = @Account for update"
                        : "select demo is not null from identity.staff where id = @Staff for update",
                    new { holder.Account, holder.Staff }, ct);
                var removed = await transaction.ExecuteAsync(
                    $"delete from identity.passkey where id = @passkey and {PasskeyStore.Own}",
                    new { passkey, holder.Account, holder.Staff }, ct);
                if (removed == 0)
                    return Refusal.NotFound("passkey");
                var left = await transaction.QuerySingleAsync<long>(
                    $"select count(*) from identity.passkey where {PasskeyStore.Own}", new { holder.Account, holder.Staff }, ct);
                if (left == 0 && !otherWay)
                {
                    transaction.Abandon();
                    return Refusal.Conflict(
                        "passkey.last", "Das ist Ihr einziger Passkey. Legen Sie zuerst einen anderen an, sonst kommen Sie nicht mehr ins Konto.");
                }

                await transaction.ExecuteBatchAsync([events.Row("passkey-removed", holder.Account, holder.Staff, new { passkey })], ct);
                return passkey;
            },
            ct);
        if (outcome.Succeeded)
        {
            events.Done("passkey-removed");
            await sessions.EndAllAsync(http, keepCurrent: true, ct);
        }

        return outcome;
    }
}
