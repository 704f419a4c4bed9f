using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Rathaus.Kernel.Ui;

/// <summary>
/// Headers of every answer. Nothing is inline, so the policy needs no nonce and pages may be cached. A route that states
/// its own policy (a download: <c>sandbox</c>) keeps it.
/// </summary>
public static class SecurityHeaders
{
    public static string ContentSecurityPolicy(UiOptions options)
    {
        var tiles = string.Concat(options.TileOrigins.Select(origin => " " + origin));
        return "default-src 'none'; script-src 'self'; style-src 'self'; "
            + $"img-src 'self' data:{tiles}; font-src 'self'; connect-src 'self'{tiles}; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'; object-src 'none'; manifest-src 'self'; worker-src 'self'";
    }

    /// <summary>First middleware of all, so that faults and files carry the headers too.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<UiOptions>>().Value;
        var policy = ContentSecurityPolicy(options);
        return app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                Write(http, policy, options.StrictTransport);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    /// <summary>Pages are personal unless they say that they are public.</summary>
    private static bool IsPersonal(HttpContext http) =>
        http.GetEndpoint() is { } endpoint
        && endpoint.Metadata.GetMetadata<PageEndpoint>() is not null
        && endpoint.Metadata.GetMetadata<PublicPage>() is null;

    private static void Write(HttpContext http, string policy, bool strictTransport)
    {
        var headers = http.Response.Headers;
        headers.Remove("Server");
        headers.Remove("X-Powered-By");
        headers.TryAdd("Content-Security-Policy", policy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        var personal = IsPersonal(http);
        headers.TryAdd("Referrer-Policy", personal ? "no-referrer" : "strict-origin");
        if (personal && !headers.CacheControl.ToString().Contains("no-store", StringComparison.Ordinal))
            headers.CacheControl = "no-store";
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy",
            "camera=(), microphone=(), geolocation=(self), payment=(), publickey-credentials-get=(self), publickey-credentials-create=(self)");

        // RFC 6797 8.1, 7.2: only over TLS, and never for a development machine's own name.
        if (strictTransport && http.Request.IsHttps && http.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
            headers.TryAdd("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
    }
}
