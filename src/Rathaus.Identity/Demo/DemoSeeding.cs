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
        ./rathaus seed [--people N] [--seed S] [--town ID] [--data DIR]

        Writes the invented persons, staff and register entries of the demonstration. What is there stays as it is.
        With --people each town (or the one named) gets that many more invented residents, the same for the same --seed (default 1).
        Refused without demo mode (with --database: set Demo__Enabled=true).
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--people", "--seed", "--town"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        var people = Number(line, "--people", 0);
        var seed = Number(line, "--seed", 1);
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
        if (people > 0)
            await services.GetRequiredService<IPopulationSeed>().FillAsync(people, (ulong)seed, line.Option("--town"), line.Out.WriteLine, ct);
        return 0;
    }

    private static int Number(CommandLine line, string option, int otherwise) => line.Option(option) switch
    {
        null => otherwise,
        { } text when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 2_000_000 => number,
        { } text => throw new CommandLineException($"{option} must be a number from 1 to 2000000, not {text}"),
    };
}
