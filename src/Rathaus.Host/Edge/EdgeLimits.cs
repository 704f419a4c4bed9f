using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rathaus.Host.Edge;

/// <summary>What the server takes from the network at all (docs/operations.md, edge limits).</summary>
internal static class EdgeLimits
{
    /// <summary>1 MiB; upload routes carry their own limit as endpoint metadata.</summary>
    public const long RequestBody = 1 << 20;

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = RequestBody;
        limits.MaxRequestHeadersTotalSize = 16_384;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 4_096;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MinRequestBodyDataRate = new MinDataRate(1_000, TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(500, TimeSpan.FromSeconds(10));
        limits.MaxConcurrentConnections = 10_000;
        limits.Http2.MaxStreamsPerConnection = 50;
        limits.Http2.InitialConnectionWindowSize = 256 * 1024;
        limits.Http2.InitialStreamWindowSize = 128 * 1024;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>
    /// A request that states its length twice (RFC 9112 6.1) is refused. The server reads it as chunked and puts the other
    /// length aside under a name of its own; a proxy in front may have read it the other way.
    /// </summary>
    public static void UseUnambiguousBodies(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (!http.Request.Headers.ContainsKey("X-Content-Length"))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    });

    public static void Apply(FormOptions forms)
    {
        forms.ValueCountLimit = 2_000;
        forms.ValueLengthLimit = 64 * 1024;
        forms.KeyLengthLimit = 256;
        forms.MultipartBodyLengthLimit = 100L << 20;
    }
}
