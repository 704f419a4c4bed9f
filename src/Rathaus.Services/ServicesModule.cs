using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;
using Rathaus.Services.Cel;
using Rathaus.Services.Portal;

namespace Rathaus.Services;

/// <summary>The catalogue: towns and public services as data, and their public pages.</summary>
public static class ServicesModule
{
    public static IServiceCollection AddServices(this IServiceCollection services)
    {
        services.AddTexts(typeof(ServicesModule).Assembly, "services");
        services.AddNavigation(NavPlace.Portal, 10, "services.nav.services", "/{town}");
        services.AddSingleton<ICommand, CelCommand>();
        return services;
    }

    /// <summary>Start pages of region and towns, service pages, offices, search and the pages every public site has.</summary>
    public static IEndpointRouteBuilder MapServices(this IEndpointRouteBuilder routes)
    {
        PortalPages.Map(routes);
        return routes;
    }
}
