using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;

namespace Rathaus.Services.Catalogues;

/// <summary>Reads the catalogue before the host listens and keeps every effective service by its hash.</summary>
internal sealed partial class CatalogueStart(Catalogue catalogue, EffectiveServiceStore store, ILogger<CatalogueStart> log) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        await catalogue.RefreshAsync(ct);
        var snapshot = catalogue.Snapshot;
        foreach (var fault in catalogue.Faults.Where(fault => !fault.Warning))
            LogFault(log, fault.File, fault.Line, fault.Message);
        await store.StoreAsync(snapshot.Services, ct);
        LogLoaded(log, snapshot.Towns.Count, snapshot.Packages.Count, snapshot.Services.Count);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Catalogue: {File}:{Line}: {Message}")]
    private static partial void LogFault(ILogger logger, string file, int line, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "Catalogue with {Towns} towns, {Packages} packages, {Services} services in towns")]
    private static partial void LogLoaded(ILogger logger, int towns, int packages, int services);
}
