using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Registers;

/// <summary>Embedded registers of the towns: residents, vehicles, permits (Fachregister).</summary>
public static class RegistersModule
{
    public static IServiceCollection AddRegisters(this IServiceCollection services) => services;
}
