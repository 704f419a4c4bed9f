using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Features;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Recovery;

/// <summary>
/// <c>/anmelden/wiederherstellen</c>: the ways back into an account, a code with a new passkey, a letter; and
/// <c>/anmelden/einspruch</c> for whoever did not do it. Codes travel in forms only.
/// </summary>
internal static class RecoveryRoutes
{
    public const string Address = "/anmelden/wiederherstellen";

    public const string Objection = "/anmelden/einspruch";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, static () => Ask("", null));
        routes.MapWayBack(Address + "/passkey", Address);
        var guarded = routes.MapGroup(Address).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm("", static async (IFormCollection form, RecoverAccount feature, CancellationToken ct) =>
        {
            var found = await feature.CheckAsync(form["code"], ct);
            return found.Succeeded ? Show(form["code"], null) : Ask(form["code"], found.Refusal);
        });
        guarded.MapForm("/optionen", static async (HttpContext http, IFormCollection form, RecoverAccount feature, CancellationToken ct) =>
            (await feature.OptionsAsync(http, form["code"], ct)).ToHttp(static options => TypedResults.Json(options)));
        guarded.MapForm("/passkey", static async (HttpContext http, IFormCollection form, RecoverAccount feature, CancellationToken ct) =>
        {
            var done = await feature.RunAsync(http, form["code"], form["credential"], http.Language(), ct);
            if (done.Succeeded)
                return PageResult.SeeOther(SecurityRoutes.Address + "?erledigt=wiederhergestellt");
            return done.Refusal.Code == RecoveryCodes.Unknown.Code ? Ask(form["code"], done.Refusal) : Show(form["code"], done.Refusal);
        });
        MapLetter(routes, guarded);
        MapObjection(routes);
    }

    private static void MapLetter(IEndpointRouteBuilder routes, IEndpointRouteBuilder guarded)
    {
        routes.MapPage(Address + "/brief", static (RegistrationOffices offices, string? bestellt) =>
            Letter(offices, PersonInput.Empty, null, bestellt is not null, null));
        guarded.MapForm("/brief", static async (
            HttpContext http, IFormCollection form, RecoveryLetter feature, RegistrationOffices offices, CancellationToken ct) =>
        {
            var input = PersonInput.From(form);
            var town = form["stadt"].ToString();
            var asked = await feature.RequestAsync(input, town, http.Language(), ct);
            return asked.Succeeded
                ? PageResult.SeeOther(Address + "/brief?bestellt=1")
                : Letter(offices, input, town, ordered: false, asked.Refusal);
        });
    }

    private static void MapObjection(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Objection, static () => Object(null));
        var guarded = routes.MapGroup(Objection).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm("/optionen", static async (HttpContext http, SignInWithPasskey feature, CancellationToken ct) =>
            TypedResults.Json(await feature.OptionsAsync(http, staff: false, hint: null, ct)));
        guarded.MapForm("", static async (HttpContext http, IFormCollection form, ObjectToRecovery feature, CancellationToken ct) =>
        {
            var done = await feature.RunAsync(http, form["credential"], ct);
            return done.Succeeded ? PageResult.SeeOther(SecurityRoutes.Address + "?erledigt=einspruch") : Object(done.Refusal);
        });
    }

    private static IResult Ask(string? code, Refusal? refusal) =>
        Page<RecoverPage>(new { Code = code is { Length: <= 64 } ? code : "", Refusal = refusal }, refusal);

    private static IResult Show(string? code, Refusal? refusal) => Page<RecoverKeyPage>(new { Code = code ?? "", Refusal = refusal }, refusal);

    private static IResult Object(Refusal? refusal) => Page<ObjectPage>(new { Refusal = refusal }, refusal);

    private static IResult Letter(RegistrationOffices offices, PersonInput input, string? town, bool ordered, Refusal? refusal) =>
        Page<RecoveryLetterPage>(new { Model = new RecoveryLetterView(offices.All, input, town, ordered, refusal) }, refusal);

    private static PageResult Page<TPage>(object model, Refusal? refusal)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        PageResult.Of<TPage>(model, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
}

/// <summary>The page that asks for a recovery letter.</summary>
internal sealed record RecoveryLetterView(IReadOnlyList<TownEntry> Towns, PersonInput Input, string? Chosen, bool Ordered, Refusal? Refusal);
