using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>Accounts, passkeys, sessions, staff and their rights (Konten und Anmeldung).</summary>
public static class IdentityModule
{
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddScoped<SessionActor>();
        services.AddScoped<IActor>(provider => provider.GetRequiredService<SessionActor>());
        services.AddSingleton(DemoCast.None);
        return services;
    }

    /// <summary>Reads the session of a request that brings the cookie; stands before antiforgery and the endpoints.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app) => app;

    /// <summary>Sign-in, sign-out, passkeys and the security page of the account.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes) => routes;
}
