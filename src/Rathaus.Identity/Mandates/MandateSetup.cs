using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Business;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Mandates;

/// <summary>Registration of mandates and organisations.</summary>
internal static class MandateSetup
{
    public static IServiceCollection AddMandates(this IServiceCollection services)
    {
        services.AddNavigation(NavPlace.Account, 50, "identity.mandates.nav", MandateRoutes.Address);
        services.AddNavigation(
            NavPlace.Office, 65, "identity.mandates.office.nav", MandateOfficeRoutes.Address,
            static context => context.Actor is { StaffId: not null } staff && DecideMandate.TownsOf(staff).Count > 0);
        services.AddSingleton<MandateStore>();
        services.AddSingleton<IMandates>(static provider => provider.GetRequiredService<MandateStore>());
        services.AddSingleton<GiveMandate>();
        services.AddSingleton<AcceptMandate>();
        services.AddSingleton<RepresentChild>();
        services.AddSingleton<AskForMandate>();
        services.AddSingleton<DecideMandate>();
        services.AddSingleton<ChooseActing>();
        services.AddSingleton<Organisations>();
        services.AddSingleton<IOrganisationSignIn, OrganisationSignIn>();
        services.AddSingleton<SimulatedOrganisationAccount>();
        return services.AddSingleton<OrganisationServers>();
    }

    public static void MapMandates(this IEndpointRouteBuilder routes)
    {
        MandateRoutes.Map(routes);
        MandateOfficeRoutes.Map(routes);
        BusinessRoutes.Map(routes, routes.ServiceProvider.GetRequiredService<DemoSetting>().Enabled);
    }
}
