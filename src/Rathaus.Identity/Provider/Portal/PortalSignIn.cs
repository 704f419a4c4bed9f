using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Flow;
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
    PortalCalls calls, HouseAddresses addresses, BrowserSessions sessions, IDataProtectionProvider protection, SecurityEvents events, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(25);

    private const string CookieName = "__Host-rathaus-anmelden";

    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(5);

    private static readonly JwsPolicy IdTokenPolicy = new() { Algorithms = [JoseAlgorithms.Es256], Types = [TokenWriter.IdType] };

    private readonly IDataProtector protector = protection.CreateProtector("Rathaus.Identity.PortalSignIn");

    /// <summary>What the browser keeps, sealed, until it comes back.</summary>
    private sealed record Pending(string State, string Nonce, string Verifier, string Issuer, string Back, TrustLevel Least, DateTimeOffset At);

    /// <summary><c>GET /anmelden</c>: begins; comes back at once when the person is signed in at the provider already.</summary>
    public async Task<IResult> StartAsync(HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        var portal = addresses.Portal(request);
        if (!string.Equals(request.Host.ToUriComponent(), new Uri(portal).Authority, StringComparison.OrdinalIgnoreCase))
            return ClientRedirect.To(portal + SignInLinks.Citizen + request.QueryString);
        var least = request.Query[SignInLinks.LevelParameter].ToString() switch
        {
            "hoch" => TrustLevel.High,
            "substantiell" => TrustLevel.Substantial,
            _ => TrustLevel.None,
        };
        var issuer = addresses.Issuer(request);
        var pending = new Pending(
            TokenText.New(), TokenText.New(), TokenText.New(), issuer, SignInLinks.Local(request.Query[SignInLinks.ReturnParameter]), least, time.GetUtcNow());
        var wish = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["redirect_uri"] = portal + PortalClient.Callback,
            ["scope"] = $"{Scopes.OpenId} {Scopes.House}",
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(pending.Verifier))),
            ["code_challenge_method"] = "S256",
        };
        if (least > TrustLevel.None)
            wish["acr_values"] = string.Join(' ', Acr.All.Skip((int)least).Reverse());
        var reference = await calls.PushAsync(issuer, wish, ct);
        http.Response.Cookies.Append(CookieName, protector.Protect(JsonSerializer.Serialize(pending)), Shape());
        _ = http.Language(); // remembers the language the person chose on the way here
        return ClientRedirect.To(
            issuer + AuthorizeRoutes.Relative, ("client_id", PortalClient.Id), ("request_uri", reference));
    }

    /// <summary>The redirect comes back. Whatever does not fit begins anew: nothing of it is used.</summary>
    public async Task<IResult> FinishAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        var pending = Read(http.Request);
        http.Response.Cookies.Delete(CookieName, Shape());
        if (pending is null || query["state"] != pending.State || query["iss"] != pending.Issuer
            || pending.Issuer != addresses.Issuer(http.Request))
            return Again(pending, "portal-callback");
        if (query["code"] is not [{ Length: > 0 } code])
            return PageResult.SeeOther("/");
        var tokens = await calls.RedeemAsync(
            pending.Issuer,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = addresses.Portal(http.Request) + PortalClient.Callback,
                ["code_verifier"] = pending.Verifier,
            },
            ct);
        if (tokens?.Text("id_token") is not { } idToken || await CheckAsync(idToken, pending, ct) is not { } signedIn)
            return Again(pending, "portal-token");
        await sessions.StartPortalAsync(http, signedIn.Account, signedIn.How, signedIn.Sid, ct);
        return PageResult.SeeOther(pending.Back);
    }

    /// <summary>OpenID Connect Core 3.1.3.7, and that the level is the one asked for.</summary>
    private async Task<(Guid Account, Authentication How, string Sid)?> CheckAsync(string idToken, Pending pending, CancellationToken ct)
    {
        var message = JwsReader.Read(idToken, IdTokenPolicy);
        if (!message.Succeeded)
            return null;
        var published = await calls.KeysAsync(pending.Issuer, ct);
        if (published.FirstOrDefault(key => key.KeyId == message.Value.Header.KeyId) is not { } key || message.Value.Verify(key) is not { Succeeded: true } signed)
            return null;
        var claims = signed.Value.Claims;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (claims.Text("iss") != pending.Issuer || claims.Text("aud") != PortalClient.Id || claims.Text("nonce") != pending.Nonce
            || claims.Integer("exp") is not { } exp || exp <= now
            || claims.Integer("iat") is not { } iat || iat > now + (long)Leeway.TotalSeconds
            || Acr.Parse(claims.Text("acr")) is not { } level || level < pending.Least
            || !Guid.TryParseExact(claims.Text("rathaus_account"), "D", out var account)
            || claims.Text("sid") is not { Length: > 0 } sid
            || claims.Member("rathaus_authentication")?.Deserialize<Authentication>(StoredJson.Options) is not { } how)
            return null;
        return (account, how, sid);
    }

    private IResult Again(Pending? pending, string what)
    {
        events.Refused(what, "restarted");
        return PageResult.SeeOther(SignInLinks.For(pending?.Back ?? string.Empty, least: pending?.Least ?? TrustLevel.None));
    }

    private Pending? Read(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(CookieName, out var box) || box.Length > 4000)
            return null;
        try
        {
            var pending = JsonSerializer.Deserialize<Pending>(protector.Unprotect(box));
            return pending is not null && time.GetUtcNow() - pending.At <= Lifetime ? pending : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Shape() => new()
    {
        Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = Lifetime,
    };
}
