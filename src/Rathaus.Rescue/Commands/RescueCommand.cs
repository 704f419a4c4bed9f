using Rathaus.Kernel.Commands;

namespace Rathaus.Rescue.Commands;

/// <summary>One of the analyst's verbs: files in, files out.</summary>
internal interface IRescueVerb
{
    /// <summary>The word after <c>./rathaus rescue</c>.</summary>
    string Name { get; }

    /// <summary>Lines of <c>./rathaus rescue --help</c>.</summary>
    string Usage { get; }

    IReadOnlyCollection<string> ValuedOptions { get; }

    IReadOnlyCollection<string> Flags => [];

    Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct);
}

/// <summary><c>./rathaus rescue VERB …</c>: planning of the ambulance service from the command line.</summary>
internal sealed class RescueCommand(IServiceProvider? services = null) : ICommand
{
    private readonly IRescueVerb[] verbs =
    [
        new BacktestVerb(), new LocateVerb(), new TravelVerb(), new HypercubeVerb(), new SizeVerb(), new SynthesiseVerb(),
        new CoverageVerb(), new ShiftsVerb(), new ImportVerb(services), new SimulateVerb(), new RoadsVerb(), new CalibrateVerb(), new ForecastVerb(),
    ];

    public string Name => "rescue";

    public string Summary => "ambulance planning on files: forecast, sites, travel times, queues, sizing";

    public string Usage =>
        $"""
        {string.Join("\n", verbs.Select(verb => verb.Usage))}

        Formats: docs/rescue.md. Exit 0: done, 2: a file or option cannot be used; the line says where.
        """;

    public IReadOnlyCollection<string> ValuedOptions => [.. verbs.SelectMany(verb => verb.ValuedOptions).Distinct(StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Flags => [.. verbs.SelectMany(verb => verb.Flags).Distinct(StringComparer.Ordinal)];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.ToArray() is not [var word, .. var words])
            throw new CommandLineException($"say what to do: {string.Join(", ", verbs.Select(verb => verb.Name))}");
        var verb = verbs.FirstOrDefault(verb => verb.Name == word)
            ?? throw new CommandLineException($"there is no rescue {word}; there are: {string.Join(", ", verbs.Select(verb => verb.Name))}");
        foreach (var option in ValuedOptions.Except(verb.ValuedOptions))
        {
            if (line.Option(option) is not null)
                throw new CommandLineException($"rescue {word} knows no {option}");
        }

        if (Flags.Except(verb.Flags).FirstOrDefault(line.Flag) is { } flag)
            throw new CommandLineException($"rescue {word} knows no {flag}");

        try
        {
            return await verb.RunAsync(words, line, ct);
        }
        catch (RescueFileException unfit)
        {
            throw new CommandLineException(unfit.Message);
        }
    }
}
