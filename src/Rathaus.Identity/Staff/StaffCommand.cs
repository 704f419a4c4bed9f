using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Staff;

/// <summary><c>./rathaus staff invite</c>: a one-time code for an administrator.</summary>
internal sealed class StaffCommand(IServiceProvider services) : ICommand
{
    private const string Town = "--town";

    public string Name => "staff";

    public string Summary => "a one-time code for an administrator (staff invite)";

    public string Usage =>
        $"""
        ./rathaus staff invite [--town ID] [--data DIR]

        Prints a code with which a person sets up access as administrator at {SignInLinks.Invitation}. It works once and
        expires; a new code for the same town ends the earlier one. Without --town the person chooses the towns.
        Joins a running host. All further staff are invited on the pages of the back office.
        """;

    public IReadOnlyCollection<string> ValuedOptions => [Town];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not ["invite"])
            throw new CommandLineException("takes the word 'invite'");
        short? town = null;
        if (line.Option(Town) is { } id)
        {
            town = services.GetRequiredService<ITownOffices>().Find(id)?.Number
                ?? throw new CommandLineException($"{Town}: the catalogue has no town '{id}'");
        }

        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var issued = await services.GetRequiredService<Invitations>().SetUpAsync(town, ct);
        await line.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{issued.Code}  for {SignInLinks.Invitation}, once, until {issued.ExpiresAt:yyyy-MM-dd HH:mm} UTC"));
        return 0;
    }
}
