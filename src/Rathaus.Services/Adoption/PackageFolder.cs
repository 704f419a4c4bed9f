using Rathaus.Kernel.Commands;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>Packages as files: finds a version whole, keeps one beside, takes one in.</summary>
internal sealed class PackageFolder
{
    private readonly string folder;

    private PackageFolder(string folder, CatalogueFiles files, CatalogueSnapshot snapshot)
    {
        this.folder = folder;
        Files = files;
        Shelf = snapshot.Parts.Shelf;
    }

    public CatalogueFiles Files { get; }

    public PackageShelf Shelf { get; }

    public static PackageFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new CommandLineException($"there is no folder {folder}");
        var faults = new FaultList();
        var files = CatalogueFiles.Read(folder, faults);
        return new PackageFolder(folder, files, CatalogueLoader.Load(files, faults));
    }

    public static bool TryVersion(string text, out SemanticVersion version)
    {
        var parts = text.Split('.');
        var sound = parts.Length == 3 && parts.All(part => part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit));
        var numbers = sound ? Array.ConvertAll(parts, part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)) : [0, 0, 0];
        version = new SemanticVersion(numbers[0], numbers[1], numbers[2]);
        return sound;
    }

    /// <param name="wanted"><c>lead/service</c>, or with <c>@version</c>.</param>
    public PackageVersion Find(string wanted)
    {
        var parts = wanted.Split('@');
        if (parts[0].Split('/') is not [var lead, var id] || parts.Length > 2)
            throw new CommandLineException($"a package is written as lead/service or lead/service@version, not {wanted}");
        return (parts.Length == 2 ? Shelf.Match(lead, id, parts[1]) : Shelf.NewestOf(lead, id))
            ?? throw new CommandLineException($"there is no sound package {wanted}");
    }

    /// <summary>Every file of a version by its path inside, with the shared questions it uses.</summary>
    public IReadOnlyDictionary<string, string> Whole(PackageVersion package)
    {
        var prefix = package.Def.Folder + "/";
        var whole = Files.Files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(file => file.Key[prefix.Length..], file => file.Value, StringComparer.Ordinal);
        foreach (var block in package.Def.Blocks.Keys)
            whole.TryAdd($"blocks/{block}.yaml", Files.Files[package.Archived ? $"{prefix}blocks/{block}.yaml" : $"blocks/{block}.yaml"]);
        return whole;
    }

    /// <summary>Refuses what cannot stand in this catalogue.</summary>
    public void Accept(PackageBundle bundle)
    {
        var target = $"services/{bundle.Lead}/{bundle.Service}@{bundle.Version}";
        if (Shelf.VersionsOf(bundle.Lead, bundle.Service).FirstOrDefault(known => known.Version.Equals(bundle.Version)) is { } known)
            throw new UnusableBundleException(known.Content == bundle.Content
                ? $"{bundle.Lead}/{bundle.Service} {bundle.Version} is here already"
                : $"{bundle.Lead}/{bundle.Service} {bundle.Version} is here already and says something else");
        var faults = new FaultList();
        var joined = Files.Files.Concat(bundle.Files.Select(file => KeyValuePair.Create($"{target}/{file.Key}", file.Value)))
            .ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal);
        var snapshot = CatalogueLoader.Load(new CatalogueFiles(joined), faults);
        if (faults.All.FirstOrDefault(fault => !fault.Warning && fault.File.StartsWith(target + "/", StringComparison.Ordinal)) is { } fault)
            throw new UnusableBundleException($"the package has a fault: {fault}");
        if (snapshot.Parts.Shelf.Match(bundle.Lead, bundle.Service, bundle.Version.ToString())?.Content != bundle.Content)
            throw new UnusableBundleException("the package does not say what its manifest promises");
    }

    /// <summary>Written beside and then put in place as a whole.</summary>
    public async Task TakeInAsync(PackageBundle bundle, CancellationToken ct)
    {
        var target = Path.Combine(folder, "services", bundle.Lead, $"{bundle.Service}@{bundle.Version}");
        var files = new Dictionary<string, string>(bundle.Files, StringComparer.Ordinal);
        if (YamlReader.Read(PublishedRecord.Name, files[PublishedRecord.Name], new FaultList()) is { } root && PublishedRecord.Read(root, new FaultList()) is { } record)
            files[PublishedRecord.Name] = (record with { SignedBy = bundle.SignedBy }).ToString();
        await PutAsync(target, files, ct);
    }

    /// <summary>Keeps the published version beside and begins the next one.</summary>
    public async Task ReviseAsync(PackageVersion package, SemanticVersion next, CancellationToken ct)
    {
        var home = Path.Combine(folder, package.Def.Folder);
        await PutAsync($"{home}@{package.Version}", Whole(package), ct);
        var service = Files.Files[$"{package.Def.Folder}/service.yaml"].Split('\n');
        var line = ((MapNode)package.Def.Roots["service.yaml"]).Find("version")!.Line - 1;
        service[line] = service[line].Replace(package.Version.ToString(), next.ToString(), StringComparison.Ordinal);
        await WriteAsync($"{package.Def.Folder}/service.yaml", string.Join('\n', service), ct);
        File.Delete(Path.Combine(home, PublishedRecord.Name));
    }

    public async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var file = Path.Combine(folder, path);
        await File.WriteAllTextAsync(file + ".new", text, ct);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static async Task PutAsync(string target, IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
        var draft = $"{target}.new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(draft, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, ct);
        }

        Directory.Move(draft, target);
    }
}
