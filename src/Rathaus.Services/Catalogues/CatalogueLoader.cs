using System.Collections.Frozen;
using Rathaus.Services.Adoption;
using Rathaus.Services.Benefits;
using Rathaus.Services.Calculators;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Catalogues;

/// <summary>Makes a snapshot of files. What is faulty is left out and named.</summary>
internal sealed class CatalogueLoader
{
    private readonly CatalogueFiles files;
    private readonly FaultList faults;
    private readonly Dictionary<string, MapNode> blocks = new(StringComparer.Ordinal);
    private readonly ProgramCache cache;

    private readonly IReadOnlyList<PublishedOverlay> released;

    private CatalogueLoader(CatalogueFiles files, ProgramCache cache, FaultList faults, IReadOnlyList<PublishedOverlay> released)
    {
        this.released = released;
        this.cache = cache;
        this.files = files;
        this.faults = faults;
    }

    /// <param name="files">The catalogue.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <param name="cache">Keeps the programs, for whoever wants to look at them afterwards.</param>
    /// <param name="released">What towns released in the back office: it takes the place of the overlay files.</param>
    public static CatalogueSnapshot Load(
        CatalogueFiles files, FaultList faults, ProgramCache? cache = null, IReadOnlyList<PublishedOverlay>? released = null) =>
        new CatalogueLoader(files, cache ?? new ProgramCache(), faults, released ?? []).Load();

    private CatalogueSnapshot Load()
    {
        var facts = files.Files.TryGetValue("facts.yaml", out var text)
            ? FactReader.Read(YamlReader.Read("facts.yaml", text, faults), faults)
            : FrozenDictionary<string, FactDef>.Empty;
        foreach (var (path, rest, content) in files.Below("blocks/"))
        {
            if (YamlReader.Read(path, content, faults) is MapNode block)
                blocks[Path.GetFileNameWithoutExtension(rest)] = block;
        }

        var towns = Towns();
        var known = files.Files.TryGetValue("municipalities/known.yaml", out var knownText)
            && YamlReader.Read("municipalities/known.yaml", knownText, faults) is { } knownRoot
                ? MunicipalityReader.Known(knownRoot, faults)
                : [];
        var examples = new List<ExampleSource>();
        var benefits = new BenefitLoader(files, cache, faults).Load();
        var shelf = new ShelfReader(files, blocks, benefits, Effects(), faults).Read(examples);
        var parts = new CatalogueParts(files, shelf, facts, blocks, cache);
        var services = towns.SelectMany(town => Adopted(town, parts, examples)).ToList();
        Strays();
        var events = files.Files.TryGetValue("life-events.yaml", out var eventsText)
            && YamlReader.Read("life-events.yaml", eventsText, faults) is { } eventsRoot
                ? LifeEventReader.Read(eventsRoot, shelf.Ids.ToHashSet(StringComparer.Ordinal), faults)
                : LifeEvents.None;
        return new CatalogueSnapshot(towns, known, services, [.. shelf.Newest.Select(version => version.Def)], examples) { Benefits = benefits, Calculators = new CalculatorLoader(files, blocks, benefits, facts, cache, faults).Load(towns), LifeEvents = events, Parts = parts, Released = released.ToDictionary(one => one.Id, one => (one.Town, one.Service)) };
    }

    private FrozenDictionary<string, EffectDef> Effects() => files.Files.TryGetValue("effects.yaml", out var text)
        ? EffectReader.Read(YamlReader.Read("effects.yaml", text, faults), faults)
        : EffectReader.None;

    private List<Municipality> Towns()
    {
        var towns = new List<Municipality>();
        foreach (var (path, rest, content) in files.Below("municipalities/"))
        {
            if (rest.Split('/') is [var folder, "municipality.yaml"] && YamlReader.Read(path, content, faults) is { } root
                && MunicipalityReader.Read(folder, root, faults) is { } town)
                towns.Add(town);
        }

        Unique(towns, town => town.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), "number");
        Unique(towns, town => town.Code, "code");
        Unique(towns, town => town.Ags, "ags");
        foreach (var town in towns.Where(town => town.District is { } district && towns.TrueForAll(other => other.Id != district)))
            faults.Add($"municipalities/{town.Id}/municipality.yaml", 1, $"there is no district {town.District}");
        return [.. towns.DistinctBy(town => town.Id).DistinctBy(town => town.Number)];
    }

    private void Unique(List<Municipality> towns, Func<Municipality, string> key, string what)
    {
        foreach (var group in towns.GroupBy(key).Where(group => group.Count() > 1))
            faults.Add($"municipalities/{group.Last().Id}/municipality.yaml", 1, $"{what} {group.Key} belongs to {group.First().Id} already");
    }

    private IEnumerable<EffectiveService> Adopted(Municipality town, CatalogueParts parts, List<ExampleSource> examples)
    {
        var folder = $"municipalities/{town.Id}/";
        var own = released.Where(one => one.Town == town.Id).ToList();
        foreach (var one in own)
        {
            if (ReleasedServices.Make(town, one, parts, faults) is { } service)
                yield return service;
        }

        foreach (var (path, rest, content) in files.Below(folder + "services/"))
        {
            if (own.Exists(one => rest == $"{one.Service}.yaml"))
                continue;
            if (!rest.EndsWith(".yaml", StringComparison.Ordinal) || rest.Contains('/', StringComparison.Ordinal))
            {
                faults.Add(path, 1, "an overlay is services/<service>.yaml");
                continue;
            }

            if (YamlReader.Read(path, content, faults) is not { } root || OverlayReader.Read(town.Id, path, root, blocks, faults) is not { } overlay)
                continue;
            parts.Keep(town, overlay);
            examples.AddRange(parts.OwnExamples(town, overlay, faults));
            if (parts.Shelf.NewestOf(overlay.Lead, overlay.Service) is not { } newest)
            {
                faults.Add(path, 1, $"there is no service {overlay.Lead}/{overlay.Service}");
                continue;
            }

            // Without a version that matches, the newest one says what does not.
            var package = parts.Shelf.Match(overlay.Lead, overlay.Service, overlay.Version) ?? newest;
            if (parts.Build(town, package.Def, overlay, faults) is { } service)
                yield return service;
        }
    }

    private void Strays()
    {
        foreach (var path in files.Files.Keys)
        {
            var parts = path.Split('/');
            var known = parts switch
            {
                ["facts.yaml" or "effects.yaml" or "life-events.yaml" or "register-terms.yaml"] => true,
                ["blocks", _] => true,
                ["benefits" or "calculators", _, _, ..] => true,
                ["services", _, _, ..] => true,
                ["municipalities", "known.yaml"] => true,
                ["municipalities", _, "municipality.yaml" or "childcare.yaml"] => true,
                ["municipalities", _, "areas" or "services", _] => true,
                ["municipalities", _, "benefits" or "examples", _, _] => true,
                _ => false,
            };
            if (!known)
                faults.Add(path, 1, "this file belongs to nothing");
        }
    }
}
