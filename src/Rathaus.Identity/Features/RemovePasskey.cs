using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Features;

/// <summary>
/// A person removes a passkey. The last way in stays; sessions that began with the removed passkey, this one too, and every
/// other session of the person end, and with them what else hangs on it.
/// </summary>
internal sealed class RemovePasskey(
    RegionDatabase database, ISessions sessions, SecurityEvents events, IEnumerable<IEndsWithPasskey> endings, TimeProvider time)
{
    /// <param name="reported">The person says that somebody else used it: operators count these.</param>
    public async Task<Outcome<RemovedPasskey>> RunAsync(HttpContext http, KeyHolder holder, Guid passkey, CancellationToken ct, bool reported = false)
    {
        var own = http.RequestServices.GetRequiredService<SessionActor>().State?.PasskeyId == passkey;
        var outcome = await database.InTransactionAsync<Outcome<RemovedPasskey>>(
            async transaction =>
            {
                // The person's row is the lock: two removals at once must not take the last two keys.
                var otherWay = await transaction.QuerySingleAsync<bool>(
                    holder.Staff is null
                        ? "select demo is not null or eid_pseudonym is not null from identity.account where id = @Account for update"
                        : "select demo is not null from identity.staff where id = @Staff for update",
                    new { holder.Account, holder.Staff }, ct);
                var removed = await transaction.QuerySingleOrDefaultAsync<byte[]>(
                    $"delete from identity.passkey where id = @passkey and {PasskeyStore.Own} returning credential_id",
                    new { passkey, holder.Account, holder.Staff }, ct);
                if (removed is null)
                    return Refusal.NotFound("passkey");
                var left = await transaction.QuerySingleAsync<long>(
                    $"select count(*) from identity.passkey where {PasskeyStore.Own} and suspended_at is null", new { holder.Account, holder.Staff }, ct);
                if (left == 0 && !otherWay)
                {
                    transaction.Abandon();
                    return Refusal.Conflict(
                        "passkey.last", "Das ist Ihr einziger Passkey. Legen Sie zuerst einen anderen an, sonst kommen Sie nicht mehr ins Konto.");
                }

                await transaction.ExecuteBatchAsync(
                    [
                        events.Row(reported ? "passkey-reported" : "passkey-removed", holder.Account, holder.Staff, new { passkey }),
                        .. endings.SelectMany(ending => ending.Ends(holder.Account, holder.Staff, passkey)),
                        .. holder.Account is { } account
                            ? [AccountNotices.Row(account, reported ? AccountNotices.PasskeyReported : AccountNotices.PasskeyRemoved, time.GetUtcNow())]
                            : Array.Empty<Sql>(),
                    ],
                    ct);
                return new RemovedPasskey(removed, own);
            },
            ct);
        if (outcome.Succeeded)
        {
            events.Done(reported ? "passkey-reported" : "passkey-removed");
            await sessions.EndAllAsync(http, keepCurrent: !own, ct);
        }

        return outcome;
    }
}

/// <summary>A passkey that is gone.</summary>
/// <param name="EndedThisSession">The session that asked had begun with it.</param>
internal sealed record RemovedPasskey(byte[] CredentialId, bool EndedThisSession);
