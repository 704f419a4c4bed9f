using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>Passkeys and sessions of the signed-in account: <c>/konto/sicherheit</c>.</summary>
internal static class SecurityRoutes
{
    public const string Address = "/konto/sicherheit";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage(string.Empty, static async (HttpContext http, SecurityScreen screen, CancellationToken ct) =>
            await screen.ShowAsync(http, null, ct));

        own.MapForm("/passkey/optionen", static async (HttpContext http, IActor actor, AddPasskey feature, CancellationToken ct) =>
                (await feature.OptionsForAccountAsync(http, actor.AccountId!.Value, ct)).ToHttp(static options => TypedResults.Json(options)))
            .RequireRateLimiting(IdentityModule.LoginLimit);
        own.MapForm("/passkey", static async (
            HttpContext http, IFormCollection form, IActor actor, AddPasskey feature, SecurityScreen screen, CancellationToken ct) =>
        {
            var added = await feature.AddAsync(http, actor.AccountId!.Value, form["credential"], ct);
            return await screen.AfterAsync(http, added.Refusal, ct);
        }).RequireRateLimiting(IdentityModule.LoginLimit);

        own.MapForm("/passkey/{id:guid}/name", static async (
            Guid id, HttpContext http, IFormCollection form, IActor actor, PasskeyStore passkeys, SecurityScreen screen, CancellationToken ct) =>
        {
            var refusal = AccountName.Check(form["name"], AddPasskey.LongestName);
            if (refusal is null && !await passkeys.RenameAsync(actor.AccountId!.Value, id, form["name"].ToString().Trim(), ct))
                refusal = Refusal.NotFound("passkey");
            return await screen.AfterAsync(http, refusal, ct);
        });
        own.MapForm("/passkey/{id:guid}/entfernen", static async (
            Guid id, HttpContext http, IActor actor, RemovePasskey feature, SecurityScreen screen, CancellationToken ct) =>
            await screen.AfterAsync(http, (await feature.RunAsync(http, actor.AccountId!.Value, id, ct)).Refusal, ct));

        own.MapForm("/sitzungen/{handle}/beenden", static async (string handle, HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndOneAsync(http, handle, ct);
            return PageResult.SeeOther(Address);
        });
        own.MapForm("/ueberall-abmelden", static async (HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndAllAsync(http, keepCurrent: false, ct);
            return PageResult.SeeOther("/abmelden");
        });
    }
}

/// <summary>The security page with its lists.</summary>
internal sealed class SecurityScreen(PasskeyStore passkeys, PasskeyHost host, ISessions sessions)
{
    public async Task<IResult> ShowAsync(HttpContext http, Refusal? refusal, CancellationToken ct)
    {
        var actor = (IActor)http.RequestServices.GetService(typeof(IActor))!;
        var own = await passkeys.OfAccountAsync(actor.AccountId!.Value, ct);
        var handle = await passkeys.UserHandleAsync(actor.AccountId.Value, ct);
        var parameters = new
        {
            Passkeys = own,
            Signal = PasskeyMessages.AcceptedSignal(host.Of(http.Request), handle, own.Select(passkey => passkey.CredentialId)),
            Sessions = await sessions.ListAsync(http, ct),
            Refusal = refusal,
        };
        return refusal is null
            ? PageResult.Of<SecurityPage>(parameters)
            : PageResult.Of<SecurityPage>(parameters, null, RefusalHttp.StatusOf(refusal.Kind));
    }

    public Task<IResult> AfterAsync(HttpContext http, Refusal? refusal, CancellationToken ct) => refusal is null
        ? Task.FromResult(PageResult.SeeOther(SecurityRoutes.Address))
        : ShowAsync(http, refusal, ct);
}
