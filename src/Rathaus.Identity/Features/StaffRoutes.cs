using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>Sign-in page and own account of staff.</summary>
internal static class StaffRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(SignInLinks.Staff, static (HttpContext http, StaffScreen screen) => screen.Show(http));

        var own = routes.MapGroup("/amt/konto").RequireStaff();
        own.MapPage(string.Empty, static async (HttpContext http, ISessions sessions, StaffScreen screen, CancellationToken ct) =>
            PageResult.Of<StaffAccountPage>(new { Sessions = await sessions.ListAsync(http, ct), Towns = screen.TownNames, Offices = screen.OfficeNames }));
        own.MapForm("/sitzungen/{handle}/beenden", static async (string handle, HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndOneAsync(http, handle, ct);
            return PageResult.SeeOther("/amt/konto");
        });
        own.MapForm("/ueberall-abmelden", static async (HttpContext http, ISessions sessions, CancellationToken ct) =>
        {
            await sessions.EndAllAsync(http, keepCurrent: false, ct);
            return PageResult.SeeOther("/abmelden");
        });
    }
}

/// <summary>The sign-in page of staff: in a demonstration the people of a town, else what is missing.</summary>
internal sealed class StaffScreen(DemoCast cast, DemoSetting demo)
{
    public const string Home = "/amt";

    private const string FirstTown = "wuppertal";

    private readonly Lazy<IReadOnlyList<DemoTown>> towns = new(() => demo.Enabled ? DemoTown.ReadAll(demo.CatalogueFolder) : []);

    public IReadOnlyDictionary<short, string> TownNames => towns.Value.ToDictionary(town => town.Number, town => town.Name);

    /// <summary>Names of all offices by town and id.</summary>
    public IReadOnlyDictionary<(short Town, string Office), string> OfficeNames => towns.Value
        .SelectMany(town => town.OfficeNames.Select(office => (Key: (town.Number, office.Key), office.Value)))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    public IResult Show(HttpContext http)
    {
        var actor = http.RequestServices.GetService(typeof(IActor)) as IActor;
        var expired = actor?.AccountId is null && actor?.StaffId is null && SessionCookie.IsThere(http.Request);
        if (expired)
            SessionCookie.Clear(http.Response);
        return PageResult.Of<StaffSignInPage>(Parameters(
            http.Request.Query[SignInLinks.ReturnParameter], http.Request.Query["stadt"], expired, null));
    }

    public IResult Refuse(string? back, Refusal refusal) =>
        PageResult.Invalid<StaffSignInPage>(Parameters(back, null, expired: false, refusal));

    private object Parameters(string? back, string? chosen, bool expired, Refusal? refusal)
    {
        var town = towns.Value.FirstOrDefault(one => one.Id == chosen) ?? towns.Value.FirstOrDefault(one => one.Id == FirstTown);
        return new
        {
            Back = SignInLinks.Local(back, Home),
            Expired = expired,
            Chosen = town?.Id,
            Towns = towns.Value,
            Members = (IReadOnlyList<DemoStaff>)[.. cast.Staff.Where(member => member.Town == town?.Id)],
            Refusal = refusal,
        };
    }
}
