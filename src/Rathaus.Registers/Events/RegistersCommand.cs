using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Events;

/// <summary><c>./rathaus registers rebuild</c>: makes what lists and facts read anew from the events.</summary>
internal sealed class RegistersCommand(IServiceProvider services) : ICommand
{
    public string Name => "registers";

    public string Summary => "make the registers' projections anew from their events";

    public string Usage =>
        """
        ./rathaus registers rebuild [--town ID] [--register NAME] [--data DIR]

        Empties and writes again what lists and facts read, one transaction for each register of each town.
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--town", "--register"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not ["rebuild"])
            throw new CommandLineException("say what to do: rebuild");
        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var projections = services.GetRequiredService<ProjectionSet>();
        var database = services.GetRequiredService<WorkerDatabase>();
        var towns = services.GetRequiredService<ITownOffices>().All.Where(town => line.Option("--town") is not { } id || town.Id == id).ToArray();
        if (towns.Length == 0)
            throw new CommandLineException($"there is no town {line.Option("--town")}");
        foreach (var town in towns)
        {
            foreach (var register in projections.ByRegister.Keys.Order(StringComparer.Ordinal).Where(name => line.Option("--register") is not { } only || name == only))
            {
                var subjects = await database.For(town.Number).InTransactionAsync(tx => projections.RebuildAsync(tx, register, ct), ct);
                if (subjects > 0)
                    await line.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{town.Id} {register}: {subjects:N0}"));
            }
        }

        return 0;
    }
}
