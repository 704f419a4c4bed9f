using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue synthesise</c>: a city that does not exist, as an area folder.</summary>
internal sealed class SynthesiseVerb : IRescueVerb
{
    public string Name => "synthesise";

    public string Usage =>
        """
        ./rathaus rescue synthesise FOLDER [--people N] [--seed N] [--years N] [--until DATE]
            a synthetic city with roads, cells, stations, vehicles, calls and missions, the same for the same numbers
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--people", "--seed", "--years", "--until"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var folder = Options.OneFile(words, "folder to write");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CommandLineException($"{folder} is not empty");
        var until = line.Option("--until") ?? "2026-01-01";
        var city = SyntheticCity.Make(new CityParameters(
            line.WholeNumber("--people", 10_000, 2_000_000) ?? 250_000,
            line.WholeNumber("--years", 1, 20) ?? 3,
            line.WholeNumber("--seed", 0, int.MaxValue) ?? 1,
            DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2100
                ? day
                : throw new CommandLineException($"--until takes a date such as 2026-01-01, not '{until}'")));
        var (calls, missions) = city.History();
        AreaFolderWriter.Write(folder, city.Area, DeadlineRules.Shipped);
        AreaFolderWriter.WriteHistory(folder, calls, missions);
        return await line.PrintAsync(new
        {
            city.Area.Name,
            city.Area.Synthetic,
            Nodes = city.Area.Roads.Nodes,
            Cells = city.Area.Cells.Count,
            Stations = city.Area.Stations.Count,
            Vehicles = city.Area.Vehicles.Count,
            Calls = calls.Count,
            Missions = missions.Count,
        });
    }
}
