using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Commands;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Pages;
using Rathaus.Ledger.Seals;
using Rathaus.Ledger.Vectors;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger;

/// <summary>Public logs of the towns, witnessed by one another (GovChain, elektronisches Journal).</summary>
public static class LedgerModule
{
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration("Ledger").ValidateDataAnnotations().ValidateOnStart();
        services.AddMigrations(typeof(LedgerModule).Assembly, "ledger");
        services.AddSingleton<KeyStore>();
        services.AddSingleton<LedgerTowns>();
        services.AddSingleton<LedgerBell>();
        services.AddSingleton<LogStore>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<Sequencer>();
        services.AddSingleton<SecondPlace>();
        services.AddSingleton<RegionPolicy>();
        services.AddSingleton<RollbackGuard>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<LogKeeper>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<LogRecovery>();
        services.AddSingleton<Submissions>();
        services.AddSingleton<EntryQueue>();
        services.AddSingleton<EntryQuota>();
        services.AddSingleton<IProofs>(static provider => provider.GetRequiredService<Submissions>());
        services.AddHostedService(static provider => provider.GetRequiredService<LogKeeper>());
        services.AddTexts(typeof(LedgerModule).Assembly, "ledger");
        services.AddSingleton<TimestampCalls>();
        services.AddSingleton<TownSeals>();
        services.AddSingleton<BundleMaker>();
        services.AddSingleton<IProofBundles>(static provider => provider.GetRequiredService<BundleMaker>());
        services.AddSingleton<IProofCheck, BundleCheck>();
        services.AddSingleton<OfflinePage>();
        services.AddSingleton<ICommand, GovchainCommand>();
        services.AddSingleton<ICommand, VerifyCommand>();
        AddWitness(services);
        foreach (var kind in JsonVectorKind.All)
            services.AddSingleton<IVectorKind>(kind);
        return services;
    }

    public static IEndpointRouteBuilder MapLedger(this IEndpointRouteBuilder routes)
    {
        LogRoutes.Map(routes);
        EntryRoutes.Map(routes);
        WitnessRoutes.Map(routes);
        ChainPages.Map(routes);
        return routes;
    }

    private static void AddWitness(IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<LedgerOptions>>().Value;
            return new WitnessName(options.Witness.Replace("{town}", options.Towns.FirstOrDefault() ?? "region", StringComparison.Ordinal));
        });
        services.AddSingleton<WitnessKeys>();
        services.AddSingleton<Witness>();
        services.AddSingleton<KeyChangeDesk>();
        services.AddSingleton<EvidenceStore>();
        services.AddSingleton<FollowedLogs>();
        services.AddSingleton<Mirror>();
        services.AddSingleton<LogMonitor>();
        services.AddSingleton<WitnessMonitor>();
        services.AddSingleton<MonitorRounds>();
        services.AddHostedService(static provider => provider.GetRequiredService<MonitorRounds>());
        services.AddSingleton<WitnessCalls>();
        services.AddHttpClient(WitnessCalls.Client).RemoveAllLoggers();
    }
}
