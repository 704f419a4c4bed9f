using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Features;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Recovery;

/// <summary>“That was not me”: a passkey that may be copied is taken out, and operators count it. And notices are marked as read.</summary>
internal static class ReportRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(SecurityRoutes.Address).RequireAccount(TrustLevel.None);
        own.MapWayBack("/passkey/{id:guid}/melden", SecurityRoutes.Address);
        own.MapForm("/passkey/{id:guid}/melden", static async (
            Guid id, HttpContext http, IActor actor, RemovePasskey feature, CancellationToken ct) =>
        {
            var done = await feature.RunAsync(http, KeyHolder.Of(actor), id, ct, reported: true);
            return done.Succeeded || done.Refusal.Kind == RefusalKind.NotFound
                ? PageResult.SeeOther(SecurityRoutes.Address + "?erledigt=gemeldet")
                : await SecurityRoutes.ShowAsync(http, done.Refusal, ct);
        }).RequireSensitive(SensitiveAction.RemoveAuthenticator);
        own.MapForm("/hinweise", static async (IActor actor, IAccountNotices notices, CancellationToken ct) =>
        {
            await notices.MarkReadAsync(actor.AccountId!.Value, ct);
            return PageResult.SeeOther(SecurityRoutes.Address);
        });
    }
}
