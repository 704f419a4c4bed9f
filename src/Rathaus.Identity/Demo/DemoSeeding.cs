using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Demo;

namespace Rathaus.Identity.Demo;

/// <summary>Lets every room write its demo data before the first request. The database is open by then.</summary>
internal sealed partial class DemoSeeding(IEnumerable<IDemoSeed> seeds, DemoSetting demo, ILogger<DemoSeeding> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var done in await RunAsync(seeds, demo, cancellationToken))
            LogSeeded(log, done);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public static async Task<IReadOnlyList<string>> RunAsync(IEnumerable<IDemoSeed> seeds, DemoSetting demo, CancellationToken ct)
    {
        if (!demo.Enabled)
            return [];
        var done = new List<string>();
        foreach (var seed in seeds.OrderBy(seed => seed.Order))
        {
            if (await seed.SeedAsync(ct) is { } written)
                done.Add(written);
        }

        return done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo data written: {What}")]
    private static partial void LogSeeded(ILogger logger, string what);
}

/// <summary><c>./rathaus seed</c>: writes the demo data that are missing.</summary>
internal sealed class SeedCommand(IServiceProvider services) : ICommand
{
    public string Name => "seed";

    public string Summary => "write the demo data that are missing (demo mode only)";

    public string Usage =>
        """
        ./rathaus seed [--data DIR]

        Writes the invented persons, staff and register entries of the demonstration. What is there stays as it is.
        Refused without demo mode (with --database: set Demo__Enabled=true).
        """;

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        var demo = services.GetRequiredService<DemoSetting>();
        if (!demo.Enabled)
            throw new CommandLineException("there are no demo data without demo mode");
        await using var door = services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Command, ct);
        var clock = Stopwatch.StartNew();
        var done = await DemoSeeding.RunAsync(services.GetServices<IDemoSeed>(), demo, ct);
        foreach (var one in done)
            await line.Out.WriteLineAsync(one);
        await line.Out.WriteLineAsync(done.Count == 0
            ? "All demo data were there already."
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Done in {clock.Elapsed.TotalSeconds:0.0} s."));
        return 0;
    }
}
