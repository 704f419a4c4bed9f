using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Wallet.Pages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Wallet.Simulation;

/// <summary>The page of the simulated wallet; in demo mode only.</summary>
internal static class SimulatedWalletRoutes
{
    public const string Address = "/simulation/wallet";

    private static readonly Refusal UnknownPerson = Refusal.Invalid(
        "demo.unknown-person", "Diese Person gehört nicht zur Vorführung. Wählen Sie eine aus der Liste.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address + "/{id}", static (string id, DemoCast cast) => Show(id, cast, null));
        routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit).MapForm(Address + "/{id}", ActAsync);
    }

    public static void MapAbsence(IEndpointRouteBuilder routes) =>
        routes.Map(Address + "/{id}", static () => TypedResults.NotFound()).ExcludeFromDescription();

    private static async Task<IResult> ActAsync(
        HttpContext http, string id, IFormCollection form, DemoCast cast, SimulatedWallet wallet, WalletAddresses addresses, CancellationToken ct)
    {
        var house = addresses.Base(http.Request);
        if (form[FormActions.Name] == "ablehnen")
            return Follow(await wallet.DeclineAsync(id, house, ct));
        return cast.FindPerson(form["person"]) is { SignsIn: true } person
            ? Follow(await wallet.ShowAsync(id, house, person.Confirmed, ct))
            : Show(id, cast, UnknownPerson);
    }

    private static IResult Follow(Outcome<string> led) => led.Succeeded ? PageResult.SeeOther(led.Value) : PageResult.Refused(led.Refusal);

    private static IResult Show(string id, DemoCast cast, Refusal? refusal)
    {
        var model = new { Model = new SimulatedWalletView(id, [.. cast.Persons.Where(person => person.SignsIn)], refusal) };
        return refusal is null ? PageResult.Of<SimulatedWalletPage>(model) : PageResult.Invalid<SimulatedWalletPage>(model);
    }
}
