using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Operations;

internal sealed class DoctorCommand(IServiceProvider services) : ICommand
{
    public string Name => "doctor";

    public string Summary => "checks what must always hold; exit 1 when something does not";

    public string Usage =>
        """
        ./rathaus doctor [--data DIR] [--database CONN]

        Checks every invariant of every room: chains, projections, files and keys, jobs, migrations, row-level security,
        settings of the server. Joins a running host. Exit 0: all hold, 1: faults.
        """;

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count > 0)
            throw new CommandLineException($"unexpected '{line.Arguments[0]}'");
        await services.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Command, ct);
        var faults = 0;
        foreach (var finding in await services.GetRequiredService<Doctor>().ExamineAsync(ct))
        {
            await line.Out.WriteLineAsync($"{(finding.Faults.Count == 0 ? "ok   " : "FAULT")} {finding.Invariant}");
            foreach (var fault in finding.Faults)
                await line.Out.WriteLineAsync($"      {fault}");
            faults += finding.Faults.Count;
        }

        await line.Out.WriteLineAsync(faults == 0 ? "Everything holds." : $"{faults} faults.");
        return faults == 0 ? 0 : 1;
    }
}
