using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Jobs;

namespace Rathaus.Kernel.Data;

/// <summary>
/// Database, migrations, jobs and files of the kernel. In the Host:
/// <code>
/// services.AddKernelData(new DatabaseOptions { DataFolder = …, ConnectionString = … });   // opens nothing yet
/// await using var door = app.Services.GetRequiredService&lt;DatabaseDoor&gt;();
/// await door.OpenAsync(DatabaseUse.Host, ct);                                             // cluster, roles, migrations
/// </code>
/// </summary>
public static class DataModule
{
    public static IServiceCollection AddKernelData(this IServiceCollection services, DatabaseOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDatabaseWatch>(NoWatch.Instance);
        services.AddSingleton(options);
        services.AddSingleton(_ => DataFolder.Of(options));
        services.AddSingleton(static provider => provider.GetRequiredService<DataFolder>().Address);
        services.AddSingleton<DatabaseSources>();
        services.AddSingleton(static provider => new DatabaseDoor(
            provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<Migrator>(),
            provider.GetRequiredService<DatabaseSources>(), provider.GetRequiredService<ILogger<DatabaseDoor>>()));
        services.AddSingleton<Migrator>();
        services.AddSingleton(MigrationSet.From(typeof(DataModule).Assembly, "kernel"));
        services.AddSingleton(MigrationSet.From(typeof(DataModule).Assembly, "kernel", "Sql/Keys", ofKeys: true));
        services.AddSingleton(static provider => new TownDatabase(AppRunner(provider)));
        services.AddSingleton(static provider => new RegionDatabase(AppRunner(provider)));
        services.AddSingleton(static provider => new WorkerDatabase(new SqlRunner(
            provider.GetRequiredService<DatabaseSources>().Worker, provider.GetRequiredService<IDatabaseWatch>())));
        services.AddSingleton<TownCounter>();
        services.TryAddSingleton(new JobOptions());
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobWorkers>();
        services.AddSingleton<IJobSignal>(static provider => provider.GetRequiredService<JobWorkers>());
        services.AddSingleton<IJobDesk, JobDesk>();
        return services;
    }

    /// <summary>The host works jobs off; commands do not.</summary>
    public static IServiceCollection AddJobWorkers(this IServiceCollection services) =>
        services.AddHostedService(static provider => provider.GetRequiredService<JobWorkers>());

    private static SqlRunner AppRunner(IServiceProvider provider) => new(
        provider.GetRequiredService<DatabaseSources>().App, provider.GetRequiredService<IDatabaseWatch>());
}
