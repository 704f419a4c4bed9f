using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Rescue.Areas.Stored;
using Rathaus.Rescue.Commands;
using Rathaus.Rescue.Demo;
using Rathaus.Rescue.Features;
using Rathaus.Rescue.Import;
using Rathaus.Rescue.Retention;

namespace Rathaus.Rescue;

/// <summary>Planning of the ambulance service (Rettungsdienst-Bedarfsplanung) from data.</summary>
public static class RescueModule
{
    public static IServiceCollection AddRescue(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => DemoSetting.From(provider.GetRequiredService<IConfiguration>()));
        services.AddMigrations(typeof(RescueModule).Assembly, "rescue");
        services.AddSingleton<AreaStore>();
        services.AddSingleton<Importer>();
        services.AddTexts(typeof(RescueModule).Assembly, "rescue");
        RescuePages.Add(services);
        services.AddSingleton<IJobHandler, RetainCalls>();
        services.AddSingleton<IStartTask, StartRetention>();
        services.AddSingleton<IJobHandler, MakeDemoCity>();
        services.AddSingleton<IDemoSeed, DemoCitySeed>();
        return services.AddSingleton<ICommand, RescueCommand>();
    }

    /// <param name="staffOnly">The group <c>/amt/rettung</c>, open to staff only; town and role are asked here.</param>
    public static IEndpointRouteBuilder MapRescue(this IEndpointRouteBuilder staffOnly)
    {
        RescuePages.Map(staffOnly);
        return staffOnly;
    }
}
