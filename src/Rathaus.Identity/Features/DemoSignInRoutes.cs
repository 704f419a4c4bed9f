using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Demo;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>The online identity card as a simulation: a demo person's data, on level high, labelled.</summary>
internal sealed class SimulatedEid : IEidServer
{
    public const string Address = "/anmelden/eid";

    public bool Simulated => true;

    public string StartAddress(string back) =>
        $"{Address}?{SignInLinks.ReturnParameter}={Uri.EscapeDataString(SignInLinks.Local(back))}";
}

/// <summary>Sign-in as a person of the cast. Mapped in demo mode only: without it these addresses do not exist.</summary>
internal static class DemoSignInRoutes
{
    private static readonly Refusal UnknownPerson = Refusal.Invalid(
        "demo.unknown-person", "Diese Person gehört nicht zur Vorführung. Wählen Sie eine aus der Liste.");

    /// <summary>As if the person had a passkey.</summary>
    private static readonly Assurance Played = new(Proofing.SelfDeclared, Authenticator.Passkey);

    private const string CitizenAddress = "/anmelden/vorfuehrung";
    private const string StaffAddress = "/amt/anmelden/vorfuehrung";

    /// <summary>Outside a demonstration: 404 for every method, whatever pattern of another room would match.</summary>
    public static void MapAbsence(IEndpointRouteBuilder routes)
    {
        foreach (var address in (string[])[CitizenAddress, StaffAddress, SimulatedEid.Address])
            routes.Map(address, static () => TypedResults.NotFound()).ExcludeFromDescription();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        routes.MapWayBack(CitizenAddress, SignInLinks.Citizen);
        routes.MapWayBack(StaffAddress, SignInLinks.Staff);
        guarded.MapForm(CitizenAddress, SignInAsync);
        guarded.MapForm(StaffAddress, SignInStaffAsync);
        routes.MapPage(SimulatedEid.Address, static (string? zurueck, string? person, DemoCast cast) =>
            PageResult.Of<SimulatedEidPage>(EidPage(cast, zurueck, person, null)));
        guarded.MapForm(SimulatedEid.Address, SignInByEidAsync);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http, IFormCollection form, DemoCast cast, ISessions sessions, SignInScreen screen, CancellationToken ct)
    {
        if (cast.FindPerson(form["person"]) is not { SignsIn: true } person)
            return await screen.RefuseAsync(http, form["zurueck"], UnknownPerson, ct);
        await sessions.StartAsync(
            http, new SignIn(SignInMethod.Demo, Played, Simulated: true) { AccountId = person.AccountId }, ct);
        return PageResult.SeeOther(SignInLinks.Local(form["zurueck"]));
    }

    private static async Task<IResult> SignInByEidAsync(
        HttpContext http, IFormCollection form, DemoCast cast, EidSignIn feature, SimulatedEid server, CancellationToken ct)
    {
        if (cast.FindPerson(form["person"]) is not { SignsIn: true } person)
            return PageResult.Invalid<SimulatedEidPage>(EidPage(cast, form["zurueck"], null, UnknownPerson));
        var identity = new EidIdentity(DemoAccounts.Pseudonym(person), person.Confirmed);
        var back = SignInLinks.Local(form["zurueck"]);
        var done = await feature.CompleteAsync(http, identity, server, back, ct);
        if (done.Succeeded)
            return PageResult.SeeOther(back);
        return SensitiveConventions.Is(done.Refusal)
            ? SensitiveConventions.Refused(http, done.Refusal, back)
            : PageResult.Invalid<SimulatedEidPage>(EidPage(cast, back, null, done.Refusal));
    }

    private static async Task<IResult> SignInStaffAsync(
        HttpContext http, IFormCollection form, DemoCast cast, ISessions sessions, StaffScreen screen, CancellationToken ct)
    {
        if (cast.FindStaff(form["person"]) is not { } member)
            return screen.Refuse(form["zurueck"], UnknownPerson);
        await sessions.StartAsync(
            http, new SignIn(SignInMethod.DemoStaff, Played, Simulated: true) { StaffId = member.StaffId }, ct);
        return PageResult.SeeOther(SignInLinks.Local(form["zurueck"], StaffScreen.Home));
    }

    private static object EidPage(DemoCast cast, string? back, string? chosen, Refusal? refusal) => new
    {
        Model = new SimulatedEidView(
            SignInLinks.Local(back), chosen, refusal, [.. cast.Persons.Where(person => person.SignsIn)]),
    };
}
