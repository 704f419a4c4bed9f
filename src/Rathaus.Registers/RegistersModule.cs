using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Businesses;
using Rathaus.Registers.Childcare;
using Rathaus.Registers.Civil;
using Rathaus.Registers.Demo;
using Rathaus.Registers.Effects;
using Rathaus.Registers.Electoral;
using Rathaus.Registers.Events;
using Rathaus.Registers.Facts;
using Rathaus.Registers.Honorary;
using Rathaus.Registers.Licences;
using Rathaus.Registers.Moves;
using Rathaus.Registers.Permits;
using Rathaus.Registers.Reading;
using Rathaus.Registers.Residents;
using Rathaus.Registers.Retention;
using Rathaus.Registers.Specialist;
using Rathaus.Registers.Titles;
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
        services.AddSingleton<IRegisteredPeople, RegisteredPeople>();
        services.AddSingleton<IVehicles, VehicleRegister>();
        services.AddSingleton<IPermits, PermitRegister>();
        AddEvents(services);
        AddRegistersOfTheHouse(services);
        services.AddSingleton<AccessLog>();
        services.AddSingleton<IFamilyRegister, FamilyRegister>();
        services.AddScoped<IFacts, RegisterFacts>();
        services.AddSingleton<IRegisterEffects, RegisterEffects>();
        services.AddSingleton<IRegisterReader, RegisterReader>();
        services.AddSingleton<IJobHandler, MoveNotice>();
        services.AddSingleton<IJobHandler, ChangeNotice>();
        services.AddSingleton<IJobHandler, VehicleNotice>();
        services.AddSingleton<IJobHandler, OfferExpiry>();
        services.AddSingleton(static provider => RegisterTerms.From(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DemoSetting>()));
        services.AddSingleton<IJobHandler, RetainRegisters>();
        services.AddSingleton<IStartTask, StartRetention>();
        services.AddSingleton<ICommand, RegistersCommand>();
        services.AddSingleton<IDemoSeed, DemoRegisterSeed>();
        services.AddSingleton<IPopulationSeed, PopulationSeed>();
        return services;
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<IProjection, ResidentProjection>();
        services.AddSingleton<IProjection, VehicleProjection>();
        services.AddSingleton<IProjection, PlateProjection>();
        services.AddSingleton<IProjection, EntryProjection>();
        services.AddSingleton<ProjectionSet>();
    }

    /// <summary>The embedded registers; a specialist system takes the place of one of them in a town (docs/registers.md).</summary>
    private static void AddRegistersOfTheHouse(IServiceCollection services)
    {
        services.AddSingleton<RegionTowns>();
        services.AddSingleton<ResidentFacts>();
        services.AddSingleton<VehicleFacts>();
        services.AddSingleton<CivilFacts>();
        services.AddSingleton<ElectoralRoll>();
        services.AddSingleton(static provider => ChildcareTables.From(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<DemoSetting>()));
        services.AddSingleton<IRegister, ResidentsRegister>();
        services.AddSingleton<IRegister, CivilRegister>();
        services.AddSingleton<IRegister, VehiclesRegister>();
        services.AddSingleton<IRegister, BusinessesRegister>();
        services.AddSingleton<IRegister, ElectoralRegister>();
        services.AddSingleton<IRegister, TitlesRegister>();
        services.AddSingleton<IRegister, ChildcareRegister>();
        services.AddSingleton<IRegister, LicencesRegister>();
        services.AddSingleton<IRegister, HonoraryRegister>();
        services.AddSingleton(static provider => SpecialistSystems.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<SpecialistCalls>();
        services.AddHttpClient(SpecialistCalls.Client).RemoveAllLoggers();
        services.AddSingleton<RegisterSet>();
        services.AddSingleton<IJobHandler, CarryOutOrder>();
        services.AddSingleton<IPlaceMatching, PlaceMatching>();
        services.AddSingleton<IPlaceOffers, PlaceOffers>();
    }
}
