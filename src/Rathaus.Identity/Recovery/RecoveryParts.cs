using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Recovery;

/// <summary>The way back into an account, and what waits after it.</summary>
internal static class RecoveryParts
{
    public static void AddRecovery(this IServiceCollection services)
    {
        services.AddScoped<SensitiveActions>();
        services.AddScoped<ISensitiveActions>(static provider => provider.GetRequiredService<SensitiveActions>());
        services.AddSingleton<IAccountNotices, AccountNotices>();
        services.AddSingleton<Peppers>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<RecoverAccount>();
        services.AddSingleton<ObjectToRecovery>();
        services.AddSingleton<RecoveryLetter>();
        services.AddSingleton<EndedRecoveries>();
        services.AddSingleton<IAccountData, RecoveryAccountData>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        RecoveryCodeRoutes.Map(routes);
        RecoveryRoutes.Map(routes);
        ReportRoutes.Map(routes);
    }
}
