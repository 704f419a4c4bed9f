using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Host.Edge;

/// <summary>Requests a minute and client; 0 switches a class off (the benchmarks do and say so).</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Sign-in tries.</summary>
    public int Login { get; init; } = 10;

    /// <summary>Submissions; a school or an office shares one address, so the burst is twice as high.</summary>
    public int Submission { get; init; } = 30;

    public int Upload { get; init; } = 60;

    /// <summary>API calls.</summary>
    public int Api { get; init; } = 300;

    /// <summary>Calls of the OpenID provider: programs and pages. Servers of clients come from one address each, so it is high.</summary>
    public int Provider { get; init; } = 1200;
}

/// <summary>Token buckets per class and client; a client is an IPv4 address or an IPv6 /64.</summary>
internal static class RateLimits
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration("RateLimits");
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, configured) =>
        {
            var limits = configured.Value;
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = RefuseAsync;
            limiter.AddPolicy("login", context => Bucket("login", context, limits.Login, limits.Login));
            limiter.AddPolicy("submission", context => Bucket("submission", context, limits.Submission, 2 * limits.Submission));
            limiter.AddPolicy("upload", context => Bucket("upload", context, limits.Upload, limits.Upload));
            limiter.AddPolicy("api", context => Bucket("api", context, limits.Api, limits.Api));
            limiter.AddPolicy("provider", context => Bucket("provider", context, limits.Provider, limits.Provider));
        });
        return services;
    }

    private static RateLimitPartition<string> Bucket(string name, HttpContext context, int perMinute, int burst) =>
        perMinute == 0
            ? RateLimitPartition.GetNoLimiter(string.Empty)
            : RateLimitPartition.GetTokenBucketLimiter($"{name} {ClientOf(context.Connection.RemoteIpAddress)}", _ => new()
            {
                TokenLimit = burst,
                TokensPerPeriod = Math.Max(1, perMinute / 6),
                ReplenishmentPeriod = TimeSpan.FromSeconds(10),
                QueueLimit = 0,
            });

    private static string ClientOf(IPAddress? address)
    {
        if (address is null)
            return "none";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken ct)
    {
        var seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)Math.Ceiling(wait.TotalSeconds) : 10;
        var refusal = new Refusal(
            RefusalKind.TooMany, "too-many-requests",
            string.Create(CultureInfo.InvariantCulture, $"Das waren viele Anfragen in kurzer Zeit. Versuchen Sie es in {seconds} Sekunden noch einmal."))
        {
            RetryAfterSeconds = seconds,
        };
        await refusal.ToHttp().ExecuteAsync(context.HttpContext);
    }
}
