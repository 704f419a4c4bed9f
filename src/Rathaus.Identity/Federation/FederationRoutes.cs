using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Features;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Federation;

/// <summary>Sign-in of staff by an outside provider, its links, and the emergency access.</summary>
internal static class FederationRoutes
{
    public const string Emergency = "/amt/notzugang";

    public static IServiceCollection AddStaffWays(this IServiceCollection services)
    {
        services.AddOptions<StaffProviderOptions>().BindConfiguration("Identity:StaffProvider").ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(ProviderClient.Client, static client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
        services.AddSingleton<ProviderClient>();
        services.AddSingleton<ExternalSignIn>();
        services.AddSingleton<LinkStaff>();
        services.AddSingleton<SealedCodes>();
        services.AddSingleton<ICommand, SealCommand>();
        return services;
    }

    public static void MapStaffWays(this IEndpointRouteBuilder routes)
    {
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapPage(ExternalSignIn.Address, static async (HttpContext http, string? zurueck, ExternalSignIn feature, StaffScreen screen, CancellationToken ct) =>
        {
            if (!feature.Enabled)
                return PageResult.Refused(Refusal.NotFound("address"));
            var begun = await feature.BeginAsync(http, SignInLinks.Local(zurueck, StaffScreen.Home), ct);
            return begun.Succeeded ? Results.Redirect(begun.Value) : screen.Refuse(zurueck, begun.Refusal);
        });
        guarded.MapPage(ExternalSignIn.Callback, static async (HttpContext http, ExternalSignIn feature, StaffScreen screen, CancellationToken ct) =>
        {
            if (!feature.Enabled)
                return PageResult.Refused(Refusal.NotFound("address"));
            var done = await feature.CompleteAsync(http, ct);
            if (!done.Succeeded)
                return screen.Refuse(null, done.Refusal);
            return done.Value.LinkCode is { } code
                ? PageResult.Of<LinkCodePage>(new { Code = code, Until = done.Value.LinkUntil!.Value })
                : PageResult.Of<ArrivedPage>(new { Address = done.Value.Back });
        });
        routes.MapPage(Emergency, static () => Ask(null));
        guarded.MapForm(Emergency, static async (HttpContext http, IFormCollection form, SealedCodes codes, CancellationToken ct) =>
        {
            var opened = await codes.OpenAsync(http, form["code"], ct);
            return opened.Succeeded ? PageResult.SeeOther(StaffRoutes.Account) : Ask(opened.Refusal);
        });
        routes.MapGroup(StaffRoutes.Account).RequireStaff().MapForm("/hinweise/{id:guid}/gelesen", static async (
            Guid id, IActor actor, SealedCodes codes, CancellationToken ct) =>
        {
            await codes.ReadAsync(actor.StaffId!.Value, id, ct);
            return PageResult.SeeOther(StaffRoutes.Account);
        });
    }

    private static PageResult Ask(Refusal? refusal) => PageResult.Of<EmergencyPage>(
        new { Refusal = refusal }, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
}
