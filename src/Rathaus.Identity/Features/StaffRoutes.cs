using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>Sign-in page and own account of staff.</summary>
internal static class StaffRoutes
{
    public const string Account = "/amt/konto";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(SignInLinks.Staff, static (HttpContext http, StaffScreen screen) => screen.Show(http));
        routes.MapWayBack("/amt/anmelden/passkey", SignInLinks.Staff);
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm("/amt/anmelden/passkey/optionen", static async (
            HttpContext http, IFormCollection form, SignInWithPasskey feature, CancellationToken ct) =>
            TypedResults.Json(await feature.OptionsAsync(http, staff: true, form[PasskeyMessages.HintField], ct)));
        guarded.MapForm("/amt/anmelden/passkey", static async (
            HttpContext http, IFormCollection form, SignInWithPasskey feature, StaffScreen screen, CancellationToken ct) =>
        {
            var done = await feature.RunAsync(http, form["credential"], staff: true, ct);
            return done.Succeeded
                ? PageResult.SeeOther(SignInLinks.Local(form["zurueck"], StaffScreen.Home))
                : screen.Refuse(form["zurueck"], done.Refusal);
        });
        KeyRoutes.Map(routes.MapGroup(Account).RequireStaff(), Account, ShowAccountAsync);
    }

    private static async Task<IResult> ShowAccountAsync(HttpContext http, Refusal? refusal, CancellationToken ct)
    {
        var services = http.RequestServices;
        var holder = KeyHolder.Of(services.GetRequiredService<IActor>());
        var keys = await KeyRoutes.ReadAsync(
            http, services.GetRequiredService<PasskeyStore>(), services.GetRequiredService<PasskeyHost>(), holder, Account, ct);
        var sessions = await services.GetRequiredService<ISessions>().ListAsync(http, ct);
        var towns = services.GetRequiredService<ITownOffices>().All;
        return PageResult.Of<StaffAccountPage>(
            new
            {
                Model = new StaffAccountView(keys, sessions, towns, refusal)
                {
                    Notices = await services.GetRequiredService<Federation.SealedCodes>().NoticesAsync(holder.Staff!.Value, ct),
                },
            }, null,
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }
}

/// <summary>The sign-in page of staff: passkey, and in a demonstration the people of a town.</summary>
internal sealed class StaffScreen(DemoCast cast, ITownOffices towns, Federation.ExternalSignIn external)
{
    public const string Home = "/amt";

    private const string FirstTown = "wuppertal";

    public IResult Show(HttpContext http)
    {
        var actor = http.RequestServices.GetRequiredService<IActor>();
        var expired = actor.AccountId is null && actor.StaffId is null && SessionCookie.IsThere(http.Request);
        if (expired)
            SessionCookie.Clear(http.Response);
        return PageResult.Of<StaffSignInPage>(new
        {
            Model = View(http.Request.Query[SignInLinks.ReturnParameter], http.Request.Query["stadt"], expired, null),
        });
    }

    public IResult Refuse(string? back, Refusal refusal) =>
        PageResult.Invalid<StaffSignInPage>(new { Model = View(back, null, expired: false, refusal) });

    private StaffSignInView View(string? back, string? chosen, bool expired, Refusal? refusal)
    {
        IReadOnlyList<TownEntry> shown = cast.Staff.Count > 0 ? towns.All : [];
        var town = shown.FirstOrDefault(one => one.Id == chosen) ?? shown.FirstOrDefault(one => one.Id == FirstTown);
        return new StaffSignInView(
            SignInLinks.Local(back, Home), expired, town, shown, [.. cast.Staff.Where(member => member.Town == town?.Id)], refusal)
        {
            External = external.Enabled ? external.Label : null,
        };
    }
}
