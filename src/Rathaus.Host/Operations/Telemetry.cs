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
