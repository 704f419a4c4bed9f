using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Commands;

namespace Rathaus.Rescue;

/// <summary>Planning of the ambulance service (Rettungsdienst-Bedarfsplanung) from data.</summary>
public static class RescueModule
{
    public static IServiceCollection AddRescue(this IServiceCollection services) => services.AddSingleton<ICommand, RescueCommand>();
}
