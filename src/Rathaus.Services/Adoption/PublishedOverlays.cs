using Rathaus.Kernel.Data;
using Rathaus.Kernel.Time;

namespace Rathaus.Services.Adoption;

/// <summary>An overlay that two people released, with the service it made then.</summary>
internal sealed record PublishedOverlay
{
    public required long Id { get; init; }

    public required string Town { get; init; }

    public required string Service { get; init; }

    public required string Lead { get; init; }

    public required string Version { get; init; }

    /// <summary>In the format of the files.</summary>
    public required string Overlay { get; init; }

    public required string Hash { get; init; }

    /// <summary>The service as it was released: it holds on when the catalogue no longer has its parts.</summary>
    public required string Canonical { get; init; }
}

/// <summary>The released overlays that hold today.</summary>
internal sealed class PublishedOverlays(RegionDatabase database, TimeProvider time)
{
    public async Task<IReadOnlyList<long>> IdsAsync(CancellationToken ct) => await database.QueryAsync<long>(
        """
        select id from (
          select distinct on (town, service) id
          from services.published_overlay
          where withdrawn_at is null and valid_from <= @today
          order by town, service, valid_from desc, id desc) as holding
        order by id
        """, new { today = time.Today() }, ct);

    public async Task<IReadOnlyList<PublishedOverlay>> ReadAsync(IReadOnlyList<long> ids, CancellationToken ct) => ids.Count == 0 ? [] : await database.QueryAsync<PublishedOverlay>(
        """
        select released.id, released.town, released.service, released.lead, released.version, released.overlay, released.hash, kept.canonical
        from services.published_overlay released
        join services.effective_service kept on kept.town = released.town and kept.service = released.service and kept.hash = released.hash
        where released.id = any(@ids)
        order by released.id
        """, new { ids = ids.ToArray() }, ct);

    /// <summary>When a release that waits for its day begins to hold, or null.</summary>
    public async Task<DateOnly?> PendingAsync(string town, string service, CancellationToken ct) => await database.QuerySingleOrDefaultAsync<DateOnly?>(
        "select min(valid_from) from services.published_overlay where town = @town and service = @service and withdrawn_at is null and valid_from > @today",
        new { town, service, today = time.Today() }, ct);

    public async Task<IReadOnlyList<string>> PendingOfAsync(string town, CancellationToken ct) => await database.QueryAsync<string>(
        "select distinct service from services.published_overlay where town = @town and withdrawn_at is null and valid_from > @today",
        new { town, today = time.Today() }, ct);
}
