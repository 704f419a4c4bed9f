using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Features;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Recovery;

/// <summary>
/// The holder of an earlier passkey says that the recovery was not theirs, while its hold lasts: what it brought goes, what was before
/// comes back. The hold stays, so that nobody gains by doing this to the owner.
/// </summary>
internal sealed class ObjectToRecovery(
    SignInWithPasskey passkeys, RegionDatabase database, LogoutNotices notices, ISessions sessions, SessionStore store, SecurityEvents events, TimeProvider time)
{
    private static readonly Refusal Nothing = Refusal.Conflict("recovery.none", "Es gibt keine Wiederherstellung, der Sie noch widersprechen können.");

    public async Task<Outcome<SignIn>> RunAsync(HttpContext http, string? credential, CancellationToken ct)
    {
        var signed = await passkeys.VerifySuspendedAsync(http, credential, ct);
        if (!signed.Succeeded)
        {
            events.Refused("recovery-objection", signed.Refusal.Code);
            return signed.Refusal;
        }

        var account = signed.Value.AccountId!.Value;
        var now = time.GetUtcNow();
        var proofing = await database.InTransactionAsync(
            async transaction =>
            {
                var recovery = await transaction.QuerySingleOrDefaultAsync<Row>(
                    """
                    update identity.recovery
                    set ended_at = @now, objected = true
                    where account = @account and ended_at is null and hold_until > @now
                    returning id, proofing
                    """,
                    new { account, now }, ct);
                if (recovery is null)
                    return (short?)null;
                await transaction.ExecuteBatchAsync(
                    [
                        new Sql(
                            """
                            update identity.account a
                            set proofing = r.proofing, person = r.person, display_name = coalesce(r.display_name, a.display_name)
                            from identity.recovery r
                            where r.id = @Id and a.id = @account
                            """,
                            new { recovery.Id, account }),
                        new Sql("update identity.recovery set person = null, display_name = null where id = @Id", new { recovery.Id }),
                        new Sql("delete from identity.passkey where account = @account and suspended_at is null", new { account }),
                        new Sql("update identity.passkey set suspended_at = null where account = @account", new { account }),
                        .. GrantEnds.OfAccount(account, keptSid: null, "recovery-objected", now),
                        new Sql("delete from identity.session where account = @account", new { account }),
                        RecoveryCodes.EndOthers(account, now),
                        events.Row("recovery-objected", account, null, new { recovery = recovery.Id }),
                        AccountNotices.Row(account, AccountNotices.RecoveryObjected, now),
                    ],
                    ct);
                return recovery.Proofing;
            },
            ct);
        if (proofing is not { } restored)
            return Nothing;
        events.Done("recovery-objected");
        store.Forget();
        notices.Wake();
        var signIn = signed.Value with { Assurance = signed.Value.Assurance with { Proofing = (Proofing)restored } };
        await sessions.StartAsync(http, signIn, ct);
        return signIn;
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public required short Proofing { get; init; }
    }
}
