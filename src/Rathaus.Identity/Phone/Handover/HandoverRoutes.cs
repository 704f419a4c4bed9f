using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Phone.Pages;
using Rathaus.Identity.Provider;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Phone;

/// <summary>The waiting browser's addresses. Everything is bound to its cookie; ids of other browsers are unknown here.</summary>
internal static class HandoverRoutes
{
    public const string Address = "/id/handover";

    /// <summary>Behind it stands the rolling code.</summary>
    public const string LinkAddress = "/id/h/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, static async (HttpContext http, DesktopHandover feature, CancellationToken ct) =>
            await feature.OwnAsync(http, ct) is { } own ? Show(http, own, null) : PageResult.SeeOther(SignInLinks.Citizen));

        // Asked every two seconds by every computer that waits: a limit far above that, for whoever invents ids.
        var watched = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.ProviderLimit);
        watched.MapGet(Address + "/{id}", StandAsync).ExcludeFromDescription();
        watched.MapGet(Address + "/{id}/bild.svg", PictureAsync).ExcludeFromDescription();

        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm(Address, StartAsync);
        guarded.MapForm(Address + "/{id}/code", MatchAsync);
        routes.MapPage(Address + "/{id}/code", static () => PageResult.SeeOther(Address));
        guarded.MapForm(Address + "/weiter", static async (HttpContext http, DesktopHandover feature, CancellationToken ct) =>
            await GoOnAsync(http, await feature.OwnAsync(http, ct), feature, ct));
        guarded.MapForm(Address + "/aufgeben", static async (HttpContext http, DesktopHandover feature, CancellationToken ct) =>
        {
            var back = (await feature.OwnAsync(http, ct))?.Back;
            await feature.GiveUpAsync(http, ct);
            return PageResult.SeeOther(SignInLinks.For(back ?? ""));
        });
    }

    /// <summary>Address of the QR code now.</summary>
    public static string LinkOf(HttpContext http, Handover handover)
    {
        var services = http.RequestServices;
        var origin = services.GetRequiredService<HouseAddresses>().Origin(http.Request);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        return origin + LinkAddress + services.GetRequiredService<HandoverCodes>().Token(handover.Id, now);
    }

    private static async Task<IResult> StartAsync(HttpContext http, IFormCollection form, DesktopHandover feature, CancellationToken ct)
    {
        var made = await feature.StartLoginAsync(http, SignInLinks.Local(form["zurueck"]), ct);
        return AccessConventions.WantsPage(http.Request)
            ? PageResult.SeeOther(Address)
            : TypedResults.Json(new { id = made.IdText, expires = (int)Handover.Lifetime.TotalSeconds }, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> MatchAsync(
        string id, HttpContext http, IFormCollection form, DesktopHandover feature, CancellationToken ct)
    {
        var matched = await feature.MatchAsync(http, id, form[HandoverRefusals.CodeField], ct);
        if (matched.Succeeded)
            return await GoOnAsync(http, matched.Value, feature, ct);
        return await feature.OwnAsync(http, id, ct) is { } own ? Show(http, own, matched.Refusal) : PageResult.Refused(matched.Refusal);
    }

    /// <summary>A sign-in begins its session; an approval goes back to the page that asked and takes it.</summary>
    private static async Task<IResult> GoOnAsync(HttpContext http, Handover? handover, DesktopHandover feature, CancellationToken ct)
    {
        if (handover is null)
            return PageResult.SeeOther(SignInLinks.Citizen);
        if (!handover.IsLogin)
            return PageResult.SeeOther(handover.Back);
        var done = await feature.SignInAsync(http, ct);
        return done.Succeeded ? PageResult.SeeOther(done.Value) : Show(http, handover, done.Refusal);
    }

    /// <summary>How far it is, and the picture's address: nothing about the person.</summary>
    private static async Task<IResult> StandAsync(string id, HttpContext http, DesktopHandover feature, TimeProvider time, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await feature.OwnAsync(http, id, ct) is not { } own)
            return Refusal.NotFound("handover").ToHttp();
        var state = own.At(time.GetUtcNow());
        var open = state == HandoverState.Created;
        return TypedResults.Json(new
        {
            state = StateName(state),
            link = open ? LinkOf(http, own) : null,
            image = open ? PictureOf(http, own) : null,
        });
    }

    private static async Task<IResult> PictureAsync(string id, HttpContext http, DesktopHandover feature, TimeProvider time, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await feature.OwnAsync(http, id, ct) is { } own && own.At(time.GetUtcNow()) == HandoverState.Created
            ? TypedResults.Text(QrSvg.Render(QrCode.Encode(LinkOf(http, own)), ""), "image/svg+xml")
            : Refusal.NotFound("handover").ToHttp();
    }

    private static string PictureOf(HttpContext http, Handover handover)
    {
        var token = http.RequestServices.GetRequiredService<HandoverCodes>()
            .Token(handover.Id, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return $"{Address}/{handover.IdText}/bild.svg?w={token.Split('.')[1]}";
    }

    private static PageResult Show(HttpContext http, Handover handover, Refusal? refusal)
    {
        var services = http.RequestServices;
        var state = handover.At(services.GetRequiredService<TimeProvider>().GetUtcNow());
        if (refusal?.Code == HandoverRefusals.Locked.Code)
            state = HandoverState.Locked;
        var view = new HandoverView(
            handover, state, LinkOf(http, handover), PictureOf(http, handover), services.GetRequiredService<HandoverCodes>().Typed(handover.Id), refusal);
        return PageResult.Of<HandoverPage>(
            new { Model = view }, null, refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    public static string StateName(HandoverState state) => state.ToString().ToLowerInvariant();
}
