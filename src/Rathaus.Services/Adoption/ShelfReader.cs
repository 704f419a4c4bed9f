using System.Collections.Frozen;
using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>
/// Reads <c>services/</c>: the folder <c>service</c> holds the newest version, <c>service@1.2.0</c> an earlier one that was published,
/// with the shared questions as they were then in its own <c>blocks/</c>.
/// </summary>
internal sealed class ShelfReader(
    CatalogueFiles files, IReadOnlyDictionary<string, MapNode> blocks, BenefitSet benefits, FrozenDictionary<string, EffectDef> effects, FaultList faults)
{
    /// <param name="examples">Gets the examples of the newest versions; those of earlier ones were run when they were published.</param>
    public PackageShelf Read(List<ExampleSource> examples)
    {
        var folders = files.Below("services/").Select(file => file.Inner.Split('/')).Where(parts => parts.Length >= 3)
            .Select(parts => (Lead: parts[0], Folder: parts[1])).Distinct().ToList();
        var versions = new List<PackageVersion>();
        foreach (var (lead, folder) in folders)
        {
            if (One(lead, folder, examples) is { } version)
                versions.Add(version);
        }

        // What was published stands; whatever repeats its number is at fault.
        versions = [.. versions.OrderByDescending(version => version.Archived)];
        foreach (var twin in versions.GroupBy(version => (version.Def.Lead, version.Def.Id, version.Version)).Where(group => group.Count() > 1))
            faults.Add($"{twin.Last().Def.Folder}/service.yaml", 1, $"version {twin.Key.Version} is in {twin.First().Def.Folder} already");
        var shelf = new PackageShelf(versions.DistinctBy(version => (version.Def.Lead, version.Def.Id, version.Version)));
        foreach (var version in shelf.Newest.Where(version => version.Archived && folders.Contains((version.Def.Lead, version.Def.Id))))
            faults.Add($"services/{version.Def.Lead}/{version.Def.Id}/service.yaml", 1, $"the version must be higher than {version.Version}, which lies in {version.Def.Folder}");
        return shelf;
    }

    private PackageVersion? One(string lead, string name, List<ExampleSource> examples)
    {
        var folder = $"services/{lead}/{name}";
        var (id, archived) = name.Split('@') is [var before, var behind] ? (before, behind) : (name, null);
        var roots = new Dictionary<string, Node>(StringComparer.Ordinal);
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        var own = new Dictionary<string, MapNode>(StringComparer.Ordinal);
        var found = new List<ExampleSource>();
        PublishedRecord? published = null;
        foreach (var (path, rest, content) in files.Below(folder + "/"))
        {
            if (rest.StartsWith("documents/", StringComparison.Ordinal) && rest.EndsWith(".md", StringComparison.Ordinal))
                documents[rest] = content;
            else if (!IsPackageFile(rest, archived is not null))
                faults.Add(path, 1, "no file of this name belongs to a package");
            else if (YamlReader.Read(path, content, faults) is not { } root)
                continue;
            else if (rest == PublishedRecord.Name)
                published = PublishedRecord.Read(root, faults);
            else if (rest.StartsWith("examples/", StringComparison.Ordinal))
                found.Add(new ExampleSource(lead, id, path, root));
            else if (rest.StartsWith("blocks/", StringComparison.Ordinal))
                own[Path.GetFileNameWithoutExtension(rest)] = root as MapNode ?? new MapNode(path, 1, []);
            else
                roots[rest] = root;
        }

        var source = new PackageSource(lead, id, folder, roots, documents);
        if (PackageReader.Read(source, archived is null ? blocks : own, benefits, effects, faults) is not { } package)
            return null;
        var version = new PackageVersion(package, PackageContent.Hash(package), published, archived is not null);
        Fixed(version, folder, archived);
        if (archived is null)
            examples.AddRange(found);
        return version;
    }

    /// <summary>What was published stays as it was.</summary>
    private void Fixed(PackageVersion version, string folder, string? archived)
    {
        var file = $"{folder}/service.yaml";
        if (archived is not null && archived != version.Version.ToString())
            faults.Add(file, 1, $"the folder says version {archived}, the package {version.Version}");
        if (version.Published is not { } record)
        {
            if (archived is not null)
                faults.Add(file, 1, $"an earlier version needs its {PublishedRecord.Name}");
            return;
        }

        if (record.Version != version.Version)
            faults.Add(record.File, 1, $"published as {record.Version}, but the package says {version.Version}: begin a version with ./rathaus package revise");
        else if (record.Content != version.Content)
            faults.Add(file, 1, $"{version.Version} is published and was changed since: begin a version with ./rathaus package revise, or undo the change");
    }

    private static bool IsPackageFile(string rest, bool archived) =>
        rest is "service.yaml" or "form.yaml" or "rules.yaml" or "fees.yaml" or "process.yaml" or PublishedRecord.Name
        || (rest.Split('/') is [var part, var name] && name.EndsWith(".yaml", StringComparison.Ordinal)
            && (part is "tables" or "texts" or "examples" || (archived && part == "blocks")));
}
