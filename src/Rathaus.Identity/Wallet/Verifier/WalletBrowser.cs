using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>
/// The browser in which a person began: a cookie of its own and, when signed in, the session. Whoever gets hold of a link or a
/// code has neither.
/// </summary>
internal static class WalletBrowser
{
    private const string CookieName = "__Host-rathaus-wallet";

    /// <summary>Hash of what this browser brought, or null.</summary>
    public static byte[]? Of(HttpContext http) =>
        http.Request.Cookies.TryGetValue(CookieName, out var mark) && mark.Length == 43 ? HashOf(http, mark) : null;

    /// <summary>Marks the browser unless it is.</summary>
    public static byte[] Mark(HttpContext http)
    {
        if (Of(http) is { } known)
            return known;
        var mark = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

        // Lax: the way back from a wallet is a navigation that begins in another app.
        http.Response.Cookies.Append(CookieName, mark, new CookieOptions
        {
            Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true,
        });
        return HashOf(http, mark);
    }

    private static byte[] HashOf(HttpContext http, string mark) =>
        SHA256.HashData([.. Encoding.ASCII.GetBytes(mark), .. SessionCookie.HashOf(http.Request) ?? []]);
}
