using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Mandates;

/// <summary>A session begins to act for somebody, or acts for its own person again.</summary>
internal sealed class ChooseActing(RegionDatabase database, MandateStore store, RepresentChild children, SessionStore sessions, SecurityEvents events)
{
    public async Task<Outcome<ActsFor>> BeginAsync(HttpContext http, Guid mandate, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        if (actor.State is not { AccountId: { } account } state)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (await store.FindLiveAsync(account, mandate, ct) is not { } found)
            return Mandate.Unknown;
        if (found.Kind == MandateKind.Child && await IsByRegisterAsync(mandate, ct) && !await children.StillHoldsAsync(actor, found, ct))
        {
            await store.EndByRegisterAsync(mandate, events.Row("mandate-ended", account, null, new { mandate, by = "register" }), ct);
            return Mandate.Unknown;
        }

        await SetAsync(actor, state, mandate, ct);
        return found;
    }

    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        var actor = http.RequestServices.GetRequiredService<SessionActor>();
        if (actor.State is { } state)
            await SetAsync(actor, state, null, ct);
    }

    private async Task SetAsync(SessionActor actor, SessionState state, Guid? mandate, CancellationToken ct)
    {
        await database.ExecuteBatchAsync(
            [
                new Sql("update identity.session set acting = @mandate where id_hash = @IdHash", new { mandate, state.IdHash }),
                events.Row(mandate is null ? "acting-ended" : "acting-began", state.AccountId, null, new { mandate }),
            ],
            ct);
        sessions.Forget(state.IdHash);
        actor.Become(await sessions.FindAsync(state.IdHash, ct));
    }

    private Task<bool> IsByRegisterAsync(Guid mandate, CancellationToken ct) => database.QuerySingleAsync<bool>(
        "select confirmed_by = 'Register' from identity.mandate where id = @mandate", new { mandate }, ct);
}
