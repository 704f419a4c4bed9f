using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Office;

/// <summary>The back office below <c>/amt</c>: staff only; which town and office is asked again at every row.</summary>
internal static class OfficePages
{
    public static IServiceCollection Add(IServiceCollection services)
    {
        services.AddNavigation(NavPlace.Office, 10, "cases.office.nav.cases", "/amt", OfficeDesk.WorksOnCases);
        services.AddNavigation(NavPlace.Office, 20, "cases.appointment.day.nav", AppointmentPages.Address, OfficeDesk.WorksOnCases);
        services.AddNavigation(NavPlace.Office, 60, "cases.adoption.title", Adoption.AdoptionPages.Address, OfficeDesk.Operates);
        services.AddScoped<Adoption.CountRunning>();
        services.AddNavigation(NavPlace.Office, 30, "cases.office.kita.nav", KitaPages.Address, KitaPages.GivesPlaces);
        services.AddNavigation(NavPlace.Office, 40, "cases.office.register.nav", RegisterPages.Address, OfficeDesk.WorksOnCases);
        services.AddNavigation(NavPlace.Office, 70, "cases.office.nav.jobs", JobPages.Address, OfficeDesk.Operates);
        services.AddNavigation(NavPlace.Office, 75, "cases.office.nav.retention", RetentionPages.Address, OfficeDesk.Operates);
        services.AddNavigation(NavPlace.Office, 80, "cases.office.nav.settings", SettingsPages.Address, static context => context.Actor?.StaffId is not null);
        services.AddScoped<OfficeDesk>();
        services.AddScoped<InboxScreen>();
        services.AddScoped<CaseDesk>();
        return services.AddScoped<RegisterComparison>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var office = routes.MapGroup("/amt").RequireStaff();
        InboxPages.Map(office);
        SelectionPages.Map(office);
        CasePages.Map(office);
        DecisionPages.Map(office);
        AppointmentPages.Map(office);
        JobPages.Map(office);
        SettingsPages.Map(office);
        Adoption.AdoptionPages.Map(office);
        RetentionPages.Map(office);
        KitaPages.Map(office);
        RegisterPages.Map(office);
    }
}
