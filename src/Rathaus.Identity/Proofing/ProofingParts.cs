using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Wallet.Verifier;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>Identity checks by letter and counter.</summary>
internal static class ProofingParts
{
    public static void AddProofing(this IServiceCollection services)
    {
        services.AddSingleton<AccountLevels>();
        services.AddSingleton<RegistrationOffices>();
        services.AddSingleton<LetterQueue>();
        services.AddSingleton<LetterPaper>();
        services.AddSingleton<ActivationLetter>();
        services.AddSingleton<IJobHandler, LetterJob>();
        services.AddSingleton<CounterCodes>();
        services.AddSingleton<CounterVisits>();
        services.AddSingleton<IAccountData, ProofingAccountData>();
        services.AddSingleton(new SignInWay(
            TrustLevel.High, "identity.wallet.sign-in",
            static back => $"{WalletRoutes.Start}?{SignInLinks.ReturnParameter}={Uri.EscapeDataString(SignInLinks.Local(back))}"));
        services.AddSingleton(static provider => new NavEntry(
            NavPlace.Office, 45, "identity.nav.counter", CounterDeskRoutes.Address,
            context => context.Actor is { StaffId: not null } staff && provider.GetRequiredService<RegistrationOffices>().Served(staff).Count > 0));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        LetterRoutes.Map(routes);
        LetterDeskRoutes.Map(routes);
        CounterRoutes.Map(routes);
        CounterDeskRoutes.Map(routes);
    }
}
