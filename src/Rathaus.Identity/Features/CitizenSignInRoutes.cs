using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Flow;
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
        routes.MapPage(HouseAddresses.Path + SignInLinks.Citizen, static (HttpContext http, SignInScreen screen, CancellationToken ct) => screen.ShowAsync(http, ct));
        routes.MapWayBack("/anmelden/passkey", SignInLinks.Citizen);
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm("/anmelden/passkey/optionen", static async (
            HttpContext http, IFormCollection form, SignInWithPasskey feature, CancellationToken ct) =>
            TypedResults.Json(await feature.OptionsAsync(http, staff: false, form[PasskeyMessages.HintField], ct)));
        guarded.MapForm("/anmelden/passkey", static async (
            HttpContext http, IFormCollection form, SignInWithPasskey feature, SignInScreen screen, CancellationToken ct) =>
        {
            var done = await feature.RunAsync(http, form["credential"], staff: false, ct);
            return done.Succeeded
                ? PageResult.SeeOther(SignInLinks.Local(form["zurueck"]))
                : await screen.RefuseAsync(http, form["zurueck"], done.Refusal, ct, form["credential"]);
        });

        routes.MapPage("/konto/neu", static (string? zurueck) => PageResult.Of<OpenAccountPage>(
            new { Model = new OpenAccountView(SignInLinks.Local(zurueck), string.Empty, null) }));
        guarded.MapForm("/konto/neu/optionen", static async (
            HttpContext http, IFormCollection form, AddPasskey feature, CancellationToken ct) =>
            (await feature.OptionsForNewAccountAsync(http, form["name"], ct)).ToHttp(static options => TypedResults.Json(options)));
        guarded.MapForm("/konto/neu", static async (
            HttpContext http, IFormCollection form, AddPasskey feature, ProviderSubjects flows, CancellationToken ct) =>
        {
            var back = SignInLinks.Local(form["zurueck"]);
            if (AccountName.Check(form["name"]) is { } badName)
                return PageResult.Invalid<OpenAccountPage>(new { Model = new OpenAccountView(back, form["name"].ToString(), badName) });
            var done = await feature.OpenAccountAsync(http, form["credential"], ct);
            return done.Succeeded
                ? PageResult.SeeOther((await flows.PageAsync(http, back, ct) ?? back) == SignInLinks.Local(null) ? Phone.AppRoutes.SecondKey : back)
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
internal sealed class SignInScreen(
    BrowserSessions sessions, DemoCast cast, EidServers servers, SignInSubjects subjects, PasskeyHost host, IEnumerable<SignInWay> ways,
    RegistrationOffices offices, ITownOffices towns)
{
    private static readonly char[] PathEnds = ['/', '?'];

    /// <summary>Persons of the cast who can act for themselves, by town.</summary>
    private readonly IReadOnlyList<DemoPerson> persons = [.. cast.Persons.Where(person => person.SignsIn)];

    public async Task<IResult> ShowAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        var expired = SessionCookie.IsThere(http.Request, SessionCookie.IssuerName) && await sessions.FindIssuerAsync(http, ct) is null;
        if (expired)
            SessionCookie.Clear(http.Response, SessionCookie.IssuerName);

        var needed = SignInLinks.LevelOf(query[SignInLinks.LevelParameter]);
        var view = await ViewAsync(http, SignInLinks.Local(query[SignInLinks.ReturnParameter]), ct);
        return PageResult.Of<SignInPage>(new { Model = view with { Needed = needed, Expired = expired, Ways = [.. view.Ways.Where(way => way.Reaches >= needed)] } });
    }

    /// <param name="credential">What the browser sent; a passkey that opens nothing here is told to its manager.</param>
    public async Task<IResult> RefuseAsync(HttpContext http, string? back, Refusal refusal, CancellationToken ct, string? credential = null)
    {
        var unknown = refusal.Code == "passkey.unknown" ? PasskeyMessages.ReadAssertion(credential)?.Id : null;
        var view = await ViewAsync(http, SignInLinks.Local(back), ct);
        return PageResult.Invalid<SignInPage>(new
        {
            Model = view with
            {
                Refusal = refusal,
                UnknownSignal = unknown is null ? null : PasskeyMessages.UnknownSignal(host.Of(http.Request), unknown),
            },
        });
    }

    private async Task<SignInView> ViewAsync(HttpContext http, string back, CancellationToken ct)
    {
        var subject = await subjects.FindAsync(http, back, ct);
        return new(back, TrustLevel.None, Expired: false, Refusal: null, persons, servers.All)
        {
            Hybrid = subject.Hybrid,
            Ways = [.. ways.Where(way => way.Offered)],
            Appointment = AppointmentFor(subject.Page ?? back),
            Cancels = subject.IsOutside ? AuthorizeRoutes.FlowOf(back) : null,
        };
    }

    /// <summary>The page one came from names its town first; the counter that checks identities is its registration office.</summary>
    private string? AppointmentFor(string back) => back.Split(PathEnds) is ["", var first, ..] && towns.Find(first) is { } town
        ? offices.Of(town) is { } office
            ? $"/{town.Id}/termin/{office.Id}?entwurf={Uri.EscapeDataString(back)}"
            : $"/{town.Id}/termin"
        : null;
}
