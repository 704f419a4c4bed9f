using Microsoft.Extensions.Primitives;
using Rathaus.Services.Benefits;
using Rathaus.Services.Calculators;
using Rathaus.Services.Source;

namespace Rathaus.Services.Catalogues;

/// <summary>The published catalogue: a snapshot that is swapped as a whole.</summary>
internal sealed class Catalogue(CatalogueLocation location, EffectiveServiceStore store, Competences competences) : ICatalogue, IBenefits, IDisposable
{
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
                    Volatile.Write(ref snapshot, location.Load(faults));
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

    public IReadOnlyList<EffectiveService> Search(string text, string? townId)
    {
        var now = Snapshot;
        return [.. now.Search.Find(text)
            .Select(id => townId is null ? now.Services.FirstOrDefault(service => service.Id == id) : now.Service(townId, id))
            .OfType<EffectiveService>()];
    }

    public Competence CompetenceFor(EffectiveService service, string? postCode, string? place) =>
        competences.For(Snapshot, service, postCode, place);

    public IReadOnlyList<RateNote> RatesOf(string townId) =>
        [.. Snapshot.ServicesOf(townId).SelectMany(RateNotes.Of).Concat(Snapshot.Benefits.All.SelectMany(RateNotes.Of)).OrderBy(note => note.KnownUntil ?? DateOnly.MaxValue)];

    public IChangeToken Watch() => new CancellationChangeToken(Volatile.Read(ref changed).Token);

    public void Dispose() => changed.Dispose();

    /// <summary>Reads the files again. A catalogue with faults does not replace a sound one.</summary>
    /// <returns>The faults that stood in the way; empty when the new state is published.</returns>
    public async Task<IReadOnlyList<SourceFault>> ReloadAsync(CancellationToken ct)
    {
        var faults = new FaultList();
        var next = location.Load(faults);
        if (faults.Errors > 0)
            return faults.All;
        await store.StoreAsync(next.Services, ct);
        CancellationTokenSource before;
        lock (swapping)
        {
            Volatile.Write(ref snapshot, next);
            Faults = [];
            before = changed;
            Volatile.Write(ref changed, new CancellationTokenSource());
        }

        await before.CancelAsync();
        return [];
    }
}

/// <summary>Where the catalogue's files lie.</summary>
internal sealed record CatalogueLocation(string Folder)
{
    public CatalogueSnapshot Load(FaultList faults) => Directory.Exists(Folder)
        ? CatalogueLoader.Load(CatalogueFiles.Read(Folder, faults), faults)
        : CatalogueSnapshot.Empty;
}
