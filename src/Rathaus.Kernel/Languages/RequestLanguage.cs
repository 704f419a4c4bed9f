using Microsoft.AspNetCore.Http;

namespace Rathaus.Kernel.Languages;

/// <summary>
/// The language of a request: <c>?sprache=en</c> holds at once and is remembered in a cookie, else the cookie, else German.
/// The address alone decides nothing for other people: a link without the parameter opens in the reader's own language.
/// </summary>
public static class RequestLanguage
{
    public const string Parameter = "sprache";

    public const string Cookie = "rathaus-sprache";

    public static Language Language(this HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(RequestLanguage), out var known) && known is Language language)
            return language;

        var asked = Languages.Language.Find(http.Request.Query[Parameter]);
        var remembered = Languages.Language.Find(http.Request.Cookies[Cookie]);
        language = asked ?? remembered ?? Languages.Language.German;
        if (asked is not null && asked != remembered && !http.Response.HasStarted)
        {
#pragma warning disable S2092 // set whenever the request came over TLS; plain http is the own machine, where Secure would lose the choice
            http.Response.Cookies.Append(Cookie, asked.Code, new CookieOptions
            {
                Path = "/",
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                IsEssential = true,
            });
#pragma warning restore S2092
        }

        http.Items[typeof(RequestLanguage)] = language;
        return language;
    }
}
