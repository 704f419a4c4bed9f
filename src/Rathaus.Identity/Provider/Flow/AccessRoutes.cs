using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Provider.Pages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Flow;

/// <summary><c>/konto/zugriffe</c>: where a person is signed in through this house, and the end of it.</summary>
internal static class AccessRoutes
{
    public const string Address = "/konto/zugriffe";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage(string.Empty, static async (HttpContext http, IActor actor, Consents consents, CancellationToken ct) =>
            PageResult.Of<ClientAccessPage>(new
            {
                Model = new ClientAccessView(
                    await consents.OfAsync(actor.AccountId!.Value, ct), http.Request.Query["erledigt"] == "entzogen"),
            }));
        own.MapPage("/{client}/entziehen", static () => PageResult.SeeOther(Address));
        own.MapForm("/{client}/entziehen", static async (
            string client, IActor actor, Consents consents, SecurityEvents events, LogoutNotices notices, CancellationToken ct) =>
        {
            var withdrawn = await consents.WithdrawAsync(actor.AccountId!.Value, client, events, ct);
            notices.Wake();
            return withdrawn ? PageResult.SeeOther(Address + "?erledigt=entzogen") : PageResult.Refused(Refusal.NotFound("client"));
        });
    }
}
