using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>Passkeys and sessions of the signed-in account: <c>/konto/sicherheit</c>.</summary>
internal static class SecurityRoutes
{
    public const string Address = "/konto/sicherheit";

    private static readonly IReadOnlyList<string> Deeds = ["brief", "wiederhergestellt", "einspruch", "gemeldet"];

    public static void Map(IEndpointRouteBuilder routes) =>
        KeyRoutes.Map(routes.MapGroup(Address).RequireAccount(TrustLevel.None), Address, ShowAsync);

    public static async Task<IResult> ShowAsync(HttpContext http, Refusal? refusal, CancellationToken ct)
    {
        var services = http.RequestServices;
        var holder = KeyHolder.Of(services.GetRequiredService<IActor>());
        var keys = await KeyRoutes.ReadAsync(
            http, services.GetRequiredService<PasskeyStore>(), services.GetRequiredService<PasskeyHost>(), holder, Address, ct);
        var sessions = await services.GetRequiredService<ISessions>().ListAsync(http, ct);
        var state = services.GetRequiredService<SessionActor>().State!;
        var done = Deeds.FirstOrDefault(deed => refusal is null && deed == http.Request.Query["erledigt"]);
        var level = await LevelView.ReadAsync(services, state, ct);
        return PageResult.Of<SecurityPage>(
            new { Model = new SecurityView(keys, sessions, state, refusal) { Level = level, Done = done } }, null,
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }
}
