using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Host.Edge;

/// <summary>Throws cached public pages away when the catalogue changes.</summary>
internal sealed partial class CatalogueWatch(
    ICatalogue catalogue, IOutputCacheStore cache, ILogger<CatalogueWatch> log) : IHostedService, IDisposable
{
    private IDisposable? watch;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        watch = ChangeToken.OnChange(catalogue.Watch, Evict);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => watch?.Dispose();

    private void Evict() => _ = EvictAsync();

    private async Task EvictAsync()
    {
        await cache.EvictByTagAsync(PublicCache.Tag, CancellationToken.None);
        LogEvicted(log);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The catalogue changed; cached pages are dropped")]
    private static partial void LogEvicted(ILogger logger);
}
