using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Commands;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Tests;

public sealed class CalibrationTests
{
    private static readonly string[] Classes = ["primary", "residential", "service"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_factors_that_made_the_drives_are_found_again_with_their_noise()
    {
        var truth = new Dictionary<TimeBlock, double[]>
        {
            [TimeBlock.Night] = [0.8, 0.95, 1.1], [TimeBlock.Morning] = [1.4, 1.1, 1.2], [TimeBlock.Day] = [1.0, 1.0, 1.0], [TimeBlock.Evening] = [1.2, 1.05, 0.9],
        };
        var drives = Invented(truth, 0.15, 2_000);
        var result = BlueLightCalibration.Fit(Classes, drives);
        foreach (var block in TimeBlocks.All)
        {
            for (var kind = 0; kind < Classes.Length; kind++)
                Assert.Equal(truth[block][kind], result.Factors[block][kind], 0.06);
        }

        Assert.Equal(0.15, result.Sigma, 0.01);
        Assert.Equal(1, result.Median, 0.01);
        Assert.Equal(Math.Exp(-0.15 * 1.2816), result.P10, 0.02);
        Assert.Equal(Math.Exp(0.15 * 1.2816), result.P90, 0.02);
    }

    [Fact]
    public void Wild_drives_do_not_move_the_factors_far_and_few_hardly_leave_one()
    {
        var truth = TimeBlocks.All.ToDictionary(block => block, _ => new[] { 1.2, 1.2, 1.2 });
        var drives = Invented(truth, 0.1, 1_000);

        // A tenth took ten times as long: least squares would be off by a quarter.
        var wild = drives.Select((drive, at) => at % 10 == 0 ? drive with { Seconds = drive.Seconds * 10 } : drive).ToList();
        var result = BlueLightCalibration.Fit(Classes, wild);
        Assert.All(result.Factors.Values, factors => Assert.All(factors, factor => Assert.Equal(1.2, factor, 0.12)));
        var few = BlueLightCalibration.Fit(Classes, [drives[0]], ridge: 50);
        Assert.All(few.Factors.Values, factors => Assert.All(factors, factor => Assert.InRange(factor, 0.97, 1.03)));
        Assert.Throws<RescueFileException>(() => BlueLightCalibration.Fit(Classes, []));
    }

    [Fact]
    public void A_route_tells_its_seconds_on_each_class()
    {
        var arcs = ArcTable.Of(4, [(0, 1, 10.0), (1, 2, 20), (0, 2, 50), (2, 3, 0)]);
        var routes = new ClassRoutes(arcs, Classes, new Dictionary<(int, int), int> { [(0, 1)] = 1, [(1, 2)] = 2 });
        var found = routes.From(0, [2, 1, 0]);
        Assert.Equal([0, 10, 20], found[0]!);
        Assert.Equal([0, 10, 0], found[1]!);
        Assert.Equal([0, 0, 0], found[2]!);
        Assert.Null(routes.From(3, [0])[0]);
    }

    [Fact]
    public void Places_snap_to_the_nearest_road_within_half_a_kilometre()
    {
        var area = SmallArea.Grid(3, 3, [(0, 0)], [1]);
        var arcs = area.Roads.Profiles["sec_emergency"];
        var snap = new RoadSnap(arcs, area.NodePoints);
        var plane = new LocalPlane(area.NodePoints[0]);
        var place = snap.Edge(plane.Back(125, -40))!.Value;
        Assert.Equal(40, place.OffMetres, 0.5);
        Assert.Equal((0, 1), (Math.Min(place.From, place.To), Math.Max(place.From, place.To)));
        var times = new ShortestPaths(arcs).From(0);

        // A quarter of the block of 60 s and 40 m on foot at 5 km/h.
        Assert.Equal(15 + 28.8, RoadSnap.SecondsTo(place, times, arcs), 0.5);
        Assert.Equal(0, place.NearerNode);
        Assert.Equal(4, snap.Node(plane.Back(510, 480)));
        Assert.Null(snap.Edge(plane.Back(500, -501)));
        Assert.Null(snap.Node(plane.Back(5_000, 0)));
    }

    [Fact]
    public async Task Many_starts_are_answered_by_a_hierarchy_with_the_same_seconds()
    {
        Assert.True(TravelVerb.ByHierarchy(1_000, 5_000));
        Assert.False(TravelVerb.ByHierarchy(100, 100));
        Assert.False(TravelVerb.ByHierarchy(1_000, 100_000));
        var folder = Directory.CreateTempSubdirectory("rescue-travel-").FullName;
        try
        {
            var area = SmallArea.Grid(40, 30, [(0, 0)], [1]);
            await File.WriteAllLinesAsync(Path.Combine(folder, "nodes.csv"), ["node", .. area.Roads.NodeNumbers.Select(number => $"{number}")], Ct);
            await File.WriteAllLinesAsync(Path.Combine(folder, "arcs.csv"), ["from,to,s", .. area.Roads.Profiles["sec_emergency"].Arcs().Select(arc => $"{arc.From + 1},{arc.To + 1},{arc.Seconds + (arc.From % 7)}")], Ct);
            await File.WriteAllLinesAsync(Path.Combine(folder, "pairs.csv"), ["from,to", .. Enumerable.Range(1, 1_200).Select(node => $"{node},{(node * 37 % 1_200) + 1}")], Ct);
            var command = new RescueCommand();
            var line = CommandLine.Parse(["travel", folder, "--pairs", Path.Combine(folder, "pairs.csv"), "--out", Path.Combine(folder, "out.csv")], command.ValuedOptions, []);
            Assert.Equal(0, await command.RunAsync(line.WritingTo(TextWriter.Null), Ct));
            var paths = new ShortestPaths(RoadGraph.Read(folder).Profiles["s"]);
            foreach (var row in DataFiles.Rows(Path.Combine(folder, "out.csv")).Where((_, at) => at % 40 == 0))
                Assert.Equal(paths.From(int.Parse(row["from"], CultureInfo.InvariantCulture) - 1)[int.Parse(row["to"], CultureInfo.InvariantCulture) - 1], DataFiles.Number(row["s"]), 1e-3);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<DriveRecord> Invented(IReadOnlyDictionary<TimeBlock, double[]> truth, double sigma, int each)
    {
        var random = new RandomStream(11);
        var drives = new List<DriveRecord>();
        foreach (var block in TimeBlocks.All)
        {
            for (var drive = 0; drive < each; drive++)
            {
                double[] seconds = [random.NextDouble() * 300, random.NextDouble() * 200, random.NextDouble() * 150];

                // Box and Muller.
                var noise = sigma * Math.Sqrt(2 * random.NextExponential()) * Math.Cos(2 * Math.PI * random.NextDouble());
                drives.Add(new DriveRecord(seconds, block, seconds.Zip(truth[block], (second, factor) => second * factor).Sum() * Math.Exp(noise)));
            }
        }

        return drives;
    }
}
