using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Tokens;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>Binds an authorization to the browser that opened it: nobody else can go on with it, nor be made to.</summary>
internal static class FlowCookie
{
    public const string Name = "__Host-idp-flow";

    /// <summary>Hash of the browser's mark, or null: it has none.</summary>
    public static byte[]? HashOf(HttpRequest request) =>
        request.Cookies.TryGetValue(Name, out var mark) && TokenText.Is256Bits(mark) ? TokenText.HashOf(mark) : null;

    /// <summary>The mark of this browser, made when it has none.</summary>
    public static byte[] Ensure(HttpContext http)
    {
        if (HashOf(http.Request) is { } known)
            return known;
        var mark = TokenText.New();
        http.Response.Cookies.Append(Name, mark, new CookieOptions
        {
            Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true,
        });
        return TokenText.HashOf(mark);
    }
}
