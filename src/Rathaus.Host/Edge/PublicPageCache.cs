using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;

namespace Rathaus.Host.Edge;

/// <summary>
/// Keeps pages that know no person for 30 seconds, apart by host, language and the searches they take. A visitor with a
/// session, or one who is just choosing a language (which sets a cookie), is served fresh.
/// </summary>
internal sealed class PublicPageCache : IOutputCachePolicy
{
    private const string SessionCookie = "__Host-rathaus";

    private static readonly StringValues Queries = new(["s", "ort", "plz"]);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var open = HttpMethods.IsGet(request.Method)
            && !request.Cookies.ContainsKey(SessionCookie)
            && !request.Query.ContainsKey(RequestLanguage.Parameter);
        context.EnableOutputCaching = true;
        context.AllowCacheLookup = open;
        context.AllowCacheStorage = open;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = TimeSpan.FromSeconds(30);
        context.CacheVaryByRules.QueryKeys = Queries;
        context.CacheVaryByRules.VaryByHost = true;
        context.CacheVaryByRules.VaryByValues["language"] = context.HttpContext.Language().Code;
        context.Tags.Add(PublicCache.Tag);
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie))
            context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }
}
