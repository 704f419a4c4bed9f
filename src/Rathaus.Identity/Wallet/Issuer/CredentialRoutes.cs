using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Features;
using Rathaus.Identity.Wallet.Pages;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>Addresses of the issuer for wallets and verifiers, and the person's own list <c>/konto/nachweise</c>.</summary>
internal static class CredentialRoutes
{
    public const string Address = "/konto/nachweise";

    private static readonly Refusal Unknown = Refusal.NotFound("credential");

    public static void Map(IEndpointRouteBuilder routes)
    {
        // OpenID4VCI puts the well-known part between host and path; some wallets put it behind.
        var read = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.ProviderLimit);
        read.MapGet("/.well-known/openid-credential-issuer/id", static (HttpContext http, IssuerMetadata metadata) => metadata.Show(http)).ExcludeFromDescription();
        read.MapGet("/id/.well-known/openid-credential-issuer", static (HttpContext http, IssuerMetadata metadata) => metadata.Show(http)).ExcludeFromDescription();
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapPost(WalletAddresses.Issuer + "/nonce", NonceAsync).DisableAntiforgery().ExcludeFromDescription();
        guarded.MapPost(WalletAddresses.Issuer + "/credential", static (HttpContext http, CredentialEndpoint endpoint, CancellationToken ct) =>
            endpoint.RunAsync(http, ct)).DisableAntiforgery().ExcludeFromDescription();
        read.MapGet(WalletAddresses.StatusLists + "/{list:int}", ListAsync).ExcludeFromDescription();
        read.MapGet(WalletAddresses.Issuer + "/root.pem", RootAsync).ExcludeFromDescription();

        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage(string.Empty, ShowAllAsync);
        own.MapPage("/{id:guid}", ShowAsync);
        own.MapForm("/{id:guid}/sperren", RevokeAsync);
        own.MapWayBack("/{id:guid}/sperren", Address);
    }

    private static async Task<IResult> NonceAsync(HttpContext http, IssuerNonces nonces, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new { c_nonce = await nonces.IssueAsync(ct) });
    }

    private static async Task<IResult> ListAsync(HttpContext http, int list, StatusLists lists, WalletAddresses addresses, CancellationToken ct)
    {
        if (await lists.SignAsync(addresses.Base(http.Request), list, ct) is not { } signed)
            return TypedResults.NotFound();

        // Read from anywhere, browsers included; a minute in between spares the signature.
        http.Response.Headers.CacheControl = "public, max-age=60";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Text(signed, StatusListToken.MediaType);
    }

    private static async Task<IResult> RootAsync(HttpContext http, HouseKeys keys, CancellationToken ct)
    {
        var key = await keys.OfAsync(HouseKeyUse.Issuer, ct);
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text(System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", key.Root), "application/x-pem-file");
    }

    private static async Task<IResult> ShowAllAsync(IActor actor, CredentialOffers offers, string? gesperrt, CancellationToken ct) =>
        PageResult.Of<CredentialsPage>(new { Model = new CredentialsView(await offers.OfAsync(actor.AccountId!.Value, ct), gesperrt is not null) });

    private static async Task<IResult> ShowAsync(
        HttpContext http, Guid id, IActor actor, CredentialOffers offers, WalletAddresses addresses, ISensitiveActions actions, WalletClients wallets,
        TimeProvider time, CancellationToken ct)
    {
        if (await actions.CheckAsync(SensitiveAction.ReleaseCredential, ct) is { } refused)
            return SensitiveConventions.Refused(http, refused);
        if (await offers.FindAsync(id, actor.AccountId!.Value, ct) is not { } offer)
            return PageResult.Refused(Unknown);
        if (offer is not { State: "open", ClaimsBox: { } box } || offer.ExpiresAt <= time.GetUtcNow())
            return PageResult.SeeOther(Address);
        var content = offers.ContentOf(box);
        var link = "openid-credential-offer://?credential_offer=" + Uri.EscapeDataString(Offer(offer, content, addresses.IssuerId(http.Request), wallets.Any).ToJsonString());
        return PageResult.Of<CredentialOfferPage>(new { Model = new CredentialOfferView(offer, link, QrCode.Encode(link), content) });
    }

    private static async Task<IResult> RevokeAsync(Guid id, IActor actor, CredentialOffers offers, CancellationToken ct) =>
        await offers.RevokeAsync(id, actor.AccountId!.Value, ct) > 0 ? PageResult.SeeOther($"{Address}?gesperrt=1") : PageResult.Refused(Unknown);

    /// <param name="withSignIn">Wallets may also send the person to sign in; the state only says which offer, the account must fit.</param>
    private static JsonObject Offer(CredentialOffer offer, OfferContent content, string issuer, bool withSignIn)
    {
        var grants = new JsonObject
        {
            [PreAuthorizedGrant.Type] = new JsonObject
            {
                ["pre-authorized_code"] = content.Code,
                ["tx_code"] = new JsonObject { ["input_mode"] = "numeric", ["length"] = content.Digits.Length },
            },
        };
        if (withSignIn)
            grants["authorization_code"] = new JsonObject { ["issuer_state"] = offer.Id.ToString("N") };
        return new JsonObject
        {
            ["credential_issuer"] = issuer,
            ["credential_configuration_ids"] = new JsonArray(offer.Type),
            ["grants"] = grants,
        };
    }
}
