using System.Collections.Frozen;
using Rathaus.Services.Benefits;
using Rathaus.Services.Calculators;
using Rathaus.Services.Packages;
using Rathaus.Services.Search;
using Rathaus.Services.Source;

namespace Rathaus.Services.Catalogues;

/// <summary>One consistent state of the catalogue; never changed, only replaced.</summary>
internal sealed class CatalogueSnapshot
{
    private readonly FrozenDictionary<string, Municipality> townById;
    private readonly FrozenDictionary<short, Municipality> townByNumber;
    private readonly FrozenDictionary<(string Town, string Service), EffectiveService> services;
    private readonly FrozenDictionary<string, IReadOnlyList<EffectiveService>> servicesByTown;

    private readonly Lazy<SearchIndex> search;

    public CatalogueSnapshot(
        IReadOnlyList<Municipality> towns, IReadOnlyList<KnownMunicipality> known, IReadOnlyList<EffectiveService> all,
        IReadOnlyList<PackageDef> packages, IReadOnlyList<ExampleSource> examples)
    {
        var byName = StringComparer.Create(System.Globalization.CultureInfo.GetCultureInfo("de-DE"), ignoreCase: true);
        Towns = [.. towns.OrderBy(town => town.Name, byName)];
        Known = known;
        Packages = packages;
        Examples = examples;
        Services = all;
        search = new Lazy<SearchIndex>(() => new SearchIndex(all, LifeEvents));
        townById = towns.ToFrozenDictionary(town => town.Id, StringComparer.Ordinal);
        townByNumber = towns.ToFrozenDictionary(town => town.Number);
        services = all.ToFrozenDictionary(service => (service.Town.Id, service.Id));
        servicesByTown = all.GroupBy(service => service.Town.Id).ToFrozenDictionary(
            group => group.Key, IReadOnlyList<EffectiveService> (group) => [.. group.OrderBy(service => service.Name.German, byName)], StringComparer.Ordinal);
    }

    public static CatalogueSnapshot Empty { get; } = new([], [], [], [], []);

    public IReadOnlyList<Municipality> Towns { get; }

    public IReadOnlyList<KnownMunicipality> Known { get; }

    public IReadOnlyList<EffectiveService> Services { get; }

    public IReadOnlyList<PackageDef> Packages { get; }

    public IReadOnlyList<ExampleSource> Examples { get; }

    public BenefitSet Benefits { get; init; } = BenefitSet.Empty;

    public CalculatorSet Calculators { get; init; } = CalculatorSet.Empty;

    /// <summary>What services of towns are made of.</summary>
    public CatalogueParts Parts { get; init; } = CatalogueParts.Empty;

    /// <summary>The released overlays in it by id.</summary>
    public IReadOnlyDictionary<long, (string Town, string Service)> Released { get; init; } = new Dictionary<long, (string, string)>();

    public LifeEvents LifeEvents { get; init; } = LifeEvents.None;

    /// <summary>The same state with other services.</summary>
    public CatalogueSnapshot With(
        IReadOnlyList<EffectiveService> all, CatalogueParts parts, IReadOnlyDictionary<long, (string Town, string Service)> released) =>
        new(Towns, Known, all, Packages, Examples)
        {
            Benefits = Benefits, Calculators = Calculators, LifeEvents = LifeEvents, Parts = parts, Released = released,
        };

    public SearchIndex Search => search.Value;

    public Municipality? Town(string id) => townById.GetValueOrDefault(id);

    public Municipality? Town(short number) => townByNumber.GetValueOrDefault(number);

    public EffectiveService? Service(string town, string service) => services.GetValueOrDefault((town, service));

    public IReadOnlyList<EffectiveService> ServicesOf(string town) => servicesByTown.GetValueOrDefault(town, []);
}

/// <summary>An example of a package, read but not run.</summary>
internal sealed record ExampleSource(string Lead, string Service, string File, Node Root)
{
    /// <summary>The town whose own example it is, or null: it belongs to the package.</summary>
    public string? OwnOf { get; init; }
}
