using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;
using Rathaus.Services.Catalogues;

namespace Rathaus.Services.Adoption;

/// <summary>Sees what was released on another host, and what begins to hold today.</summary>
internal sealed partial class PublicationWatch(Catalogue catalogue, TimeProvider time, ILogger<PublicationWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await catalogue.RefreshAsync(stoppingToken))
                    LogPublished(log);
            }
            catch (DatabaseUnavailableException fault)
            {
                // The services stay as they are; the next tick looks again.
                LogAway(log, fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Catalogue published again: a town released a change")]
    private static partial void LogPublished(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Released overlays cannot be read now")]
    private static partial void LogAway(ILogger logger, Exception fault);
}
