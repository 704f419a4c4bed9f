using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Rathaus.Identity.Provider.Clients;

/// <summary>Section <c>RateLimits</c>, the part that only the provider can count.</summary>
internal sealed class ClientLimitOptions
{
    /// <summary>Requests a minute and client; 0 switches it off.</summary>
    public int ProviderClient { get; init; } = 3000;
}

/// <summary>
/// Requests a minute of one client, counted once it has proved who it is: nobody uses up the share of another by naming it. What
/// comes before the proof is counted by address.
/// </summary>
internal sealed class ClientLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string>? limiter;

    public ClientLimits(IOptions<ClientLimitOptions> options)
    {
        var perMinute = options.Value.ProviderClient;
        if (perMinute == 0)
            return;
        limiter = PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetTokenBucketLimiter(client, _ => new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 6),
            ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            QueueLimit = 0,
        }));
    }

    /// <summary>Null: go on. Else the seconds to wait.</summary>
    public int? WaitOf(string client)
    {
        using var lease = limiter?.AttemptAcquire(client);
        if (lease is null or { IsAcquired: true })
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)Math.Ceiling(wait.TotalSeconds) : 10;
    }

    public void Dispose() => limiter?.Dispose();
}
