using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Features.Applications;

namespace Rathaus.Cases.Features.Portal;

/// <summary>
/// Where an applicant's case lies, and the cookie that opens it without an account: it holds the receipt's secret and
/// travels only to the case's own addresses.
/// </summary>
internal static class CaseAddress
{
    private const string Cookie = "rathaus-vorgang";

    public static string Of(string number) => $"/vorgang/{number}";

    public static CaseKey Key(HttpContext http, string number) =>
        new(number, http.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length <= 64 ? secret : null);

    /// <summary>Lets this device see the case for half a year.</summary>
    public static void Remember(HttpContext http, string number, string secret) => http.Response.Cookies.Append(Cookie, secret, new CookieOptions
    {
        Path = Of(number),
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = TimeSpan.FromDays(180),
        IsEssential = true,
    });

    public static void Forget(HttpContext http, string number) =>
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = Of(number), Secure = true, HttpOnly = true });
}
