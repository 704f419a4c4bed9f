using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>What a collector gets by OTLP: traces and metrics of the house, and nothing about persons.</summary>
public sealed class TelemetryExportTests
{
    private const string Canary = "Kanarienvogel";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_and_metrics_arrive_at_a_collector_and_name_no_person()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await RunningHost.StartAsync(
        [
            .. Applications.Options, "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.Address, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL=500", "OTEL_BSP_SCHEDULE_DELAY=200",
        ]);
        using var http = Applications.Client(host);
        var body = Applications.Body.Replace("\"verschenken\":true", $"\"verschenken\":true,\"kontakt\":{{\"email\":\"{Canary}@beispiel.example\"}}", StringComparison.Ordinal);
        var answer = await Applications.SubmitAsync(http, "exported", body);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync();
        await visitor.GetAsync("/suche?q=" + Canary);
        await visitor.GetAsync("/amt?q=" + Canary);

        foreach (var expected in new[] { "rathaus.submissions", "rathaus.microbatch.size", "rathaus.job.duration", "http.server.request.duration" })
            await Applications.UntilAsync(() => Task.FromResult(collector.Has("/v1/metrics", expected)), 30, expected);
        foreach (var expected in new[] { "POST /api/v1/{town}/services/{service}/applications", "rathaus" })
            await Applications.UntilAsync(() => Task.FromResult(collector.Has("/v1/traces", expected)), 30, expected);
        Assert.Equal(0, await host.StopAsync());

        foreach (var secret in new[] { Canary, "Musterstra", answer.Number!, "mira", "Beispiel, Mira", answer.Text("secret") ?? Canary })
        {
            Assert.False(collector.Has("/v1/metrics", secret), $"metrics: {secret}");
            Assert.False(collector.Has("/v1/traces", secret), $"traces: {secret}");
        }
    }

    /// <summary>Takes what an exporter sends and keeps the bytes: names and values stand in them as plain UTF-8.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
        private readonly WebApplication app;

        private Collector(WebApplication app) => this.app = app;

        public string Address => app.Urls.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var collector = new Collector(app);
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                collector.received.Enqueue((context.Request.Path, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
            });
            await app.StartAsync(Ct);
            return collector;
        }

        public bool Has(string path, string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return received.Any(one => one.Path == path && one.Body.AsSpan().IndexOf(bytes) >= 0);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
