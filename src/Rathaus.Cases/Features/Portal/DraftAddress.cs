using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>
/// Where a draft's pages lie, and the cookie that opens it on this device: it holds the draft's secret and travels only to
/// the draft's own addresses.
/// </summary>
internal sealed record DraftAddress(string Town, string Service, Guid Draft)
{
    private const string Cookie = "rathaus-entwurf";

    public string Root => $"{StartOf(Town, Service)}/{Draft:D}";

    public string Check => Root + "/pruefen";

    public string Later => Root + "/spaeter";

    public string Resume => Root + "/weiter";

    public string Copy => Root + "/angaben.pdf";

    public string Page(string page) => $"{Root}/seite/{page}";

    public string Uploads(string question) => $"{Root}/dateien?frage={Uri.EscapeDataString(question)}";

    public string Upload(Guid upload) => $"{Root}/dateien/{upload:D}";

    public static string StartOf(string town, string service) => $"/{town}/{service}/antrag";

    public DraftKey Key(HttpContext http) =>
        new(Draft, http.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length <= 64 ? secret : null);

    /// <summary>Lets this device open the draft for the given number of days.</summary>
    public void Remember(HttpContext http, string secret, int days) => http.Response.Cookies.Append(Cookie, secret, new CookieOptions
    {
        Path = Root,
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = TimeSpan.FromDays(days),
        IsEssential = true,
    });

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = Root, Secure = true, HttpOnly = true });

    public static DraftAddress Of(EffectiveService service, Guid draft) => new(service.Town.Id, service.Id, draft);
}
