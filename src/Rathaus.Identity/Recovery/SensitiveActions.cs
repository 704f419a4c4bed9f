using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Recovery;

/// <inheritdoc cref="ISensitiveActions"/>
internal sealed class SensitiveActions(RegionDatabase database, SessionActor actor, SecurityEvents events, TimeProvider time) : ISensitiveActions
{
    public const string HandedOver = "session.handed-over";

    public const string OnHold = "account.on-hold";

    public async Task<Refusal?> CheckAsync(SensitiveAction action, CancellationToken ct) =>
        actor.State is { } state ? await CheckAsync(state, action, ct) : null;

    /// <summary>The same for a session that the caller found: at the provider the portal's session does not matter.</summary>
    public async Task<Refusal?> CheckAsync(SessionState state, SensitiveAction action, CancellationToken ct)
    {
        if (state.AccountId is not { } account)
            return null;
        var now = time.GetUtcNow();
        var standing = await database.QuerySingleOrDefaultAsync<Standing>(
            """
            select s.via_handover, a.hold_until
            from identity.session s
            join identity.account a on a.id = s.account and a.closed_at is null
            where s.id_hash = @IdHash and s.ends_at > @now
            """,
            new { state.IdHash, now }, ct);
        var refusal = standing switch
        {
            null => new Refusal(RefusalKind.SignInNeeded, "access.sign-in-needed", "Melden Sie sich an."),
            { ViaHandover: true } => Refusal.Forbidden(
                "session.handed-over", "Diese Anmeldung kam von Ihrem Handy herüber. Dafür melden Sie sich hier mit Passkey oder Ausweis an."),
            { HoldUntil: { } until } when until > now && action != SensitiveAction.ProveIdentity => Refusal.Forbidden(
                "account.on-hold", "Ihr Konto wurde gerade wiederhergestellt. Das geht erst nach der Wartezeit.") with { Current = until },
            _ => null,
        };
        if (refusal is not null and not { Kind: RefusalKind.SignInNeeded })
        {
            await database.ExecuteBatchAsync(
                [events.Row("sensitive-action-refused", account, null, new { action = action.ToString(), code = refusal.Code })], ct);
            events.Refused("sensitive-action", refusal.Code);
        }

        return refusal;
    }

    private sealed record Standing
    {
        public required bool ViaHandover { get; init; }

        public DateTimeOffset? HoldUntil { get; init; }
    }
}
