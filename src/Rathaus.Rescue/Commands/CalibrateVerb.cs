using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue calibrate</c>: the blue-light profile of an area, fitted to its missions.</summary>
internal sealed class CalibrateVerb : IRescueVerb
{
    private const double LeastSeconds = 20;
    private const double MostSeconds = 3_600;
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public string Name => "calibrate";

    public string Usage =>
        """
        ./rathaus rescue calibrate FOLDER [--ridge N] [--out FILE]
            factors of road classes by part of the day from calls.csv and missions.csv; --out: arcs.csv with one emergency profile for each part
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--ridge", "--out"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var folder = Options.OneFile(words, "folder of an area");
        var area = AreaFolder.Read(folder);
        var arcs = area.Roads.Profiles[RescueArea.Emergency];
        var (classes, classOf) = Classes(folder, area);
        var (drives, left) = Drives(folder, area, new ClassRoutes(arcs, classes, classOf), ct);
        var result = BlueLightCalibration.Fit(classes, drives, line.Number("--ridge", 0.001, 1e6) ?? 5);
        if (line.Option("--out") is { } file)
            await WriteAsync(file, area, result, classOf);
        return await line.PrintAsync(new
        {
            Drives = drives.Count,
            LeftOut = left,
            result.Sigma,
            result.Median,
            result.P10,
            result.P90,
            result.MedianBefore,
            Factors = TimeBlocks.All.ToDictionary(TimeBlocks.Word, block => new
            {
                Drives = result.Drives[block],
                Classes = classes.Zip(result.Factors[block]).ToDictionary(pair => pair.First, pair => Math.Round(pair.Second, 4)),
            }),
        });
    }

    /// <summary>
    /// Blue-light drives from the home station: the vehicle was back there before it was sent. Where it was otherwise is not
    /// recorded, so other drives are left out.
    /// </summary>
    public static (List<DriveRecord> Drives, int LeftOut) Drives(string folder, RescueArea area, ClassRoutes routes, CancellationToken ct)
    {
        var cells = area.Cells.ToDictionary(cell => cell.Id, cell => cell.Node, StringComparer.Ordinal);
        var places = AreaFolder.ReadCalls(folder).Where(call => call.Cell is not null && cells.ContainsKey(call.Cell))
            .GroupBy(call => call.Id, StringComparer.Ordinal).ToDictionary(call => call.Key, call => cells[call.First().Cell!], StringComparer.Ordinal);
        var stations = area.Stations.ToDictionary(station => station.Id, station => station.Node, StringComparer.Ordinal);
        var homes = area.Vehicles.ToDictionary(vehicle => vehicle.Id, vehicle => stations[vehicle.Station], StringComparer.Ordinal);
        var back = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        var wanted = new List<(int Home, int Place, TimeBlock Block, double Seconds)>();
        var left = 0;
        foreach (var mission in AreaFolder.ReadMissions(folder))
        {
            ct.ThrowIfCancellationRequested();
            var atHome = !back.TryGetValue(mission.Vehicle, out var returned) || returned <= mission.DispatchedAt;
            back[mission.Vehicle] = mission.BackAt;
            var seconds = (mission.OnSceneAt - mission.EnRouteAt)?.TotalSeconds;
            if (!atHome || !mission.BlueLight || mission.Cancelled || seconds is not (>= LeastSeconds and <= MostSeconds)
                || !homes.TryGetValue(mission.Vehicle, out var home) || !places.TryGetValue(mission.Call, out var place) || home == place)
            {
                left++;
                continue;
            }

            wanted.Add((home, place, TimeBlocks.Of(TimeZoneInfo.ConvertTime(mission.EnRouteAt!.Value, Berlin).Hour), seconds.Value));
        }

        var drives = new List<DriveRecord>();
        foreach (var home in wanted.GroupBy(drive => drive.Home))
        {
            var targets = home.Select(drive => drive.Place).Distinct().ToList();
            var ways = routes.From(home.Key, targets);
            var byPlace = targets.Select((target, at) => (target, ways[at])).ToDictionary(pair => pair.target, pair => pair.Item2);
            foreach (var (_, place, block, seconds) in home)
            {
                if (byPlace[place] is { } way && way.Sum() > 0)
                    drives.Add(new DriveRecord(way, block, seconds));
                else
                    left++;
            }
        }

        return (drives, left);
    }

    // Without classes of the arcs there is one factor for all roads.
    private static (List<string> Classes, Dictionary<(int, int), int> ClassOf) Classes(string folder, RescueArea area)
    {
        var file = Path.Combine(folder, RoadsVerb.Classes);
        var classOf = new Dictionary<(int, int), int>();
        if (!File.Exists(file))
            return (["all"], classOf);
        var names = new List<string>();
        using var table = CsvTable.Open(file, "from", "to", "class");
        while (table.Next())
        {
            var from = area.Roads.Find(table.Integer("from")) ?? throw table.Fault($"from: there is no node {table.Integer("from")}");
            var to = area.Roads.Find(table.Integer("to")) ?? throw table.Fault($"to: there is no node {table.Integer("to")}");
            var name = table.Text("class");
            if (!names.Contains(name, StringComparer.Ordinal))
                names.Add(name);
            classOf.TryAdd((from, to), names.IndexOf(name));
        }

        return names.Count > 0 ? (names, classOf) : (["all"], classOf);
    }

    private static async Task WriteAsync(string file, RescueArea area, CalibrationResult result, Dictionary<(int, int), int> classOf)
    {
        await using var writer = new StreamWriter(file);
        var normal = area.Roads.Profiles[RescueArea.Normal].Arcs().ToDictionary(arc => (arc.From, arc.To), arc => arc.Seconds);
        await writer.WriteLineAsync(string.Join(
            ',', ["from", "to", RescueArea.Emergency, RescueArea.Normal, .. TimeBlocks.All.Select(block => $"{RescueArea.Emergency}_{TimeBlocks.Word(block)}")]));
        foreach (var (from, to, seconds) in area.Roads.Profiles[RescueArea.Emergency].Arcs())
        {
            var fitted = TimeBlocks.All.Select(block => Written(seconds * result.Factors[block][classOf.GetValueOrDefault((from, to))]));
            await writer.WriteLineAsync(string.Join(
                ',', [Number(area, from), Number(area, to), Written(seconds), normal.Remove((from, to), out var slow) ? Written(slow) : "", .. fitted]));
        }

        foreach (var ((from, to), seconds) in normal)
            await writer.WriteLineAsync($"{Number(area, from)},{Number(area, to)},,{Written(seconds)},,,,");
    }

    private static string Number(RescueArea area, int node) => area.Roads.NodeNumbers[node].ToString(CultureInfo.InvariantCulture);

    private static string Written(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
