using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Payments;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Operations;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger;
using Rathaus.Registers;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests;

/// <summary>
/// The rooms below the pages on a real database with the real catalogue, on Friday, 20 November 2026, 10:00 in Wuppertal.
/// Who acts is said per scope; the connection can be cut at any call.
/// </summary>
public sealed class House : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private ServiceProvider? provider;

    public FrozenTime Time { get; } = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    public FaultyDatabase Faults { get; } = new();

    /// <summary>The catalogue to open with; another one before the start.</summary>
    internal string Catalogue { get; init; } = Path.Combine(Checkout.Folder, "catalogue");

    public IServiceProvider Services => provider ?? throw new InvalidOperationException("Not started");

    public TestDatabase Database => database;

    public Municipality Wuppertal => Town("wuppertal");

    public Municipality Town(string id) => Services.GetRequiredService<ICatalogue>().FindTown(id)!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        provider = database.Provide(services =>
        {
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Services:Catalogue"] = Catalogue,
                ["Rathaus:Home"] = Checkout.Folder,
            }).Build());
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton<IDatabaseWatch>(Faults);
            services.AddDocuments();
            services.AddServices();
            services.AddIdentity();
            services.AddRegisters();
            services.AddLedger();
            services.AddSingleton<ISimulatedCalls, DirectCalls>();
            services.AddCases();
            services.AddScoped<Acting>();
            services.AddScoped<IActor>(scope => scope.GetRequiredService<Acting>().Actor);
        });
        foreach (var task in provider.GetServices<IStartTask>().Where(task => task.GetType().Name is "CatalogueStart" or "StartSweeping"))
            await task.RunAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (provider is not null)
            await provider.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Runs one use case as somebody, in a scope of its own as a request has it.</summary>
    internal async Task<TResult> AsAsync<TFeature, TResult>(TestActor actor, Func<TFeature, Task<TResult>> act)
        where TFeature : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Acting>().Actor = actor;
        return await act(scope.ServiceProvider.GetRequiredService<TFeature>());
    }

    /// <summary>A bulky waste order that the rules accept, at an address of its own.</summary>
    internal static JsonObject ABulkyWasteOrder(string number = "12") => new()
    {
        ["aus_haushalt"] = true,
        ["anschrift"] = new JsonObject { ["street"] = "Musterstraße", ["number"] = number, ["post_code"] = "42103", ["town"] = "Wuppertal" },
        ["gegenstaende"] = new JsonArray(new JsonObject { ["art"] = "sofa", ["anzahl"] = 1 }),
        ["elektro_dabei"] = false,
        ["volumen"] = "2.5",
        ["termin"] = "2026-12-01",
        ["bereitstellung"] = "gehweg",
        ["verschenken"] = false,
        ["kontakt"] = new JsonObject { ["email"] = "mira@beispiel.example" },
    };

    internal static SubmitApplication.Request ARequest(string key, JsonObject? answers = null, string service = "sperrmuell")
    {
        answers ??= ABulkyWasteOrder();
        return new SubmitApplication.Request(
            service, null, answers, new Dictionary<string, IReadOnlyList<Guid>>(), key,
            SHA256.HashData(Encoding.UTF8.GetBytes(service + answers.ToJsonString())), Language.German);
    }

    internal Task<Outcome<Receipt>> SubmitAsync(SubmitApplication.Request request, string town = "wuppertal", TestActor? actor = null) =>
        AsAsync<SubmitApplication, Outcome<Receipt>>(
            actor ?? TestActor.Nobody, feature => feature.RunAsync(Town(town), request, CancellationToken.None));

    /// <summary>Works off the ready jobs of a kind in the town, as the workers do.</summary>
    internal async Task<int> RunJobsAsync(string kind, short municipality)
    {
        var handler = Services.GetServices<IJobHandler>().Single(job => job.Kind == kind);
        var town = Services.GetRequiredService<WorkerDatabase>().For(municipality);
        var jobs = await town.QueryAsync<JobRow>(
            "select id, payload::text as payload from kernel.job where municipality = @Town and kind = @kind and run_at <= @now order by id",
            new { kind, now = Time.GetUtcNow() }, CancellationToken.None);
        foreach (var row in jobs)
            await town.InTransactionAsync(async tx =>
            {
                await handler.RunAsync(new Job { Municipality = municipality, Id = row.Id, Kind = kind, Payload = row.Payload, Attempts = 1 }, tx, CancellationToken.None);
                return await tx.ExecuteAsync(
                    "delete from kernel.job where municipality = @Town and id = @Id", new { row.Id }, CancellationToken.None);
            }, CancellationToken.None);
        return jobs.Count;
    }

    /// <summary>Nothing that must hold is broken.</summary>
    internal async Task AssertSoundAsync()
    {
        foreach (var invariant in Services.GetServices<IInvariant>().Where(known => known.GetType().Assembly == typeof(CasesModule).Assembly))
        {
            await foreach (var fault in invariant.FaultsAsync(CancellationToken.None))
                Assert.Fail($"{invariant.Name}: {fault}");
        }
    }

    /// <summary>The simulated provider calls without a socket; over HTTP it is tested with the whole host.</summary>
    private sealed class DirectCalls(IServiceScopeFactory scopes, SimulatedPaymentProvider books, ICatalogue catalogue) : ISimulatedCalls
    {
        public async Task NotifyAsync(short municipality, string reference, CancellationToken ct)
        {
            await using var scope = scopes.CreateAsyncScope();
            var standing = await books.ReadAsync(municipality, reference, ct);
            await scope.ServiceProvider.GetRequiredService<FinishPayment>()
                .NotifyAsync(catalogue.FindTown(municipality)!, reference, standing.Amount, ct);
        }
    }

    private sealed record JobRow
    {
        public required long Id { get; init; }

        public required string Payload { get; init; }
    }

    /// <summary>Who acts in a scope.</summary>
    internal sealed class Acting
    {
        public TestActor Actor { get; set; } = TestActor.Nobody;
    }
}

/// <summary>A sign-in of a test.</summary>
internal sealed record TestActor : IActor
{
    public static readonly TestActor Nobody = new();

    public Guid? AccountId { get; init; }

    public Guid? StaffId { get; init; }

    public string? DisplayName { get; init; }

    public TrustLevel Trust { get; init; }

    public bool Simulated { get; init; }

    public ConfirmedPerson? Person { get; init; }

    public ActsFor? ActsFor { get; init; }

    public IReadOnlyList<StaffAssignment> Assignments { get; init; } = [];

    public static TestActor Citizen(byte id = 1) => new()
    {
        AccountId = new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, id]),
        DisplayName = "Mira Beispiel",
        Trust = TrustLevel.High,
        Simulated = true,
        Person = new ConfirmedPerson("Beispiel", "Mira", new DateOnly(1988, 4, 16).AddDays(id), "Musterstadt", "Musterstraße", "12", "42103", "Wuppertal"),
    };

    public static TestActor Clerk(Municipality town, string office, byte id = 1, params StaffRole[] roles) => new()
    {
        StaffId = new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, id]),
        DisplayName = $"Toni Probe {id}",
        Assignments = [.. (roles.Length == 0 ? [StaffRole.Clerk] : roles).Select(role => new StaffAssignment(town.Number, office, role))],
    };
}
