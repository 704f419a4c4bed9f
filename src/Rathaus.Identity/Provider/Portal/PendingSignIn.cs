using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>A sign-in of the portal that began and waits for its answer.</summary>
/// <param name="MaxAge">Seconds since the person last showed who they are, or null: any.</param>
internal sealed record PendingSignIn(
    string State, string Nonce, string Verifier, string Issuer, string Back, TrustLevel Least, int? MaxAge, DateTimeOffset At)
{
    public string Challenge => Kernel.Cryptography.Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>Where the same sign-in begins anew.</summary>
    public string Again => SignInLinks.For(Back, least: Least, maxAge: MaxAge is { } age ? TimeSpan.FromSeconds(age) : null);
}

/// <summary>
/// What the browser keeps of its sign-ins, sealed, until they come back: one cookie each, so that two tabs do not disturb one another.
/// An answer that no cookie of this browser belongs to was made for somebody else.
/// </summary>
internal sealed class PendingSignIns(IDataProtectionProvider protection, TimeProvider time)
{
    public const string CookiePrefix = "__Host-rathaus-anmelden-";

    /// <summary>A person has as long at the provider, and a little for the way.</summary>
    public static readonly TimeSpan Lifetime = Flow.Authorizations.SignInLifetime + TimeSpan.FromMinutes(5);

    private const int Most = 4;
    private const int NameLength = 8;
    private const int LongestBox = 4000;

    private readonly IDataProtector protector = protection.CreateProtector("Rathaus.Identity.PortalSignIn");

    public PendingSignIn Begin(HttpContext http, string issuer, string back, TrustLevel least, int? maxAge)
    {
        var pending = new PendingSignIn(TokenText.New(), TokenText.New(), TokenText.New(), issuer, back, least, maxAge, time.GetUtcNow());
        var others = http.Request.Cookies.Keys.Where(name => name.StartsWith(CookiePrefix, StringComparison.Ordinal)).ToList();
        if (others.Count >= Most)
            others.ForEach(name => http.Response.Cookies.Delete(name, Shape()));
        http.Response.Cookies.Append(NameOf(pending.State), protector.Protect(JsonSerializer.Serialize(pending)), Shape());
        return pending;
    }

    /// <summary>The sign-in this answer belongs to; it is taken, so that an answer counts once. Null: none of this browser.</summary>
    public PendingSignIn? Take(HttpContext http, string? state)
    {
        if (!TokenText.Is256Bits(state) || !http.Request.Cookies.TryGetValue(NameOf(state!), out var box) || box.Length > LongestBox)
            return null;
        http.Response.Cookies.Delete(NameOf(state!), Shape());
        try
        {
            var pending = JsonSerializer.Deserialize<PendingSignIn>(protector.Unprotect(box));
            return pending is not null && time.GetUtcNow() - pending.At <= Lifetime
                && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(pending.State), Encoding.ASCII.GetBytes(state!))
                ? pending
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string NameOf(string state) => CookiePrefix + state[..NameLength];

    private static CookieOptions Shape() => new()
    {
        Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = Lifetime,
    };
}
