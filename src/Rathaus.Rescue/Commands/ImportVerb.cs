using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;
using Rathaus.Rescue.Import;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue import</c>: files of a control centre into the tables of a town.</summary>
internal sealed class ImportVerb(IServiceProvider? services) : IRescueVerb
{
    public string Name => "import";

    public string Usage =>
        """
        ./rathaus rescue import FOLDER|FILE --town ID [--mapping FILE] [--source NAME] [--dry-run]
            area, calls and missions into the tables of a town, with a report of every check; a dry run writes nothing
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--town", "--mapping", "--source"];

    public IReadOnlyCollection<string> Flags { get; } = ["--dry-run"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var path = Options.OneFile(words, "folder or file");
        var id = line.Option("--town") ?? throw new CommandLineException("--town is missing");
        var provider = services ?? throw new CommandLineException("there is no database here");
        var town = provider.GetRequiredService<ITownOffices>().Find(id) ?? throw new CommandLineException($"there is no town {id}");
        var mapping = line.Option("--mapping") is { } file
            ? ImportMapping.Parse(Path.GetFileName(file), File.Exists(file) ? await File.ReadAllTextAsync(file, ct) : throw new CommandLineException($"{file}: there is no such file"))
            : null;
        var order = ImportFolder.Read(Path.GetFullPath(path), line.Option("--source") ?? "file", mapping, line.Flag("--dry-run"), by: null);
        await using var door = provider.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var done = await provider.GetRequiredService<Importer>().RunAsync(provider.GetRequiredService<WorkerDatabase>().For(town.Number), order, ct);
        return await line.PrintAsync(new
        {
            Town = town.Id,
            order.DryRun,
            Files = done.Select(one => new
            {
                Batch = order.DryRun ? (Guid?)null : one.Batch,
                one.Written.Fresh,
                one.Written.Changed,
                one.Written.Same,
                one.Report,
            }).ToArray(),
        });
    }
}
