using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Features;

/// <summary>
/// A person removes a passkey. The last way into an account stays; sessions that began with the removed passkey and
/// every other session of the account end.
/// </summary>
internal sealed class RemovePasskey(RegionDatabase database, ISessions sessions, SecurityEvents events)
{
    public async Task<Outcome<Guid>> RunAsync(HttpContext http, Guid account, Guid passkey, CancellationToken ct)
    {
        var outcome = await database.InTransactionAsync<Outcome<Guid>>(
            async transaction =>
            {
                // The account's row is the lock: two removals at once must not take the last two keys.
                var otherWay = await transaction.QuerySingleAsync<bool>(
                    "select demo is not null or eid_pseudonym is not null from identity.account where id = @account for update",
                    new { account }, ct);
                var removed = await transaction.ExecuteAsync(
                    "delete from identity.passkey where id = @passkey and account = @account", new { passkey, account }, ct);
                if (removed == 0)
                    return Refusal.NotFound("passkey");
                var left = await transaction.QuerySingleAsync<long>(
                    "select count(*) from identity.passkey where account = @account", new { account }, ct);
                if (left == 0 && !otherWay)
                {
                    transaction.Abandon();
                    return Refusal.Conflict(
                        "passkey.last", "Das ist Ihr einziger Passkey. Legen Sie zuerst einen anderen an, sonst kommen Sie nicht mehr ins Konto.");
                }

                await transaction.ExecuteBatchAsync([events.Row("passkey-removed", account, null, new { passkey })], ct);
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
