using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Time;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary><c>./rathaus adopt LEAD/SERVICE --town TOWN</c>.</summary>
internal sealed class AdoptCommand(CatalogueLocation location, ITexts texts, TimeProvider time) : ICommand
{
    public string Name => "adopt";

    public string Summary => "let a town adopt a service: write its overlay and name what is still to be set";

    public string Usage =>
        """
        ./rathaus adopt LEAD/SERVICE --town TOWN [--version VERSION] [--catalogue DIR] [--dry-run]

        Writes municipalities/TOWN/services/SERVICE.yaml with the lead's defaults and says what the town must still enter.
        --version 1, 1.2 or 1.2.0: which versions are followed (default: the newest one's first number).
        Exit code 0: the town can offer it; 1: written, but something is missing; 2: unusable call.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--town", "--version", "--catalogue"];

    public IReadOnlyCollection<string> Flags => ["--dry-run"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var wanted] || wanted.Split('/') is not [var lead, var id])
            throw new CommandLineException("adopt takes one service, written as lead/service");
        var desk = CatalogueDesk.Open(line.Option("--catalogue") ?? location.Folder);
        var town = desk.Town(line.Option("--town"));
        var newest = desk.Snapshot.Parts.Shelf.NewestOf(lead, id) ?? throw new CommandLineException($"there is no service {wanted}");
        var version = line.Option("--version") ?? newest.Version.Major.ToString(CultureInfo.InvariantCulture);
        var package = desk.Snapshot.Parts.Shelf.Match(lead, id, version)
            ?? throw new CommandLineException($"there is no version {version} of {wanted}; known: {desk.VersionsOf(lead, id)}");
        var file = CatalogueDesk.OverlayFile(town, id);
        if (desk.Snapshot.Parts.Files.ContainsKey(file))
            throw new CommandLineException($"{town.Id} has {file} already; ./rathaus upgrade changes its version");
        var overlay = OverlayStart.Make(town, package.Def, time.Today(), version);
        var (service, open) = OverlayStart.Try(desk.Snapshot.Parts, town, package.Def, overlay, file);
        var text = OverlayStart.File(overlay, package.Def);
        if (line.Flag("--dry-run"))
            await line.Out.WriteLineAsync(text.AsMemory(), ct);
        else
            await desk.WriteAsync(file, text, ct);

        var words = texts.For(Language.German);
        await line.Out.WriteLineAsync(words["services.adoption.command.adopted", ("service", package.Def.Service.Name.German), ("town", town.FullName), ("version", package.Version.ToString()), ("file", file)].AsMemory(), ct);
        foreach (var item in open)
            await line.Out.WriteLineAsync($"- {words[$"services.adoption.open.{item.Kind}", ("name", item.Name)]}".AsMemory(), ct);
        return service is null ? 1 : 0;
    }
}

/// <summary>A catalogue folder that commands read and write.</summary>
internal sealed class CatalogueDesk
{
    private CatalogueDesk(string folder, CatalogueSnapshot snapshot, FaultList faults)
    {
        Folder = folder;
        Snapshot = snapshot;
        Faults = faults;
    }

    public string Folder { get; }

    public CatalogueSnapshot Snapshot { get; }

    public FaultList Faults { get; }

    public static CatalogueDesk Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new CommandLineException($"there is no folder {folder}");
        var faults = new FaultList();
        return new CatalogueDesk(folder, CatalogueLoader.Load(CatalogueFiles.Read(folder, faults), faults), faults);
    }

    public static string OverlayFile(Municipality town, string service) => $"municipalities/{town.Id}/services/{service}.yaml";

    public Municipality Town(string? id) => id is null
        ? throw new CommandLineException("--town is missing")
        : Snapshot.Town(id) ?? throw new CommandLineException($"there is no town {id}");

    public string VersionsOf(string lead, string id) => string.Join(", ", Snapshot.Parts.Shelf.VersionsOf(lead, id).Select(version => version.Version));

    /// <summary>Written beside and then put in place: a reader sees the old file or the new one.</summary>
    public async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        await File.WriteAllTextAsync(draft, text, ct);
        File.Move(draft, path, overwrite: true);
    }
}
