using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Phone;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Identity.Provider.Pages;
using Rathaus.Identity.Recovery;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.Wallet.Issuer;
using Rathaus.Identity.Wallet.Pages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>
/// Leads a browser through an authorization: opened once with a pushed reference, then a sign-in that is young and strong enough,
/// then the person's consent, then the code. Whatever is missing is asked for; what cannot be asked silently ends it.
/// </summary>
internal sealed class Authorize(
    Authorizations authorizations, Consents consents, IOpenIdClients clients, HouseAddresses addresses, ProviderSecrets secrets,
    BrowserSessions sessions, SecurityEvents events, TimeProvider time)
{
    /// <summary><c>GET /id/oidc/authorize</c>: nothing but client and reference, and the reference works once.</summary>
    public async Task<IResult> OpenAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (query.Count != 2 || query["client_id"] is not [{ Length: > 0 } id] || query["request_uri"] is not [{ Length: > 0 } requestUri])
            return Refuse("invalid_request");
        if (await clients.FindAsync(id, ct) is not { } client)
            return Refuse("invalid_client");
        if (await authorizations.OpenAsync(client.Id, requestUri, FlowCookie.Ensure(http), ct) is not { } opened)
            return Refuse("invalid_request_uri");
        return await StepAsync(http, opened, client, ct);
    }

    /// <param name="fresh">No form of ours leads here in the same breath.</param>
    public async Task<IResult> ContinueAsync(HttpContext http, Guid id, bool fresh, CancellationToken ct)
    {
        if (await FindAsync(http, id, ct) is not { } found)
            return Refuse("expired");
        var here = addresses.Origin(http.Request) + "/";
        return fresh || found.Authorization.Request.RedirectUri.StartsWith(here, StringComparison.Ordinal)
            ? await StepAsync(http, found.Authorization, found.Client, ct)
            : AuthorizeRoutes.Onward(http, id);
    }

    /// <summary>The answer to the question for consent, or the end of it before a sign-in.</summary>
    public async Task<IResult> DecideAsync(HttpContext http, Guid id, bool agreed, CancellationToken ct)
    {
        if (await FindAsync(http, id, ct) is not { } found)
            return Refuse("expired");
        var authorization = found.Authorization;
        var session = await sessions.FindIssuerAsync(http, ct);
        if (!agreed)
        {
            if (!await authorizations.DenyAsync(authorization, ct))
                return Refuse("expired");
            events.Done("authorization-denied");
            return Leave(http, authorization.Request, addresses.Issuer(http.Request), "access_denied");
        }

        var sensitive = http.RequestServices.GetRequiredService<SensitiveActions>();
        if (session is not null && await sensitive.CheckAsync(session, SensitiveAction.GrantConsent, ct) is { } refusal)
            return SensitiveConventions.Refused(http, refusal, AuthorizeRoutes.Continue(id));

        if (session is not null && authorization.Request.Credential is { } wish)
            return await GiveAsync(http, authorization, wish, session, ct);

        // Consent is the act of the very session that saw the question.
        if (session is not null && await authorizations.ConsentAsync(authorization, session, authorization.Request.Scopes, ct))
            events.Done("client-access-given");
        return PageResult.SeeOther(AuthorizeRoutes.Continue(id));
    }

    /// <summary>An open authorization of this browser and its client.</summary>
    public async Task<(Authorization Authorization, OpenIdClient Client)?> FindAsync(HttpContext http, Guid id, CancellationToken ct)
    {
        if (FlowCookie.HashOf(http.Request) is not { } browser
            || await authorizations.FindAsync(id, browser, ct) is not { } authorization
            || await clients.FindAsync(authorization.Client, ct) is not { } client)
            return null;
        return (authorization, client);
    }

    private async Task<IResult> StepAsync(HttpContext http, Authorization authorization, OpenIdClient client, CancellationToken ct)
    {
        var request = authorization.Request;
        var issuer = addresses.Issuer(http.Request);
        var session = await sessions.FindIssuerAsync(http, ct);
        var least = request.Least(client);
        if (session is null || !Suffices(session, authorization, least))
        {
            if (request.Silent)
            {
                await authorizations.DenyAsync(authorization, ct);
                return ClientRedirect.WithError(
                    request, issuer, session is not null && session.Trust < least ? "unmet_authentication_requirements" : "login_required");
            }

            return PageResult.SeeOther(SignInLinks.For(AuthorizeRoutes.Continue(authorization.Id), least: least));
        }

        var same = authorization.Account == session.AccountId && authorization.Session.AsSpan().SequenceEqual(session.IdHash);
        if (authorization.State == "opened" || (authorization.State == "authenticated" && !same))
        {
            if (!await authorizations.AuthenticateAsync(authorization, session, ct))
                return Refuse("expired");
        }
        else if (!same)
        {
            return Refuse("expired");
        }

        if (authorization.State != "consented")
        {
            var asks = !client.FirstParty && (client.Wallet || request.Prompt.Contains(Prompts.Consent)
                || !await consents.CoverAsync(session.AccountId!.Value, client.Id, request.Scopes, ct));
            if (request.Credential is { } wish && !request.Silent)
                return await AskForWalletAsync(http, authorization, wish, client, session, ct);
            if (asks && request.Silent)
            {
                await authorizations.DenyAsync(authorization, ct);
                return ClientRedirect.WithError(request, issuer, "consent_required");
            }

            if (asks)
                return PageResult.Of<ConsentPage>(new { Model = ConsentView.Of(authorization, client, session, least) });
            if (!await authorizations.ConsentAsync(authorization, session, remember: null, ct))
                return Refuse("expired");
        }

        var sid = await secrets.SessionIdAsync(client.Id, session.IdHash, ct);
        if (await authorizations.IssueCodeAsync(authorization, session, sid, issuer, ct) is not { } code)
            return Refuse("expired");
        await http.RequestServices.GetRequiredService<ClientSignIns>().TellAsync(http, session, client, ct);
        return ClientRedirect.WithCode(request, issuer, code);
    }

    /// <summary>Which credential goes to which wallet: asked every time, and only of a session that may give one away.</summary>
    private static async Task<IResult> AskForWalletAsync(
        HttpContext http, Authorization authorization, CredentialWish wish, OpenIdClient client, SessionState session, CancellationToken ct)
    {
        if (await MayGiveAsync(http, authorization, session, ct) is { } refused)
            return refused;
        var choices = await http.RequestServices.GetRequiredService<WalletConsent>().ChoicesAsync(http, wish, session, ct);
        return PageResult.Of<WalletConsentPage>(new
        {
            Model = new WalletConsentView(
                authorization.Id, client.Name, new Uri(authorization.Request.RedirectUri).GetLeftPart(UriPartial.Authority), wish.Type, choices,
                session.DisplayName),
        });
    }

    /// <summary>The person gives the credential that the form names, if it is theirs.</summary>
    private async Task<IResult> GiveAsync(HttpContext http, Authorization authorization, CredentialWish wish, SessionState session, CancellationToken ct)
    {
        if (await MayGiveAsync(http, authorization, session, ct) is { } refused)
            return refused;
        var consent = http.RequestServices.GetRequiredService<WalletConsent>();
        var chosen = (await http.Request.ReadFormAsync(ct))["nachweis"].ToString();
        if (await consent.OfferAsync(http, wish, session, chosen, ct) is { } offer
            && await authorizations.ConsentAsync(authorization, session, remember: null, ct, offer))
            events.Done("credential-agreed");
        return PageResult.SeeOther(AuthorizeRoutes.Continue(authorization.Id));
    }

    private static async Task<IResult?> MayGiveAsync(HttpContext http, Authorization authorization, SessionState session, CancellationToken ct) =>
        await http.RequestServices.GetRequiredService<SensitiveActions>().CheckAsync(session, SensitiveAction.ReleaseCredential, ct) is { } refusal
            ? SensitiveConventions.Refused(http, refusal, AuthorizeRoutes.Continue(authorization.Id))
            : null;

    /// <summary>Young enough, strong enough, and not from before a sign-in that was asked for anew.</summary>
    private bool Suffices(SessionState session, Authorization authorization, TrustLevel least)
    {
        var request = authorization.Request;
        var renewed = session.CreatedAt >= authorization.OpenedAt;
        return session.Trust >= least
            && (renewed || !(request.Prompt.Contains(Prompts.Login) || request.Prompt.Contains(Prompts.SelectAccount)))
            && (renewed || request.MaxAge is not { } age || time.GetUtcNow() - session.CreatedAt <= TimeSpan.FromSeconds(age));
    }

    /// <summary>Back to the client after a form of ours.</summary>
    private static IResult Leave(HttpContext http, PushedRequest request, string issuer, string error)
    {
        http.Response.Headers["Refresh"] = "0;url=" + ClientRedirect.Address(
            request.RedirectUri, ("error", error), ("state", request.State), ("iss", issuer));
        return PageResult.Of<ArrivalPage>();
    }

    private IResult Refuse(string code)
    {
        events.Refused("authorize", code);
        return AuthorizeRoutes.Fault(code);
    }
}
