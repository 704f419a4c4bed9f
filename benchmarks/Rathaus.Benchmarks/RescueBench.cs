using System.Diagnostics;
using System.Globalization;
using Rathaus.Rescue;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Forecasting;
using Rathaus.Rescue.Roads;
using Rathaus.Rescue.Simulation;
using Rathaus.Rescue.Siting;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench rescue</c>: forecast, roads, sites and simulation of the ambulance planning. Data of other cities are used where the shared folder lies beside
/// the checkout; without it generated ones stand in, and each row says which. R and CBC run beside when they are installed.
/// </summary>
internal static class RescueBench
{
    private const int SiteSeconds = 60;

    private static readonly DateTime Monday = new(2026, 1, 5);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var city = SyntheticCity.Make(new CityParameters(250_000, 2, 1, new DateOnly(2026, 1, 1)));
        var (calls, missions) = city.History();
        return
        [
            .. await ForecastAsync(calls, ct), .. Roads(), .. Drag(city.Area), Rate(ct), Year(SimulationInputs.Of(city.Area, calls, missions, ct: ct), ct), .. await SitesAsync(ct),
        ];
    }

    /// <summary>A folder of the shared data beside the checkout; null: it is not here.</summary>
    private static string? Shared(params string[] path)
    {
        for (var folder = new DirectoryInfo(Testing.Checkout.Folder); folder is not null; folder = folder.Parent)
        {
            var there = Path.Combine([folder.FullName, "shared", "data", "rescue", .. path]);
            if (File.Exists(there) || Directory.Exists(there))
                return there;
        }

        return null;
    }

    private static async Task<IReadOnlyList<BenchRow>> ForecastAsync(IReadOnlyList<CallRecord> calls, CancellationToken ct)
    {
        CallSeries series;
        DateTime? from = null;
        if (Shared("nyc-ems-hourly", "calls_2010_2017.csv") is { } file)
        {
            series = CallSeries.Read(file).Single(series => series.Name == "staten_island");
            from = new DateTime(2016, 1, 4);
        }
        else
        {
            series = Hourly(calls);
        }

        var watch = Stopwatch.StartNew();
        var result = new Backtest(hourly: true, null, from, from is null ? null : new DateTime(2017, 12, 4)).Run(series, ct);
        var seconds = watch.Elapsed.TotalSeconds;
        var peer = await RescuePeers.ForecastAsync(series, [.. result.Origins.Select(origin => origin.Origin)], ct);
        return
        [
            new($"forecast of {series.Name}: choice, fit and {result.Origins.Count} origins", seconds, "s", 30, HigherIsBetter: false)
            {
                Against = peer is { } run ? [new("R forecast, stlf over 26 weeks, same origins", run.Seconds)] : [],
            },
            new("... MASE over a week", result.Mean.Mase, "", null, HigherIsBetter: false)
            {
                Against =
                [
                    .. result.Beside.Select(beside => new BenchPeer(beside.Key, beside.Value.Mase)), .. peer is { } other ? [new BenchPeer("R forecast, stlf", other.Mase)] : Array.Empty<BenchPeer>(),
                ],
            },
            .. peer is null ? [Missing("R with its package forecast (r-cran-forecast)")] : Array.Empty<BenchRow>(),
        ];
    }

    private static CallSeries Hourly(IReadOnlyList<CallRecord> calls)
    {
        var times = calls.Where(call => call.Kind == CallKind.Emergency).Select(call => TimeZoneInfo.ConvertTime(call.ReceivedAt, SimulationInputs.Zone).DateTime).ToList();
        var start = times.Min().Date;
        var counts = new double[(int)(times.Max().Date - start).TotalHours];
        foreach (var hour in times.Select(time => (int)(time - start).TotalHours).Where(hour => hour < counts.Length))
            counts[hour]++;
        return new CallSeries("the synthetic city", start, counts);
    }

    private static IEnumerable<BenchRow> Roads()
    {
        var (name, graph) = Shared("city-auckland") is { } folder ? ("Auckland", RoadGraph.Read(folder).Profiles[RescueArea.Emergency]) : ("a generated grid", Grid(233));
        var paths = new ShortestPaths(graph);
        var random = new RandomStream(1);
        for (var warm = 0; warm < 20; warm++)
            paths.From(random.Next(graph.Nodes));
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            for (var run = 0; run < 20; run++)
                paths.From(random.Next(graph.Nodes));
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds / 20);
        }

        yield return new($"one to all on {graph.Nodes:#,0} nodes ({name})", best, "ms", 15, HigherIsBetter: false);
    }

    private static ArcTable Grid(int edge)
    {
        var random = new RandomStream(2);
        return ArcTable.Of(edge * edge, Enumerable.Range(0, edge * edge).SelectMany(node => new[] { (node, node + 1), (node, node + edge) })
            .Where(arc => arc.Item2 < edge * edge && (arc.Item2 != arc.node + 1 || arc.Item2 % edge != 0))
            .SelectMany(arc => new[] { (arc.node, arc.Item2, 5 + (10 * random.NextDouble())), (arc.Item2, arc.node, 5 + (10 * random.NextDouble())) }));
    }

    /// <summary>A station follows the hand over the map: each answer is for a place never asked before.</summary>
    private static IEnumerable<BenchRow> Drag(RescueArea area)
    {
        var lab = new SiteLab(area, new CoverageQuestion { Rule = DeadlineRules.Shipped[0], Busy = 0.3 });
        var latencies = new Latencies(1);
        foreach (var (cell, number) in area.Cells.Where((_, at) => at % 3 == 0).Select((cell, number) => (cell, number)))
        {
            var began = Stopwatch.GetTimestamp();
            lab.Try([new SiteChange(area.Stations[0].Id, area.NodePoints[cell.Node], null)]);
            if (number >= 20)
                latencies.Add(0, began);
        }

        yield return new($"a dragged station's new coverage, {area.Cells.Count} cells, p50", latencies.Quantile(0.5), "ms", null, HigherIsBetter: false);
        yield return new("... p99", latencies.Quantile(0.99), "ms", 100, HigherIsBetter: false);
    }

    /// <summary>Twenty vehicles, all ways from a table, one core.</summary>
    private static BenchRow Rate(CancellationToken ct)
    {
        const int stations = 10;
        const int places = stations + 2 + 600;
        var random = new RandomStream(3);
        var at = Enumerable.Range(0, places).Select(_ => (X: random.NextDouble() * 900, Y: random.NextDouble() * 900)).ToArray();
        float[][] table = [.. at.Select(from => at.Select(to => (float)Math.Sqrt(((from.X - to.X) * (from.X - to.X)) + ((from.Y - to.Y) * (from.Y - to.Y)))).ToArray())];
        var point = new GeoPoint(0, 0);
        var area = new RescueArea(
            "table", true, new RoadGraph([0], new Dictionary<string, ArcTable>()), [point],
            [.. Enumerable.Range(0, 600).Select(cell => new DemandCell($"{cell}", point, 0, $"{cell % 6}", AreaClass.Urban, 1 / 600.0, 1, 0))],
            [.. Enumerable.Range(0, stations).Select(station => new Station($"{station}", "", point, 0, 9, 60, 90, false, null))],
            [.. Enumerable.Range(0, 2).Select(hospital => new Hospital($"{hospital}", "", point, 0, [], 20))],
            [.. Enumerable.Range(0, 20).Select(vehicle => new Vehicle($"{vehicle}", VehicleType.Rtw, $"{vehicle % stations}", false))], []);
        var run = new SimulationRun(Monday, Weeks: 52, Replications: 8, Threads: 1);
        var demand = new CallDemand(_ => 5, 1.1, [new CallType("emergency", 1, CallKind.Emergency, true, 5, 0.7), new CallType("later", 1, CallKind.Emergency, false, 2, 0.7)], [[.. area.Cells.Select(cell => cell.Share)]]);
        var times = PlaceTimes.Of(table, stations + 2);
        var model = new SimulationModel(area, new AreaTimes(times, times), MissionDurations.Assumed, demand.Types, new SimulationSettings { Rules = DeadlineRules.Shipped.Where(rule => rule.Id != "doctor").ToList() }, run);
        var source = new CallGenerator(demand, run);
        Simulator.Run(model, source, ct: ct);
        var watch = Stopwatch.StartNew();
        var result = Simulator.Run(model, source, ct: ct);
        return new("simulated calls a second, 20 vehicles, one core", result["calls"].Mean * run.Weeks * result.Replications / watch.Elapsed.TotalSeconds, "1/s", 10_000, HigherIsBetter: true);
    }

    private static BenchRow Year(SimulationInputs inputs, CancellationToken ct)
    {
        var run = new SimulationRun(Monday, Weeks: 52, Replications: 20);
        var watch = Stopwatch.StartNew();
        var result = Simulator.Run(inputs.Model(inputs.Area, inputs.Usual(DeadlineRules.Shipped), run), new CallGenerator(inputs.Demand, run), ct: ct);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"a year of the synthetic city ({result["calls"].Mean * 52:#,0} calls, {inputs.Area.Vehicles.Count} vehicles), 20 replications"),
            watch.Elapsed.TotalSeconds, "s", 60, HigherIsBetter: false);
    }

    /// <summary>Every instance with a best known value; how far below it the answer of a minute is. CBC gets a minute too, on the first.</summary>
    private static async Task<IReadOnlyList<BenchRow>> SitesAsync(CancellationToken ct)
    {
        if (Shared("mclp-cities", "best.csv") is not { } file)
            return [Missing("the instances of maximal covering (shared data)")];
        var rows = new List<BenchRow>();
        using var table = CsvTable.Open(file, "instance", "p", "radius_m", "best_covered_demand");
        var most = int.TryParse(Environment.GetEnvironmentVariable("RATHAUS_BENCH_SITES"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : int.MaxValue;
        for (var row = 0; row < most && table.Next(); row++)
        {
            var problem = CoverageFiles.ReadMclp(Path.Combine(Path.GetDirectoryName(file)!, $"{table.Text("instance")}.txt"), table.Integer("p"), table.Number("radius_m"));
            var best = table.Number("best_covered_demand");
            var found = CoverageSolver.Solve(problem, SiteSeconds - 2, 1, ct);
            var cbc = row == 0 ? await RescuePeers.CoverAsync(problem, SiteSeconds, ct) : null;
            rows.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"{table.Text("instance")} p={table.Integer("p")}: {found.Value:0} of best {best:0}, bound {found.Bound:0}; below best"),
                100 * (best - found.Value) / best, "%", 0.5, HigherIsBetter: false)
            {
                Against = cbc is { } value ? [new("CBC in as much time", 100 * (best - value) / best)] : [],
            });
            if (row == 0 && cbc is null)
                rows.Add(Missing("CBC (coinor-cbc), or it found nothing in its time"));
        }

        return rows;
    }

    private static BenchRow Missing(string what) => new($"not measured: {what}", 0, "", null, HigherIsBetter: true);
}
