using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Wallet.Issuer;
using Rathaus.Identity.Wallet.Simulation;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Identity.Wallet.Vectors;
using Rathaus.Identity.Wallet.Verifier;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Wallet;

/// <summary>Wallets: identity credentials shown here, town credentials given out.</summary>
internal static class WalletModule
{
    /// <summary>A foreign host that does not answer holds nobody up for longer.</summary>
    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(5);

    public static void AddWallet(this IServiceCollection services)
    {
        services.AddOptions<WalletOptions>().BindConfiguration(WalletOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WalletVault>();
        services.AddSingleton<WalletAddresses>();
        services.AddSingleton<HouseKeys>();
        services.AddSingleton<TrustList>();
        services.AddSingleton<WalletRequests>();
        services.AddSingleton<RequestObjects>();
        services.AddSingleton<WalletResponses>();
        services.AddSingleton<PidSignIn>();
        services.AddSingleton<CredentialStatus>();
        services.AddSingleton<StatusLists>();
        services.AddSingleton<SimulatedWallet>();
        services.AddSingleton<CredentialOffers>();
        services.AddSingleton<WalletConsent>();
        services.AddSingleton<WalletClients>();
        services.AddSingleton<IStartTask>(static provider => provider.GetRequiredService<WalletClients>());
        services.AddSingleton<IssuerNonces>();
        services.AddSingleton<IssuerMetadata>();
        services.AddSingleton<CredentialEndpoint>();
        services.AddSingleton<ITokenGrant, PreAuthorizedGrant>();
        services.AddScoped<IWalletCredentials, WalletCredentials>();
        services.AddSingleton<IHeldCredentials, HeldWalletCredentials>();
        services.AddSingleton<IAccountData, WalletAccountData>();
        services.AddNavigation(NavPlace.Account, 50, "identity.wallet.list.nav", CredentialRoutes.Address);
        services.AddHttpClient(CredentialStatus.Client, static client => client.Timeout = StatusPatience)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddSingleton<IVectorKind, SdJwtVectors>();
        services.AddSingleton<IVectorKind, PresentationVectors>();
    }

    public static void MapWallet(this IEndpointRouteBuilder routes)
    {
        WalletRoutes.Map(routes);
        CredentialRoutes.Map(routes);
        if (routes.ServiceProvider.GetRequiredService<DemoSetting>().Enabled)
            SimulatedWalletRoutes.Map(routes);
        else
            SimulatedWalletRoutes.MapAbsence(routes);
    }
}
