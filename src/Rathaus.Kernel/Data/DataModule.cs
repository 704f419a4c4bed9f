using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Operations;

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
        services.AddSingleton(static provider => DataFolder.Of(provider.GetRequiredService<DatabaseOptions>()));
        services.AddSingleton(static provider => provider.GetRequiredService<DataFolder>().Address);
        services.AddSingleton<DatabaseSources>();
        services.AddSingleton(static provider => new DatabaseDoor(
            provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<Migrator>(),
            provider.GetRequiredService<DatabaseSources>(), provider, provider.GetRequiredService<ILogger<DatabaseDoor>>()));
        services.AddSingleton<Migrator>();
        services.AddSingleton(MigrationSet.From(typeof(DataModule).Assembly, "kernel"));
        services.AddSingleton(MigrationSet.From(typeof(DataModule).Assembly, "kernel", "Sql/Keys", ofKeys: true));
        services.AddSingleton(static provider => new TownDatabase(AppRunner(provider)));
        services.AddSingleton(static provider => new RegionDatabase(AppRunner(provider)));
        services.AddSingleton(static provider => new InspectionDatabase(new SqlRunner(
            provider.GetRequiredService<DatabaseSources>().Inspection, provider.GetRequiredService<IDatabaseWatch>())));
        services.AddSingleton(static provider => new WorkerDatabase(new SqlRunner(
            provider.GetRequiredService<DatabaseSources>().Worker, provider.GetRequiredService<IDatabaseWatch>())));
        services.AddSingleton<TownCounter>();
        services.TryAddSingleton(new JobOptions());
        services.AddSingleton<JobStore>();
        services.AddSingleton<ForegroundLoad>();
        services.AddSingleton<JobWorkers>();
        services.AddSingleton<JobCaretaker>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<IJobSignal>(static provider => provider.GetRequiredService<JobSignal>());
        services.AddSingleton<IJobDesk, JobDesk>();
        services.AddSingleton<MasterKey>();
        services.AddSingleton(static provider => new ObjectKeys(
            new SqlRunner(provider.GetRequiredService<DatabaseSources>().Keys, provider.GetRequiredService<IDatabaseWatch>()),
            provider.GetRequiredService<MasterKey>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<EncryptedFiles>();
        services.AddSingleton<IJobHandler, ScanQuarantined>();
        if (options.ClamdSocket is null)
            services.TryAddSingleton<IVirusScanner, NoVirusScanner>();
        else
            services.TryAddSingleton<IVirusScanner, ClamdScanner>();
        AddKeyRing(services);
        AddOperations(services);
        return services;
    }

    /// <summary>The host works jobs off; commands do not.</summary>
    public static IServiceCollection AddJobWorkers(this IServiceCollection services) =>
        services
            .AddHostedService(static provider => provider.GetRequiredService<JobWorkers>())
            .AddHostedService(static provider => provider.GetRequiredService<JobCaretaker>());

    // Cookies and form tokens of all hosts are read by all hosts, after a restart too.
    private static void AddKeyRing(IServiceCollection services)
    {
        services.AddSingleton<KeyRingRepository>();
        services.AddSingleton<KeyRingEncryptor>();
        services.AddSingleton<IStartTask, FirstRingKey>();
        services.AddDataProtection().SetApplicationName("rathaus").SetDefaultKeyLifetime(TimeSpan.FromDays(90));
        services.AddOptions<KeyManagementOptions>().Configure<KeyRingRepository, KeyRingEncryptor>(
            static (ring, repository, encryptor) =>
            {
                ring.XmlRepository = repository;
                ring.XmlEncryptor = encryptor;
            });
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton(new Blueprint(services));
        services.AddSingleton<Backups>();
        services.AddSingleton<BaseBackups>();
        services.AddSingleton<ICommand, UpgradeDatabaseCommand>();
        services.AddSingleton<Doctor>();
        services.AddSingleton<Drills>();
        services.AddSingleton<Readiness>();
        services.TryAddKeyedSingleton(Readiness.Machine, TimeProvider.System);
        services.AddSingleton<MasterKeyRotation>();
        services.AddSingleton<ICommand, RotateMasterKeyCommand>();
        services.AddSingleton<IInvariant, ServerKeepsItsWord>();
        services.AddSingleton<IInvariant, RolesAreNarrow>();
        services.AddSingleton<IInvariant, MigrationsAreOurs>();
        services.AddSingleton<IInvariant, TownTablesAreGuarded>();
        services.AddSingleton<IInvariant, FilesAreWhole>();
        services.AddSingleton<IInvariant, NoDeadJobs>();
        services.AddSingleton<ICommand, DoctorCommand>();
        services.AddSingleton<ICommand, BackupCommand>();
        services.AddSingleton<ICommand, RestoreCommand>();
        services.AddSingleton<ICommand, MigrateCommand>();
        services.AddSingleton<ICommand, JobsCommand>();
    }

    private static SqlRunner AppRunner(IServiceProvider provider) => new(
        provider.GetRequiredService<DatabaseSources>().App, provider.GetRequiredService<IDatabaseWatch>());
}
