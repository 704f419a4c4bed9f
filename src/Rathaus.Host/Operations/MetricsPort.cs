namespace Rathaus.Host.Operations;

/// <summary><c>GET /metrics</c> on a port of its own, loopback only; every other address there is 404.</summary>
internal static class MetricsPort
{
    public static void UseMetricsPort(this WebApplication app, HostSettings settings, MetricsCollector metrics)
    {
        var port = settings.MetricsPortOrDefault;
        if (port == settings.Port)
            return;
        app.Use(async (context, next) =>
        {
            if (context.Connection.LocalPort != port)
            {
                await next(context);
                return;
            }

            if (context.Request.Path != "/metrics" || !HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            context.Response.ContentType = PrometheusText.ContentType;
            await context.Response.WriteAsync(metrics.Scrape(), context.RequestAborted);
        });
    }
}
