using Npgsql;

namespace Rathaus.Kernel.Data;

/// <summary>The pools of this process, one per role, made on first use and closed with the host.</summary>
internal sealed class DatabaseSources : IAsyncDisposable
{
    private readonly Lazy<NpgsqlDataSource> app;
    private readonly Lazy<NpgsqlDataSource> worker;
    private readonly Lazy<NpgsqlDataSource> keys;
    private readonly Lazy<NpgsqlDataSource> inspection;
    private readonly Lazy<NpgsqlDataSource> witness;

    public DatabaseSources(DatabaseAddress address)
    {
        Address = address;
        app = new(() => Make("app", address.Pooled(DatabaseRole.App, (4 * Environment.ProcessorCount) + 4)));
        worker = new(() => Make("worker", address.Pooled(DatabaseRole.Worker, (2 * Environment.ProcessorCount) + 4)));
        inspection = new(() => Make("inspection", address.Pooled(DatabaseRole.Backup, 2)));
        witness = new(() => Make("witness", address.Pooled(DatabaseRole.Witness, 4)));
        keys = new(() => Make("keys", address.KeysPooled(Environment.ProcessorCount + 2)));
    }

    public DatabaseAddress Address { get; }

    public NpgsqlDataSource App => app.Value;

    public NpgsqlDataSource Worker => worker.Value;

    public NpgsqlDataSource Inspection => inspection.Value;

    public NpgsqlDataSource Witness => witness.Value;

    public NpgsqlDataSource Keys => keys.Value;

    // The name stands in metrics; without one the driver would put the connection string there.
    private static NpgsqlDataSource Make(string name, string connectionString) =>
        new NpgsqlDataSourceBuilder(connectionString) { Name = name }.Build();

    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { app, worker, keys, inspection, witness })
        {
            if (source.IsValueCreated)
                await source.Value.DisposeAsync();
        }
    }
}
