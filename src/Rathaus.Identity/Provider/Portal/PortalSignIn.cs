using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Pages;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>
/// The portal's own sign-in: pushes a request, sends the browser to the provider, and turns what comes back into a session of the
/// portal. It checks what every relying party must: state, issuer, signature, audience, nonce, age and level.
/// </summary>
internal sealed class PortalSignIn(
    PortalCalls calls, PendingSignIns pendings, HouseAddresses addresses, BrowserSessions sessions, SecurityEvents events, TimeProvider time)
{
    private const int LongestAge = 86_400;
    private const int Leeway = 5;

    private static readonly JwsPolicy IdTokenPolicy = new() { Algorithms = [JoseAlgorithms.Es256], Types = [TokenWriter.IdType] };

    private sealed record SignedIn(Guid Account, Authentication How, string Sid);

    /// <summary><c>GET /anmelden</c>: begins; comes back at once when the person is signed in at the provider already.</summary>
    public async Task<IResult> StartAsync(HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        var portal = addresses.Portal(request);
        if (!string.Equals(request.Host.ToUriComponent(), new Uri(portal).Authority, StringComparison.OrdinalIgnoreCase))
            return Onward(http, portal + SignInLinks.Citizen + request.QueryString.ToUriComponent());
        var query = request.Query;
        var back = SignInLinks.Local(query[SignInLinks.ReturnParameter]);
        var least = SignInLinks.LevelOf(query[SignInLinks.LevelParameter]);
        int? maxAge = int.TryParse(query[SignInLinks.AgeParameter], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, LongestAge)
            : null;
        var issuer = addresses.Issuer(request);
        var pending = pendings.Begin(http, issuer, back, least, maxAge);
        var wish = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["redirect_uri"] = portal + PortalClient.Callback,
            ["scope"] = $"{Scopes.OpenId} {Scopes.House}",
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = pending.Challenge,
            ["code_challenge_method"] = "S256",
            ["dpop_jkt"] = await calls.ThumbprintAsync(ct),
            [PortalClient.PageParameter] = back,
        };
        if (least > TrustLevel.None)
            wish["acr_values"] = string.Join(' ', Acr.All.Skip((int)least).Reverse());
        if (maxAge is { } age)
            wish["max_age"] = age.ToString(CultureInfo.InvariantCulture);
        var reference = await calls.PushAsync(http, issuer, wish, ct);
        _ = http.Language(); // remembers the language the person chose on the way here
        var there = ClientRedirect.Address(issuer + AuthorizeRoutes.Relative, ("client_id", PortalClient.Id), ("request_uri", reference));
        return issuer == portal + HouseAddresses.Path ? ClientRedirect.To(there) : Onward(http, there);
    }

    /// <summary>The answer of the provider. Whatever does not fit ends on a page that offers to begin anew: nothing of it is used.</summary>
    public async Task<IResult> FinishAsync(HttpContext http, SessionActor actor, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (pendings.Take(http, query["state"]) is not { } pending)
            return actor.AccountId is null ? Refuse("expired", SignInLinks.For(string.Empty)) : PageResult.SeeOther(SignInLinks.Local(null));
        if (query["iss"] != pending.Issuer || pending.Issuer != addresses.Issuer(http.Request))
            return Refuse("invalid_issuer", pending.Again);
        if (query["code"] is not [{ Length: > 0 } code])
            return PageResult.SeeOther("/");
        var tokens = await calls.RedeemAsync(
            http, pending.Issuer,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = addresses.Portal(http.Request) + PortalClient.Callback,
                ["code_verifier"] = pending.Verifier,
            },
            ct);
        if (tokens?.Text("id_token") is not { } idToken)
            return Refuse("invalid_grant", pending.Again);
        if (await CheckAsync(http, idToken, pending, ct) is not { } signedIn)
            return Refuse("invalid_token", pending.Again);
        await sessions.StartPortalAsync(http, signedIn.Account, signedIn.How, signedIn.Sid, ct);
        return PageResult.SeeOther(pending.Back);
    }

    /// <summary>OpenID Connect Core 3.1.3.7, and that level and age are those asked for.</summary>
    private async Task<SignedIn?> CheckAsync(HttpContext http, string idToken, PendingSignIn pending, CancellationToken ct)
    {
        var message = JwsReader.Read(idToken, IdTokenPolicy);
        if (!message.Succeeded)
            return null;
        var published = await calls.KeysAsync(http, pending.Issuer, ct);
        if (published.FirstOrDefault(key => key.KeyId == message.Value.Header.KeyId) is not { } key || message.Value.Verify(key) is not { Succeeded: true } signed)
            return null;
        var claims = signed.Value.Claims;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (claims.Text("iss") != pending.Issuer || claims.Text("aud") != PortalClient.Id || claims.Text("nonce") != pending.Nonce
            || claims.Integer("exp") is not { } exp || exp <= now
            || claims.Integer("iat") is not { } iat || iat > now + Leeway
            || claims.Integer("auth_time") is not { } signedInAt
            || (pending.MaxAge is { } age && pending.At.ToUnixTimeSeconds() - signedInAt > age + Leeway)
            || Acr.Parse(claims.Text("acr")) is not { } level || level < pending.Least)
            return null;
        return Guid.TryParseExact(claims.Text("rathaus_account"), "D", out var account)
            && claims.Text("sid") is { Length: > 0 } sid
            && claims.Member("rathaus_authentication")?.Deserialize<Authentication>(StoredJson.Options) is { } how
            && how.Assurance.Trust == how.Reached && how.Reached >= pending.Least
            ? new SignedIn(account, how, sid)
            : null;
    }

    private IResult Refuse(string code, string again)
    {
        events.Refused("portal-callback", code);
        return PageResult.Of<AuthorizeFaultPage>(new { Code = code, Again = again }, status: StatusCodes.Status400BadRequest);
    }

    /// <summary>
    /// To the other host of the house. The browser may come from a form, whose page names no other site as its aim: so the form ends
    /// here, and the page goes on by itself.
    /// </summary>
    private static IResult Onward(HttpContext http, string address)
    {
        http.Response.Headers["Refresh"] = "0;url=" + address;
        http.Response.Headers.CacheControl = "no-store";
        return PageResult.Of<ArrivalPage>();
    }
}
