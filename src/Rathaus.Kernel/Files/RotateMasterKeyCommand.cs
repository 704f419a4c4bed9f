using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;

namespace Rathaus.Kernel.Files;

internal sealed class RotateMasterKeyCommand(IServiceProvider services) : ICommand
{
    public string Name => "rotate-master-key";

    public string Summary => "a new master key; what the old one sealed is sealed anew";

    public string Usage =>
        """
        ./rathaus rotate-master-key [--data DIR] [--database CONN]

        Stop every host first. Makes a new master key and seals town keys and key ring under it; files are not touched. The
        old key is put beside the new one: backups made until now need it, so move it to the safe and destroy it with the
        last of them. May be repeated when it was cut short.
        """;

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count > 0)
            throw new CommandLineException($"unexpected '{line.Arguments[0]}'");
        await services.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Command, ct);
        var old = await services.GetRequiredService<MasterKeyRotation>().RunAsync(ct);

        // The public log of the first town tells it; not which key it was.
        if (services.GetService<IProofs>()?.KeyChange("master-key") is { Count: > 0 } entry)
            await services.GetRequiredService<RegionDatabase>().ExecuteBatchAsync(entry, ct);
        await line.Out.WriteLineAsync($"The new master key is {services.GetRequiredService<MasterKey>().Path}: make safe copies of it now.");
        await line.Out.WriteLineAsync($"The old one is {old}: backups made until now need it.");
        return 0;
    }
}
