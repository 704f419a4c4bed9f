using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>
/// <c>/amt/einladung</c>: a code, then a passkey. The code travels in forms only; a link carries it behind the number sign,
/// which browsers do not send.
/// </summary>
internal static class JoinRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(SignInLinks.Invitation, static () => Ask(string.Empty, null));
        routes.MapWayBack(SignInLinks.Invitation + "/passkey", SignInLinks.Invitation);
        var guarded = routes.MapGroup(SignInLinks.Invitation).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm(string.Empty, static async (IFormCollection form, JoinStaff feature, ITownOffices towns, CancellationToken ct) =>
        {
            var found = await feature.CheckAsync(form["code"], ct);
            return found.Succeeded ? Show(form, found.Value, towns, null) : Ask(form["code"], found.Refusal);
        });
        guarded.MapForm("/optionen", static async (HttpContext http, IFormCollection form, JoinStaff feature, CancellationToken ct) =>
            (await feature.OptionsAsync(http, form, ct)).ToHttp(static options => TypedResults.Json(options)));
        guarded.MapForm("/passkey", static async (
            HttpContext http, IFormCollection form, JoinStaff feature, ITownOffices towns, CancellationToken ct) =>
        {
            var found = await feature.CheckAsync(form["code"], ct);
            if (!found.Succeeded)
                return Ask(form["code"], found.Refusal);
            if (feature.Faults(found.Value, form) is { } faults)
                return Show(form, found.Value, towns, faults);
            var done = await feature.RunAsync(http, form, ct);
            if (done.Succeeded)
                return PageResult.SeeOther(StaffRoutes.Account);
            return done.Refusal.Code == JoinStaff.UnknownCode.Code
                ? Ask(form["code"], done.Refusal)
                : Show(form, found.Value, towns, done.Refusal);
        });
    }

    private static IResult Ask(string? code, Refusal? refusal)
    {
        var model = new { Model = new InvitationView(code is { Length: <= 64 } ? code : string.Empty, refusal) };
        return refusal is null ? PageResult.Of<InvitationPage>(model) : PageResult.Invalid<InvitationPage>(model);
    }

    private static IResult Show(IFormCollection form, Invitation invitation, ITownOffices towns, Refusal? refusal)
    {
        var model = new
        {
            Model = new JoinView(
                form["code"].ToString(), invitation, towns.All, form["name"].ToString(), [.. form["stadt"].OfType<string>()], refusal),
        };
        return refusal is null ? PageResult.Of<JoinPage>(model) : PageResult.Invalid<JoinPage>(model);
    }
}
