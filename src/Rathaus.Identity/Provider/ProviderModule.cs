using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Provider.Portal;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider;

/// <summary>The OpenID provider (FAPI 2.0 Security Profile): see docs/identity.md.</summary>
internal static class ProviderModule
{
    /// <summary>RFC 8414 3.1: the well-known part stands between the host and the path of the issuer.</summary>
    private const string ServerMetadata = "/.well-known/oauth-authorization-server" + HouseAddresses.Path;

    public static void AddProvider(this IServiceCollection services)
    {
        services.AddSingleton<HouseAddresses>();
        services.AddSingleton<ProviderSecrets>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IStartTask, FirstSigningKeys>();
        services.AddSingleton<IStartTask, PortalRegistration>();
        services.AddSingleton<PortalCalls>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<PortalSignIn>();
        services.AddSingleton<InnerCalls>();
        services.AddSingleton<ICommand, SigningKeyCommand>();
        services.AddSingleton<ProviderCaretaker>();
        services.AddHostedService(static provider => provider.GetRequiredService<ProviderCaretaker>());
        services.AddSingleton<OpenIdClients>();
        services.AddSingleton<IOpenIdClients>(static provider => provider.GetRequiredService<OpenIdClients>());
        services.AddOptions<ClientLimitOptions>().BindConfiguration("RateLimits");
        services.AddSingleton<ClientLimits>();
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<DpopNonces>();
        services.AddSingleton<DpopProofs>();
        services.AddSingleton<Authorizations>();
        services.AddSingleton<Consents>();
        services.AddSingleton<PushEndpoint>();
        services.AddSingleton<Authorize>();
        services.AddSingleton<ProviderSubjects>();
        services.AddSingleton<ISignInSubjects>(static provider => provider.GetRequiredService<ProviderSubjects>());
        services.AddSingleton<TokenWriter>();
        services.AddSingleton<RedeemCode>();
        services.AddSingleton<RefreshAccess>();
        services.AddSingleton<ExtensionTokens>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<IAccessTokens>(static provider => provider.GetRequiredService<AccessTokens>());
        services.AddSingleton<UserInfo>();
        services.AddSingleton<Revocation>();
        services.AddSingleton<Discovery>();
        services.AddSingleton<SignOutByClient>();
        services.AddSingleton<LogoutNotices>();
        services.AddHostedService(static provider => provider.GetRequiredService<LogoutNotices>());
        services.AddHttpClient(LogoutNotices.HttpClient).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddNavigation(NavPlace.Account, 65, "identity.oidc.access.nav", AccessRoutes.Address);
        services.AddClientDesk();
    }

    public static void MapProvider(this IEndpointRouteBuilder routes)
    {
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.ProviderLimit);
        var programs = guarded.MapGroup(HouseAddresses.Path).ExcludeFromDescription().DisableAntiforgery();
        programs.MapGet("/.well-known/openid-configuration", static (HttpContext http, Discovery discovery) => discovery.Metadata(http));
        guarded.MapGet(ServerMetadata, static (HttpContext http, Discovery discovery) => discovery.Metadata(http)).ExcludeFromDescription();
        guarded.MapGet("/.well-known/webauthn", static (PasskeyHost host) => TypedResults.Json(new { origins = host.RelatedOrigins })).ExcludeFromDescription();
        programs.MapGet("/oidc/jwks", static (HttpContext http, Discovery discovery, CancellationToken ct) => discovery.KeysAsync(http, ct));
        programs.MapPost(PushEndpoint.Relative, static (HttpContext http, PushEndpoint endpoint, CancellationToken ct) => endpoint.RunAsync(http, ct));
        programs.MapPost(TokenEndpoint.Relative, static (HttpContext http, TokenEndpoint endpoint, CancellationToken ct) => endpoint.RunAsync(http, ct));
        programs.MapPost("/oidc/revoke", static (HttpContext http, Revocation endpoint, CancellationToken ct) => endpoint.RunAsync(http, ct));
        programs.MapMethods("/oidc/userinfo", ["GET", "POST"], static (HttpContext http, UserInfo endpoint, CancellationToken ct) => endpoint.RunAsync(http, ct));
        guarded.MapPage(SignInLinks.Citizen, static (HttpContext http, PortalSignIn feature, CancellationToken ct) => feature.StartAsync(http, ct));
        guarded.MapPage(PortalClient.Callback, static (HttpContext http, SessionActor actor, PortalSignIn feature, CancellationToken ct) =>
            feature.FinishAsync(http, actor, ct));
        AuthorizeRoutes.Map(guarded);
        AccessRoutes.Map(routes);
        LogoutRoutes.Map(guarded);
        ClientRoutes.Map(routes);
    }
}
