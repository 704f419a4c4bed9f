using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Registers.Tests;

/// <summary>A seeded register house: database, rooms, the cast. The clock stands on 20 November 2026.</summary>
public class SeededRegisters : IAsyncLifetime
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

    /// <summary>Settings of the host.</summary>
    protected Dictionary<string, string?> Settings { get; } = [];

    public virtual async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        services = Database.Provide(add =>
        {
            add.AddSingleton<TimeProvider>(new FrozenTime(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)));
            add.AddSingleton(new DemoSetting(Enabled: true, Catalogue()));
            add.AddSingleton<ITownOffices>(new CatalogueTowns(Catalogue()));
            add.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
            add.AddRegisters();
        });
        FirstSeed = await Seed.SeedAsync(CancellationToken.None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (services is not null)
            await services.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Carries effects out as a decided case does: the plan's statements in one transaction.</summary>
    internal async Task<Outcome<RegisterPlan>> CarryOutAsync(short town, string reference, params (string Effect, string With)[] deeds)
    {
        var order = new RegisterOrder(
            town, reference, "probe", new RegisterActor("Staff", new Guid(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1])), new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
            [.. deeds.Select((deed, at) => new RegisterDeed($"e{at + 1}", deed.Effect, (JsonObject)JsonNode.Parse(deed.With)!))]);
        return await Database.Town(town).InTransactionAsync(
            async tx =>
            {
                var plan = await Services.GetRequiredService<IRegisterEffects>().PlanAsync(tx, order, CancellationToken.None);
                if (plan.Succeeded)
                    await tx.ExecuteBatchAsync(plan.Value.Commands, CancellationToken.None);
                return plan;
            },
            CancellationToken.None);
    }

    /// <summary>One effect that must succeed; what it gives.</summary>
    internal async Task<JsonObject> DoAsync(short town, string reference, string effect, string with)
    {
        var plan = await CarryOutAsync(town, reference, (effect, with));
        Assert.True(plan.Succeeded, plan.Refusal?.Title);
        return plan.Value.Gives["e1"];
    }

    /// <summary>One effect that the register must refuse; the code.</summary>
    internal async Task<string?> RefusedAsync(short town, string reference, string effect, string with) =>
        (await CarryOutAsync(town, reference, (effect, with))).Refusal?.Code;

    /// <summary>Works off the ready jobs of the town.</summary>
    internal async Task<int> RunJobsAsync(short town)
    {
        var worker = Database.Worker.For(town);
        var jobs = await worker.QueryAsync<JobRow>("select id, kind, payload::text as payload from kernel.job where municipality = @Town order by id", null, CancellationToken.None);
        foreach (var row in jobs)
        {
            var handler = Services.GetServices<IJobHandler>().Single(known => known.Kind == row.Kind);
            await worker.InTransactionAsync(
                async tx =>
                {
                    await handler.RunAsync(new Job { Municipality = town, Id = row.Id, Kind = row.Kind, Payload = row.Payload, Attempts = 1 }, tx, CancellationToken.None);
                    return await tx.ExecuteAsync("delete from kernel.job where municipality = @Town and id = @Id", new { row.Id }, CancellationToken.None);
                },
                CancellationToken.None);
        }

        return jobs.Count;
    }

    private sealed record JobRow
    {
        public required long Id { get; init; }

        public required string Kind { get; init; }

        public required string Payload { get; init; }
    }

    public static string Catalogue()
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

/// <summary>The towns of the catalogue without the room that reads it.</summary>
internal sealed class CatalogueTowns(string catalogue) : ITownOffices
{
    public IReadOnlyList<TownEntry> All { get; } =
        [.. DemoTown.ReadAll(catalogue).Where(town => !town.District).Select(town => new TownEntry(town.Id, town.Number, town.Name, []))];

    public TownEntry? Find(short number) => All.FirstOrDefault(town => town.Number == number);

    public TownEntry? Find(string? id) => All.FirstOrDefault(town => town.Id == id);
}
