using Microsoft.AspNetCore.HttpOverrides;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Host.Edge;

/// <summary>
/// What counts as secure. Without a public address only this machine is served, and plain http there is as good as TLS.
/// With one, the proxy in front says how a request came; anything that did not come by TLS is turned away.
/// </summary>
internal static class Transport
{
    public static void UseTransport(this WebApplication app, HostSettings settings)
    {
        if (settings.PublicUrl is not { } address)
        {
            app.Use(static (context, next) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return next(context);
            });
            return;
        }

        // Only a proxy on this machine is believed; the host listens nowhere else.
        app.UseForwardedHeaders(new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = 1,
        });
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            if (request.IsHttps || request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                await next(context);
            else if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                await Refusal.Forbidden("https-needed", "Diese Schnittstelle gibt es nur über https.").ToHttp().ExecuteAsync(context);
            else
                context.Response.Redirect(new Uri(address, request.Path + request.QueryString).ToString(), permanent: true, preserveMethod: true);
        });
    }
}
