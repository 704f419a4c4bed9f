using System.Text.Json;
using Rathaus.Rescue.Queueing;

namespace Rathaus.Rescue.Tests;

public sealed class QueueingTests
{
    [Fact]
    public void Erlangs_formulas_agree_with_the_tables()
    {
        foreach (var row in DataFiles.Rows(DataFiles.Own("queueing", "erlang.csv")))
        {
            var (servers, load) = (int.Parse(row["servers"], null), DataFiles.Number(row["offered_load"]));
            Assert.Equal(DataFiles.Number(row["erlang_b"]), Erlang.Loss(servers, load), 1e-9);
            Assert.Equal(DataFiles.Number(row["erlang_c"]), Erlang.Waiting(servers, load), 1e-9);
        }

        // The usual tables: one call in a hundred is blocked.
        Assert.Equal(0.01, Erlang.Loss(10, 4.461), 1e-4);
        Assert.Equal(0.01, Erlang.Loss(20, 12.03), 1e-4);
        Assert.Equal(0.01, Erlang.Loss(5, 1.361), 1e-4);
    }

    [Fact]
    public void A_queue_that_gets_more_than_it_can_do_makes_everybody_wait()
    {
        Assert.Equal(1, Erlang.Waiting(2, 2));
        Assert.Equal(double.PositiveInfinity, Erlang.MeanWait(2, 2.5));
        Assert.Equal(0.5, Erlang.MeanWait(1, 1 / 3.0), 1e-12); // M/M/1: rho / (1 - rho)
        Assert.Throws<ArgumentOutOfRangeException>(() => Erlang.Loss(3, double.NaN));
    }

    [Fact]
    public void The_risk_of_too_few_vehicles_and_its_return_time_agree_with_the_reference()
    {
        foreach (var row in DataFiles.Rows(DataFiles.Own("queueing", "poisson_risk.csv")))
        {
            var sizing = new RiskSizing(
                DataFiles.Number(row["calls_per_hour"]), DataFiles.Number(row["mean_occupation_min"]) / 60, DataFiles.Number(row["shift_h"]));
            var found = sizing.Row(int.Parse(row["k"], null));
            // The reference is one minus a sum of doubles: good to 1e-15, which is much of a chance of 1e-12.
            var (chance, shifts) = (DataFiles.Number(row["p_exceed"]), DataFiles.Number(row["return_time_shifts"]));
            var within = 1e-6 + (1e-15 / chance);
            Assert.Equal(1, found.Exceeded / chance, within);
            Assert.Equal(1, found.ReturnShifts / shifts, within);
        }
    }

    [Fact]
    public void The_worked_example_of_the_expert_reports_needs_five_vehicles_for_ten_shifts()
    {
        var sizing = new RiskSizing(1.5, 1, 12);
        Assert.Equal(0.01858, sizing.Row(4).Exceeded, 1e-5);
        Assert.Equal(4.49, sizing.Row(4).ReturnShifts, 1e-2);
        var chosen = sizing.FewestFor(10);
        Assert.Equal(5, chosen.Vehicles);
        Assert.Equal(18.7, chosen.ReturnShifts, 0.05);
    }

    [Fact]
    public void The_published_example_of_the_hypercube_comes_out_exactly_and_approximately()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(DataFiles.Own("queueing", "hypercube.json")));
        var models = HypercubeFile.Read(DataFiles.Own("queueing", "hypercube.json"));
        Assert.Equal(json.RootElement.GetArrayLength(), models.Count);
        foreach (var (model, expected) in models.Zip(json.RootElement.EnumerateArray()))
        {
            var exact = ExactHypercube.Solve(model);
            var wanted = expected.GetProperty("exact");
            AssertClose(Numbers(wanted.GetProperty("workloads")), exact.Workloads, 1e-6);
            Assert.Equal(wanted.GetProperty("p_empty").GetDouble(), exact.Empty!.Value, 1e-6);
            Assert.Equal(wanted.GetProperty("p_all_busy_no_queue").GetDouble(), exact.AllBusy, 1e-6);
            Assert.Equal(wanted.GetProperty("p_queue_nonempty").GetDouble(), exact.Waiting, 1e-6);
            foreach (var (row, found) in wanted.GetProperty("immediate_dispatch_fraction_by_class_and_server").EnumerateArray().Zip(exact.Immediate))
                AssertClose(Numbers(row), found, 1e-6);
        }

        // Larson and Odoni, 5.5.3: the factors Q, and workloads .5627 .4716 .4657 (converged .5626 .4717 .4657).
        AssertClose([1, 0.73684, 0.63158], LarsonApproximation.Factors(3, 1.5, queues: true), 1e-5);
        AssertClose([0.5627, 0.4716, 0.4657], LarsonApproximation.Solve(models[0]).Workloads, 2e-4);
    }

    [Fact]
    public void Alike_vehicles_that_are_asked_in_turn_are_the_system_of_Erlang()
    {
        var classes = Enumerable.Range(0, 5).Select(first => new CallClass(0.6, [.. Enumerable.Range(0, 5).Select(next => (first + next) % 5)])).ToArray();
        double[] rates = [.. Enumerable.Repeat(1.0, 5)];
        var queue = ExactHypercube.Solve(new HypercubeModel(rates, queues: true, classes));
        Assert.Equal(Erlang.Waiting(5, 3), queue.AllBusy + queue.Waiting, 1e-9);
        Assert.All(queue.Workloads, load => Assert.Equal(0.6, load, 1e-9));
        var loss = ExactHypercube.Solve(new HypercubeModel(rates, queues: false, classes));
        Assert.Equal(Erlang.Loss(5, 3), loss.AllBusy, 1e-9);
        AssertClose(loss.Workloads, LarsonApproximation.Solve(new HypercubeModel(rates, queues: false, classes)).Workloads, 1e-6);
    }

    [Theory]
    [InlineData("""{"servers":2,"mu":1,"queue":"infinite","classes":[{"rate":2.5,"preference":[1,2]}]}""", "arrival rate")]
    [InlineData("""{"servers":2,"mu":1,"queue":"infinite","classes":[{"rate":1,"preference":[1]}]}""", "every server")]
    [InlineData("""{"servers":2,"mu":1,"queue":"loss","classes":[{"rate":1,"preference":[1,3]}]}""", "preference")]
    [InlineData("""{"servers":2,"mu":1,"queue":"loss","classes":[{"rate":1,"preference":[1,1]}]}""", "preference")]
    [InlineData("""{"servers":2,"mu":0,"queue":"loss","classes":[{"rate":1,"preference":[1,2]}]}""", "service rate")]
    [InlineData("""{"servers":2,"mu":[1],"queue":"loss","classes":[{"rate":1,"preference":[1,2]}]}""", "rates")]
    [InlineData("""{"servers":2,"mu":1,"queue":"long","classes":[{"rate":1,"preference":[1,2]}]}""", "queue")]
    [InlineData("""{"servers":99999,"mu":1,"classes":[]}""", "servers")]
    [InlineData("""{"servers":2,"mu":1}""", "key")]
    [InlineData("""{"servers":""", "hypercube")]
    public void A_model_that_is_none_is_refused_with_its_reason(string json, string named)
    {
        var folder = Directory.CreateTempSubdirectory("rescue-hypercube-").FullName;
        var path = Path.Combine(folder, "hypercube.json");
        File.WriteAllText(path, json);
        try
        {
            Assert.Contains(named, Assert.Throws<RescueFileException>(() => HypercubeFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> found, double within)
    {
        Assert.Equal(expected.Count(), found.Count());
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, within));
    }
}
