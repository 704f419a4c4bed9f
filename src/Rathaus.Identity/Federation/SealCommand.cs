using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Federation;

/// <summary><c>./rathaus break-glass</c>: a sealed code for a town's emergency access.</summary>
internal sealed class SealCommand(IServiceProvider services) : ICommand
{
    private const string Town = "--town";

    public string Name => "break-glass";

    public string Summary => "a sealed code for a town's emergency access (break-glass seal)";

    public string Usage =>
        $"""
        ./rathaus break-glass seal --town ID [--data DIR]

        Prints a code to be put into a sealed envelope. It opens {FederationRoutes.Emergency} once and makes whoever uses it
        administrator of the town for four hours; all administrators are told. A new code ends the one before. After a use make a
        new one. Joins a running host.
        """;

    public IReadOnlyCollection<string> ValuedOptions => [Town];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not ["seal"])
            throw new CommandLineException("takes the word 'seal'");
        var id = line.Option(Town) ?? throw new CommandLineException($"{Town} is missing");
        var town = services.GetRequiredService<ITownOffices>().Find(id)
            ?? throw new CommandLineException($"{Town}: the catalogue has no town '{id}'");
        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        await line.Out.WriteLineAsync($"{await services.GetRequiredService<SealedCodes>().SealAsync(town.Number, ct)}  for {FederationRoutes.Emergency}, {town.Name}, once");
        return 0;
    }
}
