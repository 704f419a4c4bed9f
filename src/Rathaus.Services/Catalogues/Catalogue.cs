using Microsoft.Extensions.Primitives;
using Rathaus.Services.Adoption;
using Rathaus.Services.Benefits;
using Rathaus.Services.Calculators;
using Rathaus.Services.Source;

namespace Rathaus.Services.Catalogues;

/// <summary>The published catalogue: a snapshot that is swapped as a whole.</summary>
internal sealed class Catalogue(CatalogueLocation location, EffectiveServiceStore store, Competences competences, PublishedOverlays overlays)
    : ICatalogue, IBenefits, IDisposable
{
    private readonly SemaphoreSlim publishing = new(1);
    private readonly Lock swapping = new();
    private CatalogueSnapshot? snapshot;
    private CancellationTokenSource changed = new();

    public IReadOnlyList<Municipality> Towns => Snapshot.Towns;

    public IReadOnlyList<KnownMunicipality> KnownMunicipalities => Snapshot.Known;

    IReadOnlyList<Benefit> IBenefits.All => Snapshot.Benefits.All;

    /// <summary>Faults of the files that stand behind the snapshot.</summary>
    public IReadOnlyList<SourceFault> Faults { get; private set; } = [];

    internal CatalogueSnapshot Snapshot
    {
        get
        {
            if (Volatile.Read(ref snapshot) is { } known)
                return known;
            lock (swapping)
            {
                if (snapshot is null)
                {
                    var faults = new FaultList();
                    var first = location.Load(faults);
                    first.Parts.Close();
                    Volatile.Write(ref snapshot, first);
                    Faults = faults.All;
                }

                return snapshot;
            }
        }
    }

    Benefit? IBenefits.Find(string id) => Snapshot.Benefits.Find(id);

    public Municipality? FindTown(string id) => Snapshot.Town(id);

    public Municipality? FindTown(short number) => Snapshot.Town(number);

    public IReadOnlyList<EffectiveService> ServicesOf(string townId) => Snapshot.ServicesOf(townId);

    public EffectiveService? Find(string townId, string serviceId) => Snapshot.Service(townId, serviceId);

    public Calculator? FindCalculator(string townId, string id) => Snapshot.Calculators.Find(townId, id);

    public async ValueTask<EffectiveService?> FindPinnedAsync(string townId, string serviceId, string hash, CancellationToken ct)
    {
        if (Find(townId, serviceId) is { } current && current.Hash == hash)
            return current;
        return FindTown(townId) is { } town ? await store.FindAsync(town, serviceId, hash, ct) : null;
    }

    public LifeEvents LifeEvents => Snapshot.LifeEvents;

    public IReadOnlyList<EffectiveService> Search(string text)
    {
        var now = Snapshot;
        return [.. now.Search.Find(text).Select(id => now.Services.FirstOrDefault(service => service.Id == id)).OfType<EffectiveService>()];
    }

    public Competence CompetenceFor(EffectiveService service, string? postCode, string? place) =>
        competences.For(Snapshot, service, postCode, place);

    public IReadOnlyList<RateNote> RatesOf(string townId) =>
        [.. Snapshot.ServicesOf(townId).SelectMany(RateNotes.Of).Concat(Snapshot.Benefits.All.SelectMany(RateNotes.Of)).OrderBy(note => note.KnownUntil ?? DateOnly.MaxValue)];

    public IChangeToken Watch() => new CancellationChangeToken(Volatile.Read(ref changed).Token);

    public void Dispose()
    {
        changed.Dispose();
        publishing.Dispose();
    }

    /// <summary>Reads the files again. A catalogue with faults does not replace a sound one.</summary>
    /// <returns>The faults that stood in the way; empty when the new state is published.</returns>
    public async Task<IReadOnlyList<SourceFault>> ReloadAsync(CancellationToken ct)
    {
        await publishing.WaitAsync(ct);
        try
        {
            var faults = new FaultList();
            var released = await overlays.ReadAsync(await overlays.IdsAsync(ct), ct);
            var next = location.Load(faults, released);
            if (faults.Errors > 0)
                return faults.All;
            await PublishAsync(next, next.Services, [], ct);
            return [];
        }
        finally
        {
            publishing.Release();
        }
    }

    /// <summary>Takes up what towns released since, with the files as they were read last; only their services are made new.</summary>
    /// <returns>False: nothing is new.</returns>
    public async Task<bool> RefreshAsync(CancellationToken ct)
    {
        await publishing.WaitAsync(ct);
        try
        {
            var ids = await overlays.IdsAsync(ct);
            var now = Snapshot;
            if (ids.Count == now.Released.Count && ids.All(now.Released.ContainsKey))
                return false;
            var faults = new FaultList();
            var next = ReleaseSwap.Apply(now, await overlays.ReadAsync(ids, ct), faults);
            await PublishAsync(next, [.. next.Services.Except(now.Services)], [.. Faults, .. faults.All], ct);
            return true;
        }
        finally
        {
            publishing.Release();
        }
    }

    private async Task PublishAsync(
        CatalogueSnapshot next, IReadOnlyList<EffectiveService> fresh, IReadOnlyList<SourceFault> faults, CancellationToken ct)
    {
        next.Parts.Close();
        await store.StoreAsync(fresh, ct);
        CancellationTokenSource before;
        lock (swapping)
        {
            Volatile.Write(ref snapshot, next);
            Faults = faults;
            before = changed;
            Volatile.Write(ref changed, new CancellationTokenSource());
        }

        await before.CancelAsync();
    }
}

/// <summary>Where the catalogue's files lie.</summary>
internal sealed record CatalogueLocation(string Folder)
{
    public CatalogueSnapshot Load(FaultList faults, IReadOnlyList<PublishedOverlay>? released = null) => Directory.Exists(Folder)
        ? CatalogueLoader.Load(CatalogueFiles.Read(Folder, faults), faults, released: released)
        : CatalogueSnapshot.Empty;
}
