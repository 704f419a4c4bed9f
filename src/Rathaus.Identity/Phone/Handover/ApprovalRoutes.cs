using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Phone.Pages;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Phone;

/// <summary>The phone's addresses: the link of the QR code, the typed code, and the approval.</summary>
internal static class ApprovalRoutes
{
    /// <summary>Name of the field with the eight characters.</summary>
    public const string TypedField = "code";

    /// <summary>Name of the field with the hash of the displayed text.</summary>
    public const string TextField = "text";

    public static string AddressOf(Handover handover) => $"{AppRoutes.Approvals}/{handover.IdText}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(HandoverRoutes.LinkAddress + "{token}", static async (string token, HttpContext http, PhoneHandover feature, CancellationToken ct) =>
            {
                var taken = await feature.ScanAsync(http, token, ct);
                return taken.Succeeded ? PageResult.SeeOther(AddressOf(taken.Value)) : StartPage(http, taken.Refusal);
            }).RequireRateLimiting(IdentityModule.LoginLimit);
        routes.MapWayBackToStart();
        routes.MapForm(AppRoutes.Address + "/code", static async (HttpContext http, IFormCollection form, PhoneHandover feature, CancellationToken ct) =>
            {
                var taken = await feature.TypeAsync(http, form[TypedField], ct);
                return taken.Succeeded ? PageResult.SeeOther(AddressOf(taken.Value)) : StartPage(http, taken.Refusal, form[TypedField]);
            }).RequireRateLimiting(IdentityModule.LoginLimit);

        var own = routes.MapGroup(string.Empty).RequireAccount(TrustLevel.None);
        own.MapPage(AppRoutes.Approvals + "/{id}", static (string id, HttpContext http, CancellationToken ct) => ShowAsync(http, id, null, ct));
        MapSteps(own.MapGroup(HandoverRoutes.Address + "/{id}").RequireRateLimiting(IdentityModule.LoginLimit));
    }

    private static void MapSteps(RouteGroupBuilder steps)
    {
        steps.MapForm("/claim", static async (string id, HttpContext http, PhoneHandover feature, CancellationToken ct) =>
            await AfterAsync(http, id, await feature.ClaimAsync(http, Session(http), id, ct), ct));
        steps.MapForm("/optionen", static async (string id, HttpContext http, IFormCollection form, PhoneHandover feature, CancellationToken ct) =>
            (await feature.OptionsAsync(http, Session(http), id, form[TextField], ct)).ToHttp(static options => TypedResults.Json(options)));
        steps.MapForm("/freigeben", static async (string id, HttpContext http, IFormCollection form, PhoneHandover feature, CancellationToken ct) =>
            await AfterAsync(http, id, await feature.ApproveAsync(http, Session(http), id, form[TextField], form["credential"], ct), ct));
        steps.MapForm("/ablehnen", static async (string id, HttpContext http, PhoneHandover feature, CancellationToken ct) =>
            await AfterAsync(http, id, await feature.DenyAsync(Session(http), id, ct), ct));
        foreach (var step in (string[])["/claim", "/freigeben", "/ablehnen"])
            steps.MapPage(step, static (string id) => PageResult.SeeOther($"{AppRoutes.Approvals}/{Uri.EscapeDataString(id)}"));
    }

    private static void MapWayBackToStart(this IEndpointRouteBuilder routes) =>
        routes.MapPage(AppRoutes.Address + "/code", static () => PageResult.SeeOther(AppRoutes.Address + "/"));

    private static async Task<IResult> AfterAsync(HttpContext http, string id, Outcome<Handover> outcome, CancellationToken ct) =>
        outcome.Succeeded ? PageResult.SeeOther(AddressOf(outcome.Value)) : await ShowAsync(http, id, outcome.Refusal, ct);

    private static async Task<IResult> ShowAsync(HttpContext http, string id, Refusal? refusal, CancellationToken ct)
    {
        var services = http.RequestServices;
        var feature = services.GetRequiredService<PhoneHandover>();
        var session = Session(http);
        if (await feature.FindAsync(http, session, id, ct) is not { } handover)
            return StartPage(http, refusal ?? HandoverRefusals.Stale);
        var state = handover.At(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var mine = handover.IsClaimedBy(session.IdHash);
        if (!mine && state is (HandoverState.Matched or HandoverState.Consumed))
            refusal ??= HandoverRefusals.Ended;
        var view = new ApprovalView(
            handover, state, mine, feature.TextOf(http, handover), feature.DigitsOf(handover, session), refusal);
        return PageResult.Of<ApprovalPage>(
            new { Model = view }, null, refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    /// <summary>Where a code is typed, with what was wrong about the last one.</summary>
    private static IResult StartPage(HttpContext http, Refusal refusal, string? typed = null) =>
        AppRoutes.Start(http, refusal, typed);

    private static SessionState Session(HttpContext http) => http.RequestServices.GetRequiredService<SessionActor>().State!;
}
