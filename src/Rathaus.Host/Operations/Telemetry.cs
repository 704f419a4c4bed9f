using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rathaus.Host.Operations;

/// <summary>
/// OpenTelemetry: traces and metrics go out by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector;
/// without it nothing is collected and nothing leaves the machine.
/// </summary>
internal sealed class Telemetry : IHostedService, IDisposable
{
    private readonly TracerProvider? traces;
    private readonly MeterProvider? metrics;

    public Telemetry(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(static resource => resource.AddService("rathaus"))
            .AddSource("Rathaus.*", "Npgsql", "Microsoft.AspNetCore")
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(static resource => resource.AddService("rathaus"))
            .AddMeter("Rathaus.*", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting")
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>A trace names the route of a request, never its address: addresses may hold ids and search words.</summary>
    public static void NameTraces(IApplicationBuilder app) => app.Use(static async (http, next) =>
    {
        await next(http);
        if (Activity.Current is not { IsAllDataRequested: true } activity)
            return;
        var route = http.GetEndpoint() is RouteEndpoint endpoint ? "/" + endpoint.RoutePattern.RawText?.TrimStart('/') : "";
        activity.DisplayName = $"{http.Request.Method} {route}".TrimEnd();
        activity.SetTag("http.request.method", http.Request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            activity.SetStatus(ActivityStatusCode.Error);
    });

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces?.ForceFlush(2_000);
        metrics?.ForceFlush(2_000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}
