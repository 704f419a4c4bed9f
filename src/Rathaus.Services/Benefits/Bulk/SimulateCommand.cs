using System.Globalization;
using Rathaus.Cel;
using Rathaus.Kernel.Commands;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>The part of <c>./rathaus calculate</c> that looks at many households.</summary>
internal static class SimulateCommand
{
    public const string Usage =
        """
        ./rathaus calculate BENEFIT --simulate FILE --date DAY [--what-if TABLE.yaml|draft:ID[,...]] [--result KEY] [--json]
        ./rathaus calculate BENEFIT --sample N [--seed S]

        --simulate computes every household of FILE (- is standard input) by the law of DAY, and by another law with --what-if:
        a table file in the place of the table with its id, or announced law. Prints how many have an amount, sum, deciles and
        bands, who gains and who loses. FILE has a header line, then one line per member: household,rent_level,...,members.age,...
        Lines of a household follow each other; its own columns are filled in the first. A line at fault is named on
        standard error and its household left out; then the exit code is 2. --sample writes invented households to try it with.
        """;

    private const int MostComplaints = 1_000;

    public static IReadOnlyCollection<string> Options => ["--simulate", "--date", "--what-if", "--result", "--sample", "--seed"];

    public static IReadOnlyCollection<string> Flags => ["--json"];

    public static bool IsMeant(CommandLine line) => Options.Any(option => line.Option(option) is not null) || line.Flag("--json");

    public static async Task<int> RunAsync(Benefit benefit, CommandLine line, CancellationToken ct)
    {
        if (line.Option("--sample") is { } count)
            return await SampleAsync(benefit, line, count, ct);
        var file = line.Option("--simulate") ?? throw new CommandLineException("--simulate FILE or --sample N is missing");
        if (line.Option("--date") is not { } date || !MapReader.TryDate(date, out var on))
            throw new CommandLineException("--date is missing or not written as 2025-01-01: the day whose law holds");
        var other = line.Option("--what-if") is { } parts ? await WhatIf.ReadAsync(benefit, parts, ct) : null;
        var simulation = new Simulation(benefit, other, on, Step(benefit, line), Complain(line),
            done => line.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done:#,##0} households ...")));
        using var text = Open(line, file);
        var unusable = await simulation.RunAsync(text, ct);
        if (unusable.Count > 0)
            throw new CommandLineException($"{file}: {string.Join("; ", unusable)}");
        await line.Out.WriteAsync((line.Flag("--json")
            ? simulation.Report.Json().ToJsonString(CalculateCommand.JsonLines) + Environment.NewLine
            : simulation.Report.Text($"{benefit.Name.German}, {date}", "law in force", line.Option("--what-if") ?? "")).AsMemory(), ct);
        return simulation.Report.LeftOut == 0 ? 0 : 2;
    }

    private static TextReader Open(CommandLine line, string file)
    {
        if (file == "-")
            return line.In;
        try
        {
            return new StreamReader(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"--simulate: cannot read {file}: {e.Message}");
        }
    }

    private static string Step(Benefit benefit, CommandLine line)
    {
        var key = line.Option("--result") ?? benefit.Results.Select(result => result.Key).FirstOrDefault() ?? "";
        var id = benefit.Results.FirstOrDefault(result => result.Key == key).Value;
        var step = benefit.Compiled.Steps.FirstOrDefault(candidate => candidate.Def.Id == id);
        return step is { Def.Each: null, Type.Kind: CelKind.Decimal or CelKind.Int }
            ? step.Def.Id
            : throw new CommandLineException($"--result {key}: {benefit.Id} has no amount of that name; results: {string.Join(", ", benefit.Results.Select(result => result.Key))}");
    }

    private static Func<string, Task> Complain(CommandLine line)
    {
        var count = 0;
        return message => ++count switch
        {
            <= MostComplaints => line.Error.WriteLineAsync(message),
            MostComplaints + 1 => line.Error.WriteLineAsync("further lines at fault are counted, not named"),
            _ => Task.CompletedTask,
        };
    }

    private static async Task<int> SampleAsync(Benefit benefit, CommandLine line, string count, CancellationToken ct)
    {
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var households) || households is < 1 or > 100_000_000)
            throw new CommandLineException("--sample takes a number of households");
        if (!ulong.TryParse(line.Option("--seed") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            throw new CommandLineException("--seed takes a whole number");
        var sample = benefit.Compiled.Def.Sample ?? throw new CommandLineException($"{benefit.Id} has no sample.yaml");
        await new SampleWriter(sample, seed).WriteAsync(line.Out, households, ct);
        return 0;
    }
}
