using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Registers.Tests;

/// <summary>A seeded register house: database, rooms, the cast. The clock stands on 20 November 2026.</summary>
public sealed class SeededRegisters : IAsyncLifetime
{
    public const short Wuppertal = 4;
    public const short Aachen = 1;
    public const short Solingen = 5;

    private ServiceProvider? services;

    public TestDatabase Database { get; } = new();

    public IServiceProvider Services => services ?? throw new InvalidOperationException("Not started");

    public IResidents Residents => Services.GetRequiredService<IResidents>();

    public IVehicles Vehicles => Services.GetRequiredService<IVehicles>();

    public IPermits Permits => Services.GetRequiredService<IPermits>();

    public IDemoSeed Seed => Services.GetServices<IDemoSeed>().Single();

    public IFacts Facts => Services.GetRequiredService<IFacts>();

    public string? FirstSeed { get; private set; }

    public static ConfirmedPerson Mira { get; } = new(
        "Beispiel", "Mira", new DateOnly(1988, 4, 17), "Wuppertal", "Musterstraße", "12", "42103", "Wuppertal");

    public static ConfirmedPerson Samira { get; } = new(
        "Probe", "Samira", new DateOnly(1993, 8, 25), "Musterstadt", "Probeweg", "7", "42107", "Wuppertal");

    public static ConfirmedPerson Lukas { get; } = new(
        "Probe", "Lukas", new DateOnly(1990, 12, 12), "Wuppertal", "Testgasse", "3", "42109", "Wuppertal");

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        services = Database.Provide(add =>
        {
            add.AddSingleton<TimeProvider>(new FrozenTime(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)));
            add.AddSingleton(new DemoSetting(Enabled: true, Catalogue()));
            add.AddRegisters();
        });
        FirstSeed = await Seed.SeedAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
            await services.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static string Catalogue()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "catalogue", "demo")))
            folder = folder.Parent ?? throw new InvalidOperationException("No catalogue above the tests");
        return Path.Combine(folder.FullName, "catalogue");
    }
}

/// <summary>Who asks, in tests.</summary>
internal sealed class Someone(ConfirmedPerson? person, Guid? account = null) : IActor
{
    public Guid? AccountId => account ?? Guid.Empty;

    public Guid? StaffId => null;

    public string? DisplayName => null;

    public TrustLevel Trust => TrustLevel.High;

    public bool Simulated => true;

    public ConfirmedPerson? Person => person;

    public IReadOnlyList<StaffAssignment> Assignments => [];
}
