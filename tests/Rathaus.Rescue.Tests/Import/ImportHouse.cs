using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Data;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;
using Rathaus.Rescue.Import;
using Rathaus.Testing;

namespace Rathaus.Rescue.Tests.Import;

/// <summary>A database with the room's services and a small synthetic area in town 1. The clock stands on 20 November 2026.</summary>
public sealed class ImportHouse : IAsyncLifetime
{
    public const short Town = 1;

    private ServiceProvider? services;

    public TestDatabase Database { get; } = new();

    public IServiceProvider Services => services ?? throw new InvalidOperationException("Not started");

    public FrozenTime Time { get; } = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    internal static SyntheticCity City { get; } = SyntheticCity.Make(new CityParameters(20_000, 1, 1, new DateOnly(2026, 1, 1)));

    internal Importer Importer => Services.GetRequiredService<Importer>();

    public TownScope Scope(short town = Town) => Database.Towns.For(town);

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        services = Database.Provide(add =>
        {
            add.AddSingleton<TimeProvider>(Time);
            add.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
            add.AddRescue();
        });
        var folder = Directory.CreateTempSubdirectory("rescue").FullName;
        AreaFolderWriter.Write(folder, City.Area, DeadlineRules.Shipped);
        await Importer.RunAsync(Scope(), ImportFolder.Read(folder, "area", null, dryRun: false, by: null), CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
            await services.DisposeAsync();
        await Database.DisposeAsync();
    }

    internal Task<IReadOnlyList<ImportedFile>> ImportAsync(string source, ImportMapping mapping, string text, bool dryRun = false) =>
        ImportAsync(source, mapping, mapping.Format().Encoding.GetBytes(text), dryRun);

    internal Task<IReadOnlyList<ImportedFile>> ImportAsync(string source, ImportMapping mapping, byte[] bytes, bool dryRun = false) => Importer.RunAsync(
        Scope(), new ImportOrder(source, null, [new TableFile(mapping.Table + ".csv", () => new MemoryStream(bytes), mapping)], Synthetic: false, dryRun, By: null),
        CancellationToken.None);

    public Task<int> CountAsync(string table, string source) => table switch
    {
        "call" => Scope().QuerySingleAsync<int>("select count(*)::integer from rescue.call where municipality = @Town and source = @source", new { source }, CancellationToken.None),
        "mission" => Scope().QuerySingleAsync<int>("select count(*)::integer from rescue.mission where municipality = @Town and source = @source", new { source }, CancellationToken.None),
        _ => Scope().QuerySingleAsync<int>("select count(*)::integer from rescue.import_batch where municipality = @Town and source = @source", new { source }, CancellationToken.None),
    };

    internal static long Count(FileReport report, string check) => report.Checks.Single(one => one.Check == check).Count;

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
