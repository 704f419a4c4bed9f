using System.Collections.Frozen;
using Rathaus.Services.Adoption;
using Rathaus.Services.Checking;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Catalogues;

/// <summary>What the services of towns are made of: packages in all versions, overlays, facts, files of towns.</summary>
internal sealed class CatalogueParts(
    CatalogueFiles files, PackageShelf shelf, FrozenDictionary<string, FactDef> facts, IReadOnlyDictionary<string, MapNode> blocks, ProgramCache cache)
{
    private readonly Dictionary<(string Town, string Service), OverlayDef> overlays = [];
    private ProgramCache? programs = cache;

    public static CatalogueParts Empty { get; } = new(
        new CatalogueFiles(FrozenDictionary<string, string>.Empty), PackageShelf.Empty, FrozenDictionary<string, FactDef>.Empty,
        FrozenDictionary<string, MapNode>.Empty, new ProgramCache());

    public PackageShelf Shelf => shelf;

    public IReadOnlyDictionary<string, FactDef> Facts => facts;

    /// <summary>Shared questions as they are now.</summary>
    public IReadOnlyDictionary<string, MapNode> Blocks => blocks;

    /// <summary>Files of the catalogue by path.</summary>
    public IReadOnlyDictionary<string, string> Files => files.Files;

    /// <summary>The overlay that is in force, sound or not.</summary>
    public OverlayDef? Overlay(string town, string service) => overlays.GetValueOrDefault((town, service));

    public void Keep(Municipality town, OverlayDef overlay) => overlays[(town.Id, overlay.Service)] = overlay;

    public void Forget(string town, string service) => overlays.Remove((town, service));

    /// <summary>The same parts with overlays of their own.</summary>
    public CatalogueParts Copy()
    {
        var copy = new CatalogueParts(files, shelf, facts, blocks, new ProgramCache());
        foreach (var (key, overlay) in overlays)
            copy.overlays[key] = overlay;
        return copy;
    }

    /// <returns>The service, or null when something is wrong (then there are faults).</returns>
    public EffectiveService? Build(Municipality town, PackageDef package, OverlayDef overlay, FaultList faults) =>
        EffectiveBuilder.Build(town, package, overlay, file => files.Files.GetValueOrDefault($"municipalities/{town.Id}/{file}"), facts, programs ?? new ProgramCache(), faults);

    /// <summary>The snapshot stands: programs are no longer shared, so that several may build services at once.</summary>
    public CatalogueParts Close()
    {
        programs = null;
        return this;
    }

    /// <summary>The town's overlay put on another version, or null: it does not fit, or there is none.</summary>
    /// <param name="parameters">Values that take the place of the overlay's.</param>
    public EffectiveService? Trial(Municipality town, PackageDef package, FaultList faults, MapNode? parameters = null)
    {
        if (Overlay(town.Id, package.Id) is not { } overlay || overlay.Lead != package.Lead)
            return null;
        var moved = OverlayEdit.Adopt(overlay.Root, package);
        if (parameters is not null)
        {
            var kept = (moved.Value("parameters") as MapNode)?.Entries.Where(entry => parameters.Find(entry.Key) is null) ?? [];
            moved = OverlayEdit.Set(moved, new MapNode(parameters.File, parameters.Line, [.. kept, .. parameters.Entries]), "parameters");
        }

        return OverlayReader.Read(town.Id, overlay.File, moved, blocks, faults) is { } read ? Build(town, package, read, faults) : null;
    }

    /// <summary>
    /// The service an example runs on: the town's own, or, while no town has taken over a new version yet or the example sets parameters,
    /// the town's overlay on the package with them.
    /// </summary>
    public EffectiveService? ForExample(CatalogueSnapshot snapshot, ExampleSource source, Example example, FaultList faults)
    {
        var service = snapshot.Service(example.Town, source.Service);
        var newest = source.OwnOf is null ? shelf.NewestOf(source.Lead, source.Service)?.Def : service?.Runtime.Def;
        if (newest is null || (example.Parameters is null && service?.Version == newest.Version.ToString()))
            return service;
        return snapshot.Town(example.Town) is { } found ? Trial(found, newest, example.Parameters is null ? new FaultList() : faults, example.Parameters) : null;
    }

    /// <summary>Examples a town has added for a service it adopted.</summary>
    public IEnumerable<ExampleSource> OwnExamples(Municipality town, OverlayDef overlay, FaultList faults)
    {
        foreach (var (path, rest, content) in files.Below($"municipalities/{town.Id}/examples/{overlay.Service}/"))
        {
            if (!rest.EndsWith(".yaml", StringComparison.Ordinal))
                faults.Add(path, 1, "an example is a .yaml file");
            else if (YamlReader.Read(path, content, faults) is { } root)
                yield return new ExampleSource(overlay.Lead, overlay.Service, path, root) { OwnOf = town.Id };
        }
    }
}
