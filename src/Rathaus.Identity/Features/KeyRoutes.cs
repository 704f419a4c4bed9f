using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Phone.Pages;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>Own passkeys and own sessions, the same for citizens and staff; the page around them differs.</summary>
internal static class KeyRoutes
{
    /// <summary>The page with the lists; after a refusal it says what is the matter.</summary>
    public delegate Task<IResult> Page(HttpContext http, Refusal? refusal, CancellationToken ct);

    /// <param name="own">The group of the page's addresses, guarded by the caller.</param>
    /// <param name="address">Address of the page.</param>
    public static void Map(IEndpointRouteBuilder own, string address, Page page)
    {
        own.MapPage(string.Empty, (HttpContext http, CancellationToken ct) => page(http, null, ct));
        foreach (var deed in (string[])["/passkey", "/passkey/{id:guid}/name", "/passkey/{id:guid}/entfernen"])
            own.MapWayBack(deed, address);
        MapKeys(own, address, page);
        own.MapForm("/sitzungen/{handle}/beenden", async (string handle, HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndOneAsync(http, handle, ct);
            return PageResult.SeeOther(address);
        });
        own.MapForm("/ueberall-abmelden", static async (HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndAllAsync(http, keepCurrent: false, ct);
            return PageResult.SeeOther("/abmelden");
        });
    }

    /// <summary>What the list of passkeys shows.</summary>
    public static async Task<OwnKeys> ReadAsync(HttpContext http, PasskeyStore passkeys, PasskeyHost host, KeyHolder holder, string address, CancellationToken ct)
    {
        var own = await passkeys.OfAsync(holder, ct);
        var name = await passkeys.NameAsync(holder, ct);
        var signal = name is null
            ? null
            : PasskeyMessages.AcceptedSignal(host.Of(http.Request), name.UserHandle, own.Select(passkey => passkey.CredentialId));
        return new OwnKeys(
            address + "/passkey", own, signal, http.RequestServices.GetRequiredService<SessionActor>().State?.PasskeyId);
    }

    private static void MapKeys(IEndpointRouteBuilder own, string address, Page page)
    {
        async Task<IResult> AfterAsync(HttpContext http, Refusal? refusal, CancellationToken ct) =>
            refusal is null ? PageResult.SeeOther(address) : await page(http, refusal, ct);

        own.MapForm("/passkey/optionen", static async (
                HttpContext http, IFormCollection form, IActor actor, AddPasskey feature, CancellationToken ct) =>
                (await feature.OptionsAsync(
                    http, KeyHolder.Of(actor), form[PasskeyMessages.HintField], form[OwnKeys.KindField] == OwnKeys.Attested, ct)).ToHttp(static options => TypedResults.Json(options)))
            .RequireRateLimiting(IdentityModule.LoginLimit).RequireSensitive(SensitiveAction.AddAuthenticator);
        own.MapForm("/passkey", async (HttpContext http, IFormCollection form, IActor actor, AddPasskey feature, CancellationToken ct) =>
                await AfterAsync(http, (await feature.AddAsync(http, KeyHolder.Of(actor), form["credential"], ct)).Refusal, ct))
            .RequireRateLimiting(IdentityModule.LoginLimit).RequireSensitive(SensitiveAction.AddAuthenticator);
        own.MapForm("/passkey/{id:guid}/name", async (
            Guid id, HttpContext http, IFormCollection form, IActor actor, PasskeyStore passkeys, CancellationToken ct) =>
        {
            var name = form[OwnKeys.NameField(id)].ToString();
            var refusal = AccountName.Check(name, AddPasskey.LongestName);
            if (refusal is null && !await passkeys.RenameAsync(KeyHolder.Of(actor), id, name.Trim(), ct))
                refusal = Refusal.NotFound("passkey");
            return await AfterAsync(http, refusal, ct);
        });
        own.MapForm("/passkey/{id:guid}/entfernen", async (
            Guid id, HttpContext http, IActor actor, RemovePasskey feature, PasskeyHost host, CancellationToken ct) =>
        {
            var door = actor.StaffId is null ? SignInLinks.For(address) : SignInLinks.Staff;
            var removed = await feature.RunAsync(http, KeyHolder.Of(actor), id, ct);
            return removed.Succeeded && removed.Value.EndedThisSession
                ? PageResult.Of<DeviceGonePage>(new
                {
                    Signal = PasskeyMessages.UnknownSignal(host.Of(http.Request), removed.Value.CredentialId), Door = door,
                })
                : await AfterAsync(http, removed.Refusal, ct);
        })
            .RequireSensitive(SensitiveAction.RemoveAuthenticator);
    }
}
