using System.Collections.Concurrent;
using Rathaus.Services.Adoption;
using Rathaus.Services.Catalogues;

namespace Rathaus.Services.Offers;

/// <summary>How the examples of a package hold in this installation: run once for each state of the catalogue.</summary>
internal sealed class ExampleStanding(Catalogue catalogue, Kernel.Languages.ITexts texts)
{
    private readonly ConcurrentDictionary<(string Lead, string Service), Lazy<Task<Result>>> known = new();
    private CatalogueSnapshot? of;

    internal sealed record Result(int Passed, int All);

    public Task<Result> OfAsync(EffectiveService sample)
    {
        var snapshot = catalogue.Snapshot;
        if (!ReferenceEquals(Interlocked.Exchange(ref of, snapshot), snapshot))
            known.Clear();
        return known.GetOrAdd((sample.Lead, sample.Id), _ => new Lazy<Task<Result>>(() => RunAsync(snapshot, sample))).Value;
    }

    /// <summary>Shared by all who ask, so no single request ends it.</summary>
    private async Task<Result> RunAsync(CatalogueSnapshot snapshot, EffectiveService sample)
    {
        var outcomes = await new ExampleTrial(texts).RunAsync(snapshot, sample.Runtime.Def, sample, CancellationToken.None);
        return new Result(outcomes.Count(outcome => outcome.Faults.Count == 0), outcomes.Count);
    }
}
