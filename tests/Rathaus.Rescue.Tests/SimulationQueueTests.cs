using System.Globalization;
using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Queueing;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Tests;

/// <summary>Where the simulation has a formula beside it, it must come out there.</summary>
public sealed class SimulationQueueTests
{
    private static readonly SimulationRun Run = new(SimulatedService.Monday, Weeks: 8, Replications: 20, Seed: 7);

    public static TheoryData<int, double> Loads => [.. DataFiles.Rows(DataFiles.Own("queueing", "erlang.csv"))
        .Select(row => (int.Parse(row["servers"], CultureInfo.InvariantCulture), DataFiles.Number(row["offered_load"])))];

    [Theory]
    [MemberData(nameof(Loads))]
    public void Without_ways_calls_wait_and_are_lost_as_Erlang_says(int servers, double load)
    {
        var row = DataFiles.Rows(DataFiles.Own("queueing", "erlang.csv"))
            .Single(row => row["servers"] == servers.ToString(CultureInfo.InvariantCulture) && Math.Abs(DataFiles.Number(row["offered_load"]) - load) < 1e-9);
        // Service 600 seconds: a load of a is 6a calls an hour.
        SimulatedService Service(NobodyFree nobody) => new()
        {
            Seconds = SimulatedService.Nowhere(2),
            Stations = 1,
            Ambulances = new int[servers],
            CallsPerHour = 6 * load,
            Settings = SimulatedService.Plain with { NobodyFree = nobody },
        };
        var queue = Service(NobodyFree.Wait).Run(Run);
        AssertWithin(DataFiles.Number(row["erlang_c"]), queue["waiting"]);
        AssertWithin(600 * Erlang.MeanWait(servers, load), queue["wait_mean"]);
        AssertWithin(load / servers, queue["utilisation_rtw"]);
        Assert.Equal(0, queue["missed"].Mean);

        var loss = Service(NobodyFree.Lose).Run(Run);
        var lost = Estimate.Of(loss.Values.Select(values => At(loss, values, "missed") / At(loss, values, "calls")));
        AssertWithin(DataFiles.Number(row["erlang_b"]), lost);
    }

    [Fact]
    public void The_published_example_of_the_hypercube_is_within_the_interval()
    {
        foreach (var model in HypercubeFile.Read(DataFiles.Own("queueing", "hypercube.json")))
        {
            // The order of the preferences as ways of a thousandth of a second; everything else is the stay of 3,600 seconds on scene.
            var classes = model.Classes;
            var service = new SimulatedService
            {
                Seconds = SimulatedService.Table(3 + classes.Count, (from, to) => from < 3 && to >= 3 ? 0.001 * classes[to - 3].Preference.ToList().IndexOf(from) : 0),
                Stations = 3,
                Ambulances = [0, 1, 2],
                CallsPerHour = model.ArrivalRate,
                Shares = [.. classes.Select(calls => calls.Rate)],
                Laws = new() { [MissionDurations.All(MissionPhase.Attending)] = new ExponentialDuration(3_600) },
                Settings = SimulatedService.Plain with { NobodyFree = model.Queues ? NobodyFree.Wait : NobodyFree.Lose },
            };
            var run = Run with { Weeks = 40 };
            var exact = ExactHypercube.Solve(model).Workloads;
            var replication = new Replication(service.Model(run), new CallGenerator(service.Demand, run));
            var shares = Enumerable.Range(0, 20).Select(number => replication.Run(number, TestContext.Current.CancellationToken).BusyByVehicle).ToArray();
            for (var server = 0; server < 3; server++)
                AssertWithin(exact[server], Estimate.Of(shares.Select(share => share[server])));
        }
    }

    [Fact]
    public void Intervals_are_those_of_Students_tables()
    {
        Assert.Equal(12.706, StudentT.Quantile95(1), 1e-3);
        Assert.Equal(4.303, StudentT.Quantile95(2), 1e-3);
        Assert.Equal(2.262, StudentT.Quantile95(9), 1e-3);
        Assert.Equal(2.093, StudentT.Quantile95(19), 1e-3);
        Assert.Equal(1.984, StudentT.Quantile95(100), 1e-3);
        var estimate = Estimate.Of([1, 2, 3, double.NaN]);
        Assert.Equal(2, estimate.Mean);
        Assert.Equal(4.303 / Math.Sqrt(3), estimate.HalfWidth, 1e-3);
    }

    private static double At(SimulationResult result, double[] values, string name) =>
        values[result.Metrics.ToList().FindIndex(metric => metric.Name == name)];

    // Fifty intervals of 95 %: some must miss. Half as wide again is one of 99.7 %.
    private static void AssertWithin(double expected, Estimate found)
    {
        var slack = found.HalfWidth * 0.5;
        Assert.InRange(expected, found.Low - slack, found.High + slack);
    }
}
