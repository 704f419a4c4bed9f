using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Mandates;

/// <summary>
/// Somebody takes a mandate or a place in an organisation with the code they were handed. A code works once, for one account,
/// and never for the one who gave it.
/// </summary>
internal sealed class AcceptMandate(RegionDatabase database, MandateStore store, SecurityEvents events, TimeProvider time)
{
    /// <summary>What the code offers; wrong, used and expired codes are the same refusal.</summary>
    public async Task<Outcome<MandateEntry>> LookAsync(IActor actor, string? code, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (await store.ByCodeAsync(code, ct) is { } entry)
            return entry.Principal == account ? Mandate.OwnCode : entry;
        events.Refused("accept-mandate", Mandate.UnknownCode.Code);
        return Mandate.UnknownCode;
    }

    public async Task<Outcome<Guid>> RunAsync(IActor actor, string? code, CancellationToken ct)
    {
        var found = await LookAsync(actor, code, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var entry = found.Value;
        var account = actor.AccountId!.Value;
        if (entry.Organisation is { } organisation && await IsMemberAsync(account, organisation, ct))
            return Refusal.Conflict("organisation.already-member", "Sie gehören schon zu dieser Organisation.");
        var counts = await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    update identity.mandate
                    set holder = @account, confirmed_at = @Now, confirmed_by = case when organisation is null then 'Account' else 'Owner' end,
                        code_hash = null, code_expires_at = null
                    where id = @Id and code_hash = @Hash and confirmed_at is null and ended_at is null and code_expires_at > @Now
                    """,
                    new { account, Now = time.GetUtcNow(), entry.Id, Hash = AccessSecret.Hash(code) }),
                events.Row("mandate-accepted", account, null, new { mandate = entry.Id }),
                events.Row("mandate-taken", entry.Organisation is null ? entry.Principal : null, null, new { mandate = entry.Id }),
            ],
            ct);
        if (counts[0] == 0)
            return Mandate.UnknownCode;
        events.Done("mandate-accepted");
        return entry.Id;
    }

    private async Task<bool> IsMemberAsync(Guid account, Guid organisation, CancellationToken ct) =>
        await database.QuerySingleAsync<bool>(
            """
            select exists (
              select 1 from identity.mandate
              where holder = @account and organisation = @organisation and confirmed_at is not null and ended_at is null
                and (valid_until is null or valid_until >= @Today))
            """,
            new { account, organisation, Today = time.Today() }, ct);
}
