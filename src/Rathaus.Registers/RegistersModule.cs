using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Demo;
using Rathaus.Registers.Effects;
using Rathaus.Registers.Facts;
using Rathaus.Registers.Permits;
using Rathaus.Registers.Residents;
using Rathaus.Registers.Vehicles;

namespace Rathaus.Registers;

/// <summary>Embedded registers of the towns: residents, vehicles, permits (Fachregister).</summary>
public static class RegistersModule
{
    public static IServiceCollection AddRegisters(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => DemoSetting.From(provider.GetRequiredService<IConfiguration>()));
        services.AddMigrations(typeof(RegistersModule).Assembly, "registers");
        services.AddSingleton<IResidents, ResidentRegister>();
        services.AddSingleton<IVehicles, VehicleRegister>();
        services.AddSingleton<IPermits, PermitRegister>();
        services.AddScoped<IFacts, RegisterFacts>();
        services.AddSingleton<IRegisterEffects, RegisterEffects>();
        services.AddSingleton<IDemoSeed, DemoRegisterSeed>();
        return services;
    }
}
