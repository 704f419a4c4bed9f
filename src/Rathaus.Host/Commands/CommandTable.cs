using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Host.Commands;

/// <summary>The verbs behind <c>./rathaus</c>: those of the Host and those that rooms bring along.</summary>
internal static class CommandTable
{
    private static readonly string[] WhereDataAre = ["--data", DatabaseOption.Value, DatabaseOption.File];

    /// <summary>Runs the verb in <paramref name="args"/>; without a verb the web host, the words being configuration.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args switch
        {
            ["--help" or "-h", ..] => "help",
            [var first, ..] when !first.StartsWith('-') => first,
            _ => null,
        };
        try
        {
            return verb is null ? await RunCommand.RunAsync([], args) : await DispatchAsync(verb, args[1..]);
        }
        catch (Exception wrong) when (wrong is CommandLineException or DataFolderBusyException or ClusterException or MigrationException)
        {
            await Console.Error.WriteLineAsync($"rathaus {verb ?? "run"}: {wrong.Message}");
            return 2;
        }
    }

    private static async Task<int> DispatchAsync(string verb, string[] rest)
    {
        var help = rest.Contains("--help") || rest.Contains("-h");
        if (verb == "run" && !help)
            return await RunCommand.RunAsync(rest, []);

        await using var app = Composition.Build([], Preview(rest), logsToStandardError: true);
        var commands = app.Services.GetServices<ICommand>().OrderBy(one => one.Name, StringComparer.Ordinal).ToArray();
        if (verb == "help")
        {
            PrintHelp(commands);
            return 0;
        }

        if (help && verb == "run")
        {
            Console.WriteLine(RunCommand.Usage);
            return 0;
        }

        var command = Array.Find(commands, one => one.Name == verb)
            ?? throw new CommandLineException($"unknown command; './rathaus --help' lists them");
        if (help)
        {
            Console.WriteLine(command.Usage);
            return 0;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = Signals.Cancel(stop);
        var line = CommandLine.Parse(
            rest, [.. command.ValuedOptions, .. WhereDataAre], command.Flags);
        return await command.RunAsync(line, stop.Token);
    }

    /// <summary>Where the data are must be known before the commands exist; their own options are not judged yet.</summary>
    private static CommandLine Preview(string[] rest)
    {
        var known = new List<string>();
        for (var i = 0; i < rest.Length; i++)
        {
            if (WhereDataAre.Contains(rest[i]) && i + 1 < rest.Length)
                known.AddRange([rest[i], rest[i + 1]]);
            else if (Array.Exists(WhereDataAre, option => rest[i].StartsWith(option + "=", StringComparison.Ordinal)))
                known.Add(rest[i]);
        }

        return CommandLine.Parse(known, WhereDataAre, []);
    }

    private static void PrintHelp(IReadOnlyList<ICommand> commands)
    {
        Console.WriteLine(
            """
            Rathaus, the open digital town hall of a model region.

            ./rathaus run                 start everything and print the address (see ./rathaus run --help)
            ./rathaus test [FILTER]       all tests
            ./rathaus bench [NAME]        the benchmarks, each beside its limit
            """);
        foreach (var command in commands)
            Console.WriteLine($"./rathaus {command.Name,-19} {command.Summary}");
        Console.WriteLine("./rathaus COMMAND --help      how a command is called");
    }
}
