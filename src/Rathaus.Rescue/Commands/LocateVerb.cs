using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue locate</c>: sites with the proof of how good they are.</summary>
internal sealed class LocateVerb : IRescueVerb
{
    public string Name => "locate";

    public string Usage =>
        $"""
        ./rathaus rescue locate p-median FILE [--p N] [--time S] [--seed N]
        ./rathaus rescue locate mclp FILE --p N --radius METRES [--time S] [--seed N]
        ./rathaus rescue locate mexclp FOLDER --vehicles N --q SHARE --seconds LIMIT [--time S] [--seed N]
            sites with value, bound and gap; --time is what may be spent, --seconds the response-time limit
        {LocateArea.Usage}
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--p", "--radius", "--vehicles", "--q", "--seconds", "--time", "--seed", .. LocateArea.ValuedOptions];

    public Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        if (words is not [var kind, .. var rest])
            throw new CommandLineException($"say which: p-median, mclp, mexclp, {string.Join(", ", LocateArea.Models)}");
        var seed = line.WholeNumber("--seed", 0, int.MaxValue) ?? 1;
        return kind switch
        {
            "p-median" => MedianAsync(rest, line, seed, ct),
            "mclp" => CoverAsync(rest, line, seed, ct),
            "mexclp" => ExpectAsync(rest, line, seed, ct),
            _ when LocateArea.Models.Contains(kind) => LocateArea.RunAsync(kind, rest, line, seed, ct),
            _ => throw new CommandLineException($"there is no {kind}; there are: p-median, mclp, mexclp, {string.Join(", ", LocateArea.Models)}"),
        };
    }

    private static Task<int> MedianAsync(string[] words, CommandLine line, int seed, CancellationToken ct)
    {
        var problem = PMedianProblem.Read(Options.OneFile(words, "graph file"), line.WholeNumber("--p", 1, int.MaxValue), ct);
        SitingResult result;
        try
        {
            result = PMedianSolver.Solve(problem, line.Number("--time", 0.1, 86_400) ?? 25, seed, ct);
        }
        catch (ArgumentException unfit)
        {
            throw new CommandLineException(unfit.Message);
        }

        return Answer(line, result, [.. Open(result).Select(site => site + 1)]);
    }

    private static Task<int> CoverAsync(string[] words, CommandLine line, int seed, CancellationToken ct)
    {
        var problem = CoverageFiles.ReadMclp(
            Options.OneFile(words, "instance file"), Options.Required(line.WholeNumber("--p", 1, int.MaxValue), "--p"),
            Options.Required(line.Number("--radius", 0, 1e8), "--radius"));
        var result = CoverageSolver.Solve(problem, line.Number("--time", 0.1, 86_400) ?? 50, seed, ct);
        return Answer(line, result, [.. Open(result)]);
    }

    private static Task<int> ExpectAsync(string[] words, CommandLine line, int seed, CancellationToken ct)
    {
        var (problem, stations) = CoverageFiles.ReadCity(
            Options.OneFile(words, "folder of a city"), Options.Required(line.WholeNumber("--vehicles", 1, 10_000), "--vehicles"),
            Options.Required(line.Number("--q", 0, 0.999999), "--q"), Options.Required(line.Number("--seconds", 0, 86_400), "--seconds"));
        var result = CoverageSolver.Solve(problem, line.Number("--time", 0.1, 86_400) ?? 50, seed, ct);
        return line.PrintAsync(new
        {
            result.Value,
            result.Bound,
            result.Gap,
            result.Seconds,
            result.Seed,
            Sites = Open(result).Select(site => stations[site]).ToArray(),
            XByStation = result.Placed,
        });
    }

    // A site with several vehicles stands there several times.
    private static IEnumerable<int> Open(SitingResult result) =>
        result.Placed.SelectMany((vehicles, site) => Enumerable.Repeat(site, vehicles));

    private static Task<int> Answer(CommandLine line, SitingResult result, int[] sites) =>
        line.PrintAsync(new { result.Value, result.Bound, result.Gap, result.Seconds, result.Seed, Sites = sites });
}
