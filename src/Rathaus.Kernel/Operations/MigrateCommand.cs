using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Operations;

internal sealed class MigrateCommand(IServiceProvider services) : ICommand
{
    public string Name => "migrate";

    public string Summary => "brings a server's schema to this version";

    public string Usage =>
        """
        ./rathaus migrate [--check] --database CONN

        Applies the migrations of all rooms; --check only lists what would run. The embedded database needs no such call:
        the host does it at start.
        """;

    public IReadOnlyCollection<string> Flags => ["--check"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count > 0)
            throw new CommandLineException($"unexpected '{line.Arguments[0]}'");
        if (services.GetRequiredService<DataFolder>().Embedded)
            throw new CommandLineException("needs --database; the host migrates the embedded database at start");
        var migrator = services.GetRequiredService<Migrator>();
        var pending = await migrator.PendingAsync(ct);
        foreach (var name in pending)
            await line.Out.WriteLineAsync(name);
        if (!line.Flag("--check"))
            await migrator.RunAsync(ct);
        await line.Out.WriteLineAsync(pending.Count == 0 ? "The schema is up to date." : $"{pending.Count} migrations.");
        return 0;
    }
}
