using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Features;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary><c>/konto/sicherheit/schalter</c>: a code to show at a town's counter.</summary>
internal static class CounterRoutes
{
    public const string Address = SecurityRoutes.Address + "/schalter";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage("", static (RegistrationOffices offices) =>
            PageResult.Of<CounterCodePage>(new { Code = (string?)null, Until = (DateTimeOffset?)null, Towns = offices.All }));
        own.MapForm("", static async (HttpContext http, IActor actor, CounterCodes codes, RegistrationOffices offices, CancellationToken ct) =>
        {
            var (code, until) = await codes.IssueAsync(actor.AccountId!.Value, ct);
            http.Response.Headers.CacheControl = "no-store";
            return PageResult.Of<CounterCodePage>(new { Code = code, Until = (DateTimeOffset?)until, Towns = offices.All });
        }).RequireRateLimiting(IdentityModule.LoginLimit).RequireSensitive(SensitiveAction.ProveIdentity);
    }
}
