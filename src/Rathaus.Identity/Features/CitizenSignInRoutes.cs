using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>Sign-in and new account of citizens by passkey, and sign-out of anybody.</summary>
internal static class CitizenSignInRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(SignInLinks.Citizen, static (HttpContext http, SignInScreen screen) => screen.Show(http));
        routes.MapWayBack("/anmelden/passkey", SignInLinks.Citizen);
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm("/anmelden/passkey/optionen", static async (HttpContext http, SignInWithPasskey feature, CancellationToken ct) =>
            TypedResults.Json(await feature.OptionsAsync(http, staff: false, ct)));
        guarded.MapForm("/anmelden/passkey", static async (
            HttpContext http, IFormCollection form, SignInWithPasskey feature, SignInScreen screen, CancellationToken ct) =>
        {
            var done = await feature.RunAsync(http, form["credential"], staff: false, ct);
            return done.Succeeded
                ? PageResult.SeeOther(SignInLinks.Local(form["zurueck"]))
                : screen.Refuse(form["zurueck"], done.Refusal);
        });

        routes.MapPage("/konto/neu", static (string? zurueck) => PageResult.Of<OpenAccountPage>(
            new { Model = new OpenAccountView(SignInLinks.Local(zurueck), string.Empty, null) }));
        guarded.MapForm("/konto/neu/optionen", static async (
            HttpContext http, IFormCollection form, AddPasskey feature, CancellationToken ct) =>
            (await feature.OptionsForNewAccountAsync(http, form["name"], ct)).ToHttp(static options => TypedResults.Json(options)));
        guarded.MapForm("/konto/neu", static async (
            HttpContext http, IFormCollection form, AddPasskey feature, CancellationToken ct) =>
        {
            var back = SignInLinks.Local(form["zurueck"]);
            if (AccountName.Check(form["name"]) is { } badName)
                return PageResult.Invalid<OpenAccountPage>(new { Model = new OpenAccountView(back, form["name"].ToString(), badName) });
            var done = await feature.OpenAccountAsync(http, form["credential"], ct);
            return done.Succeeded
                ? PageResult.SeeOther(back)
                : PageResult.Invalid<OpenAccountPage>(new { Model = new OpenAccountView(back, form["name"].ToString(), done.Refusal) });
        });

        routes.MapPage("/abmelden", static () => PageResult.Of<SignOutPage>());
        routes.MapForm("/abmelden", static async (HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndAsync(http, ct);
            return PageResult.SeeOther("/abmelden");
        });
    }
}

/// <summary>The sign-in page with what this installation offers.</summary>
internal sealed class SignInScreen(DemoCast cast, EidServers servers)
{
    /// <summary>Persons of the cast who can act for themselves, by town.</summary>
    private readonly IReadOnlyList<DemoPerson> persons = [.. cast.Persons.Where(person => person.SignsIn)];

    public IResult Show(HttpContext http)
    {
        var query = http.Request.Query;
        var actor = http.RequestServices.GetService(typeof(IActor)) as IActor;
        var expired = actor?.AccountId is null && actor?.StaffId is null && SessionCookie.IsThere(http.Request);
        if (expired)
            SessionCookie.Clear(http.Response);

        // A passkey reaches level low; everything above needs the identity card.
        var needsHigh = query[SignInLinks.LevelParameter].ToString() is "hoch" or "substantiell";
        return PageResult.Of<SignInPage>(new { Model = View(SignInLinks.Local(query[SignInLinks.ReturnParameter]), needsHigh, expired, null) });
    }

    public IResult Refuse(string? back, Refusal refusal) =>
        PageResult.Invalid<SignInPage>(new { Model = View(SignInLinks.Local(back), needsHigh: false, expired: false, refusal) });

    private SignInView View(string back, bool needsHigh, bool expired, Refusal? refusal) =>
        new(back, needsHigh, expired, refusal, persons, servers.All);
}
