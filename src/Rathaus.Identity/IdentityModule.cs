using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Rathaus.Identity.AccountData;
using Rathaus.Identity.Bundid;
using Rathaus.Identity.Demo;
using Rathaus.Identity.Features;
using Rathaus.Identity.Federation;
using Rathaus.Identity.Linking;
using Rathaus.Identity.Mandates;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Phone;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Recovery;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.Staff;
using Rathaus.Identity.Wallet;
using Rathaus.Identity.WebAuthn;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Cryptography.Vectors;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>Accounts, passkeys, sessions, staff and their rights (Konten und Anmeldung).</summary>
public static class IdentityModule
{
    /// <summary>Name of the rate limiting policy that the Host sets up for sign-in.</summary>
    public const string LoginLimit = "login";

    /// <summary>Name of the rate limiting policy that the Host sets up for the OpenID provider, by address.</summary>
    public const string ProviderLimit = "provider";

    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddOptions<IdentityOptions>().BindConfiguration("Identity").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(static provider => DemoSetting.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(static provider => DemoCastFile.Read(provider.GetRequiredService<DemoSetting>()));
        services.AddOptions<UiOptions>().Configure<DemoSetting>(static (ui, demo) => ui.Demo = demo.Enabled);
        services.AddMigrations(typeof(IdentityModule).Assembly, "identity");
        services.AddMandates();
        services.AddStaffWays();
        services.AddBundid();
        services.AddAccountData();
        services.AddTexts(typeof(IdentityModule).Assembly, "identity");
        services.AddNavigation(NavPlace.Account, 60, "identity.nav.security", SecurityRoutes.Address);

        services.AddScoped<SessionActor>();
        services.AddScoped<IActor>(static provider => provider.GetRequiredService<SessionActor>());
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SecurityEvents>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<ISessions>(static provider => provider.GetRequiredService<BrowserSessions>());
        services.AddSingleton(static provider => new ExpiredSignIns(
            provider.GetRequiredService<RegionDatabase>(), provider.GetRequiredService<EndedRecoveries>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStaffDirectory, StaffDirectory>();

        services.AddSingleton(static provider => new AttestationRoots(
            ReadRoots(provider.GetRequiredService<IOptions<IdentityOptions>>().Value.AttestationRoots),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AttestationVerifier>();
        services.AddSingleton<WebAuthnVerifier>();
        services.AddSingleton<Challenges>();
        services.AddSingleton<PasskeyHost>();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton<PasskeyRegistration>();
        services.AddSingleton<SignInWithPasskey>();
        services.AddSingleton<AddPasskey>();
        services.AddSingleton<RemovePasskey>();
        services.AddSingleton<LinkIdentity>();
        services.AddSingleton<EidSignIn>();
        services.AddSingleton<IConfirmedPeople, ConfirmedPeople>();
        services.AddSingleton<SignInScreen>();
        services.AddSingleton<StaffScreen>();
        AddStaff(services);
        services.AddProvider();
        services.AddPhone();
        services.AddProofing();
        services.AddRecovery();
        services.AddWallet();

        services.AddSingleton<SimulatedEid>();
        services.AddSingleton<EidServers>();
        services.AddSingleton<IDemoSeed, DemoAccounts>();
        services.AddSingleton<ICommand, SeedCommand>();
        services.AddSingleton<IVectorKind, WebAuthnVectors>();
        services.AddHostedService<DemoSeeding>();
        return services;
    }

    /// <summary>Reads the session of a request that brings the cookie; stands before everything that asks for the actor.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app) => app.UseMiddleware<SessionMiddleware>();

    /// <summary>Where requests of the house to itself join; stands behind the edge and before the routes.</summary>
    public static IApplicationBuilder UseInnerCalls(this IApplicationBuilder app) =>
        app.Use(app.ApplicationServices.GetRequiredService<Provider.Portal.InnerCalls>().Join);

    /// <summary>Sign-in, sign-out, passkeys and the security pages. The demo sign-ins exist in demo mode only.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapMandates();
        routes.MapStaffWays();
        routes.MapBundid();
        routes.MapAccountData();
        CitizenSignInRoutes.Map(routes);
        StaffRoutes.Map(routes);
        JoinRoutes.Map(routes);
        PeopleRoutes.Map(routes);
        SecurityRoutes.Map(routes);
        LinkRoutes.Map(routes);
        routes.MapWallet();
        routes.MapProvider();
        routes.MapPhone();
        ProofingParts.Map(routes);
        RecoveryParts.Map(routes);
        if (routes.ServiceProvider.GetRequiredService<DemoSetting>().Enabled)
            DemoSignInRoutes.Map(routes);
        else
            DemoSignInRoutes.MapAbsence(routes);
        return routes;
    }

    private static void AddStaff(IServiceCollection services)
    {
        services.AddNavigation(
            NavPlace.Office, 75, "identity.nav.people", PeopleRoutes.Address,
            static context => context.Actor is { StaffId: not null } staff && staff.Administered().Count > 0);
        services.AddSingleton<StaffRoll>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<JoinStaff>();
        services.AddSingleton<ManageStaff>();
        services.AddSingleton<IStaffSetup, StaffSetup>();
        services.AddSingleton<ICommand, StaffCommand>();
    }

    private static IReadOnlyList<X509Certificate2> ReadRoots(string? folder) => folder is null
        ? []
        : [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(X509CertificateLoader.LoadCertificateFromFile)];
}
