using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Ledger.Logs;

namespace Rathaus.Ledger.Monitors;

/// <summary>Round after round over all logs and witnesses of the region.</summary>
internal sealed partial class MonitorRounds(
    RegionPolicy region, LogMonitor logs, WitnessMonitor witnesses, Mirror mirror, IOptions<LedgerOptions> options, ILogger<MonitorRounds> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.MonitorSeconds));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RoundAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal async Task RoundAsync(CancellationToken ct)
    {
        var policy = region.Current;
        await mirror.PruneAsync(ct);
        foreach (var followed in policy.Logs.Where(static one => one.Address is not null))
        {
            try
            {
                if (await logs.FollowAsync(followed, ct) is { } note)
                    await witnesses.CompareAsync(followed, note, policy, ct);
            }
            catch (Exception exception) when (exception is not (OutOfMemoryException or OperationCanceledException))
            {
                // One log that cannot be followed does not keep us from the others.
                LogSkipped(log, followed.Key.Name, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log {Origin} could not be followed: {Code}")]
    private static partial void LogSkipped(ILogger logger, string origin, string code);
}
