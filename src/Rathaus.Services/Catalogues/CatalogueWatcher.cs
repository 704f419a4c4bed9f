using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Rathaus.Services.Catalogues;

/// <summary>Publishes changed files while developing: waits until the writing has calmed down, then reads all again.</summary>
internal sealed partial class CatalogueWatcher(Catalogue catalogue, CatalogueLocation location, TimeProvider time, ILogger<CatalogueWatcher> log)
    : BackgroundService
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private FileSystemWatcher? watcher;

    /// <summary>Watches when it returns: no change from then on is missed.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(location.Folder))
            return Task.CompletedTask;
        watcher = new FileSystemWatcher(location.Folder) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Created += (_, _) => changes.Writer.TryWrite(true);
        watcher.Deleted += (_, _) => changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Error += (_, _) => changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        watcher?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in changes.Reader.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(Calm, time, stoppingToken);
            try
            {
                var faults = await catalogue.ReloadAsync(stoppingToken);
                if (faults.Count == 0)
                    LogPublished(log);
                foreach (var fault in faults)
                    LogFault(log, fault.File, fault.Line, fault.Message);
            }
            catch (IOException fault)
            {
                // A file vanished or was locked while an editor wrote it: its next event brings us back.
                LogUnreadable(log, fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Catalogue published again after a change")]
    private static partial void LogPublished(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catalogue not published: {File}:{Line}: {Message}")]
    private static partial void LogFault(ILogger logger, string file, int line, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catalogue could not be read")]
    private static partial void LogUnreadable(ILogger logger, Exception fault);
}
