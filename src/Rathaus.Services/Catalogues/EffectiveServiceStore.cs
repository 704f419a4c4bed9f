using System.Collections.Concurrent;
using Rathaus.Kernel.Data;

namespace Rathaus.Services.Catalogues;

/// <summary>Effective services by hash in <c>services.effective_service</c>.</summary>
internal sealed class EffectiveServiceStore(RegionDatabase database, TimeProvider time)
{
    private const int KeptInMemory = 512;
    private const int WrittenAtOnce = 32;

    private readonly ConcurrentDictionary<(string Town, string Service, string Hash), EffectiveService> known = new();

    /// <summary>Keeps what is published, so that a case that pins it finds it for good.</summary>
    public async Task StoreAsync(IReadOnlyList<EffectiveService> services, CancellationToken ct)
    {
        if (services.Count == 0)
            return;
        var stored = await database.QueryAsync<(string Town, string Service, string Hash)>(
            "select town, service, hash from services.effective_service where hash = any(@hashes)",
            new { hashes = services.Select(service => service.Hash).ToArray() }, ct);
        var missing = services.ExceptBy(stored, service => (service.Town.Id, service.Id, service.Hash));
        var now = time.GetUtcNow();
        foreach (var some in missing.Chunk(WrittenAtOnce))
        {
            await database.ExecuteBatchAsync(
                [.. some.Select(service => new Sql(
                    """
                    insert into services.effective_service (town, service, hash, version, canonical, stored_at)
                    values (@town, @service, @hash, @version, @canonical, @now)
                    on conflict do nothing
                    """,
                    new { town = service.Town.Id, service = service.Id, hash = service.Hash, version = service.Version, canonical = service.Runtime.Canonical(), now }))],
                ct);
        }
    }

    public async ValueTask<EffectiveService?> FindAsync(Municipality town, string service, string hash, CancellationToken ct)
    {
        if (known.TryGetValue((town.Id, service, hash), out var found) && ReferenceEquals(found.Town, town))
            return found;
        var canonical = await database.QuerySingleOrDefaultAsync<string>(
            "select canonical from services.effective_service where town = @town and service = @service and hash = @hash",
            new { town = town.Id, service, hash }, ct);
        if (canonical is null)
            return null;
        var read = CanonicalForm.Read(canonical, town);
        if (known.Count >= KeptInMemory)
            known.Clear();
        return known[(town.Id, service, hash)] = read;
    }
}
