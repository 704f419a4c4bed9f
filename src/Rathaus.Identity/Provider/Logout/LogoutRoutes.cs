using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Logout;

/// <summary><c>/id/oidc/logout</c>: a client asks that its person be signed out (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal static class LogoutRoutes
{
    public const string Relative = "/oidc/logout";
    public const string Confirm = HouseAddresses.Path + Relative + "/ja";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(HouseAddresses.Path + Relative, static (HttpContext http, SignOutByClient feature, CancellationToken ct) => feature.AskAsync(http, ct));
        routes.MapPage(Confirm, static () => PageResult.SeeOther("/abmelden"));
        routes.MapForm(Confirm, static (HttpContext http, IFormCollection form, SignOutByClient feature, CancellationToken ct) =>
            feature.ConfirmAsync(http, form, ct));
    }
}
