using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Time;
using Rathaus.Services.Catalogues;

namespace Rathaus.Services.Adoption;

/// <summary><c>./rathaus package publish|revise|export|import|key</c>.</summary>
internal sealed class PackageCommand(CatalogueLocation location, TrustedKeysLocation trusted, ITexts texts, TimeProvider time) : ICommand
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Name => "package";

    public string Summary => "publish a version of a package, begin the next one, export and import signed files";

    public string Usage =>
        """
        ./rathaus package publish LEAD/SERVICE              fix the version as it is: from now on a change needs a new number
        ./rathaus package publish --all                     the same for every package that is not published yet
        ./rathaus package revise LEAD/SERVICE --to VERSION  keep the published version beside and begin the next one
        ./rathaus package export LEAD/SERVICE[@VERSION] --key FILE --out FILE
                                                            one published version as a signed file
        ./rathaus package import FILE [--dry-run]           check such a file and put it into the catalogue
        ./rathaus package key FILE                          make a signing key (FILE, mode 600) and print its public half

        Imported files must be signed by a key of the folder Services:TrustedKeys, named after the lead: aachen.pem.
        All take --catalogue DIR. Exit code 0: done; 1: refused, nothing written; 2: unusable call.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--to", "--key", "--out", "--catalogue"];

    public IReadOnlyCollection<string> Flags => ["--dry-run", "--all"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        var folder = line.Option("--catalogue") ?? location.Folder;
        try
        {
            return line.Arguments switch
            {
                ["publish", var package] when !line.Flag("--all") => await PublishAsync(folder, [package], line, ct),
                ["publish"] when line.Flag("--all") => await PublishAsync(folder, [], line, ct),
                ["revise", var package] => await ReviseAsync(folder, package, line, ct),
                ["export", var package] => await ExportAsync(folder, package, line, ct),
                ["import", var file] => await ImportAsync(folder, file, line, ct),
                ["key", var file] => await KeyAsync(file, line, ct),
                _ => throw new CommandLineException("package takes publish, revise, export, import or key, and what it is about"),
            };
        }
        catch (UnusableBundleException refused)
        {
            await line.Error.WriteLineAsync(refused.Message.AsMemory(), ct);
            return 1;
        }
    }

    /// <param name="wanted">Names of packages; none is all that are not published.</param>
    private async Task<int> PublishAsync(string folder, IReadOnlyList<string> wanted, CommandLine line, CancellationToken ct)
    {
        var shelf = PackageFolder.Open(folder);
        var packages = wanted.Count > 0 ? [.. wanted.Select(shelf.Find)] : shelf.Shelf.Newest.Where(package => package.Published is null).ToList();
        if (wanted.Count > 0 && packages.Find(package => package.Published is not null) is { Published: { } since } already)
            throw new UnusableBundleException($"{already.Def.Lead}/{already.Def.Id} {already.Version} is published since {since.On:yyyy-MM-dd}");
        var result = await new Checking.CatalogueCheck(texts, time.Today()).RunAsync(shelf.Files, new Source.FaultList(), ct);
        var own = result.Faults.Where(fault => !fault.Warning && packages.Exists(package => fault.File.StartsWith(package.Def.Folder + "/", StringComparison.Ordinal))).ToList();
        foreach (var fault in own)
            await line.Out.WriteLineAsync(fault.ToString().AsMemory(), ct);
        if (own.Count > 0)
            throw new UnusableBundleException("a package with faults is not published");
        foreach (var package in packages)
        {
            var record = new PublishedRecord(package.Version, package.Content, time.Today(), null, "");
            await shelf.WriteAsync($"{package.Def.Folder}/{PublishedRecord.Name}", record.ToString(), ct);
            await line.Out.WriteLineAsync($"{package.Def.Lead}/{package.Def.Id} {package.Version} is published ({package.Content[..12]})".AsMemory(), ct);
        }

        return 0;
    }

    private static async Task<int> ReviseAsync(string folder, string wanted, CommandLine line, CancellationToken ct)
    {
        var shelf = PackageFolder.Open(folder);
        var package = shelf.Find(wanted);
        var to = line.Option("--to") ?? throw new CommandLineException("--to is missing: the next version");
        if (package.Published is null || package.Published.Content != package.Content || package.Archived)
            throw new UnusableBundleException($"{wanted} {package.Version} is not published as it is now: there is nothing to keep beside");
        if (!PackageFolder.TryVersion(to, out var next) || next <= package.Version)
            throw new UnusableBundleException($"the next version must be written as 1.2.3 and higher than {package.Version}, not {to}");
        await shelf.ReviseAsync(package, next, ct);
        await line.Out.WriteLineAsync($"{wanted} {package.Version} is kept in {package.Def.Folder}@{package.Version}; {package.Def.Folder} is {next}".AsMemory(), ct);
        return 0;
    }

    private static async Task<int> ExportAsync(string folder, string wanted, CommandLine line, CancellationToken ct)
    {
        var shelf = PackageFolder.Open(folder);
        var package = shelf.Find(wanted);
        var keyFile = line.Option("--key") ?? throw new CommandLineException("--key is missing: the file with the signing key");
        var target = line.Option("--out") ?? $"{package.Def.Lead}-{package.Def.Id}-{package.Version}.zip";
        if (package.Published is null || package.Published.Content != package.Content)
            throw new UnusableBundleException($"{wanted} {package.Version} is not published as it is now: ./rathaus package publish does");
        if (!File.Exists(keyFile))
            throw new CommandLineException($"there is no file {keyFile}");
        using var key = TrustedKeys.Import(keyFile, await File.ReadAllTextAsync(keyFile, ct));
        await using (var file = File.Create(target))
            PackageBundle.Write(file, package.Def.Lead, package.Def.Id, package.Version, package.Content, shelf.Whole(package), key);
        await line.Out.WriteLineAsync($"{target} holds {package.Def.Lead}/{package.Def.Id} {package.Version}".AsMemory(), ct);
        return 0;
    }

    private async Task<int> ImportAsync(string folder, string file, CommandLine line, CancellationToken ct)
    {
        if (!File.Exists(file))
            throw new CommandLineException($"there is no file {file}");
        PackageBundle bundle;
        await using (var source = File.OpenRead(file))
            bundle = PackageBundle.Read(source, TrustedKeys.Read(trusted.Folder));
        var shelf = PackageFolder.Open(folder);
        shelf.Accept(bundle);
        if (!line.Flag("--dry-run"))
            await shelf.TakeInAsync(bundle, ct);
        await line.Out.WriteLineAsync($"{bundle.Lead}/{bundle.Service} {bundle.Version}, signed by {bundle.SignedBy}, {(line.Flag("--dry-run") ? "may be" : "is")} taken in: services/{bundle.Lead}/{bundle.Service}@{bundle.Version}".AsMemory(), ct);
        return 0;
    }

    private static async Task<int> KeyAsync(string file, CommandLine line, CancellationToken ct)
    {
        if (File.Exists(file))
            throw new CommandLineException($"{file} is there already");
        var (own, open) = TrustedKeys.Create();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using (var writer = new StreamWriter(file, options))
            await writer.WriteAsync(own.AsMemory(), ct);
        await line.Out.WriteLineAsync(open.AsMemory(), ct);
        return 0;
    }
}

/// <summary>Folder of the public keys that packages may be signed with.</summary>
internal sealed record TrustedKeysLocation(string Folder);
