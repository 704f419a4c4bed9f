using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Xunit;

namespace Rathaus.Testing;

/// <summary>
/// One database of its own per test class, with the migrations of all rooms:
/// <c>public sealed class XTests(TestDatabase database) : IClassFixture&lt;TestDatabase&gt;</c>.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private static int count;
    private DatabaseAddress? address;
    private ServiceProvider? services;

    public DatabaseAddress Address => address ?? throw new InvalidOperationException("Not started");

    /// <summary>As for <c>--database</c>.</summary>
    public string ConnectionString => Address.ToString();

    /// <summary>Folder of key files of this database.</summary>
    public string DataFolder { get; } = Directory.CreateTempSubdirectory("rathaus-test-data-").FullName;

    public DatabaseOptions Options => new() { DataFolder = DataFolder, ConnectionString = ConnectionString };

    /// <summary>The kernel's services on this database, with the real clock.</summary>
    public IServiceProvider Services => services ?? throw new InvalidOperationException("Not started");

    public TownDatabase Towns => Services.GetRequiredService<TownDatabase>();

    public RegionDatabase Region => Services.GetRequiredService<RegionDatabase>();

    public WorkerDatabase Worker => Services.GetRequiredService<WorkerDatabase>();

    public TownScope Town(short municipality) => Towns.For(municipality);

    /// <summary>A connection of its own in a role, as attackers and superusers in tests need it.</summary>
    public async Task<NpgsqlConnection> OpenAsync(DatabaseRole role)
    {
        var connection = new NpgsqlConnection(Address.Unpooled(role));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A provider on this database with more services or other ones (a clock, a watch, handlers).</summary>
    public ServiceProvider Provide(Action<IServiceCollection> add)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        add(collection);
        collection.AddKernelData(Options);
        return collection.BuildServiceProvider();
    }

    public async ValueTask InitializeAsync()
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}");
        address = await TestCluster.CloneAsync(name);
        services = Provide(static _ => { });
        await services.GetRequiredService<MasterKey>().MakeWhenNewAsync(address, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
            await services.DisposeAsync();
        if (address is not null)
            await TestCluster.DropAsync(address);
        Directory.Delete(DataFolder, recursive: true);
    }
}
