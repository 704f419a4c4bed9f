using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Tests;

public sealed class AreaSitingTests
{
    private static readonly (int, int)[] Places = [(0, 0), (5, 1), (9, 4), (14, 2), (19, 0), (17, 4)];

    private static readonly IReadOnlySet<int> None = new HashSet<int>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cheapest_cover_is_the_cheapest_of_all_covers()
    {
        var sites = Sites(limit: 600);
        var best = Subsets(sites.Stations).Where(open => Enumerable.Range(0, sites.Cells).All(cell => open.Any(station => sites.Covers(cell, station))))
            .Min(open => open.Sum(station => (double)sites.Area.Stations[station].CostPerYear!.Value));
        var plan = CoverModels.CheapestCover(sites, None, new BranchAndBound(), 10, 1, Ct);
        Assert.Equal((LinearEnd.Proven, best), (plan.End, plan.Value));
        Assert.Equal(plan.Value, plan.Bound);
        if (await CbcSolver.FindAsync(Ct) is { } cbc)
            Assert.Equal(best, CoverModels.CheapestCover(sites, None, cbc, 10, 1, Ct).Value, 1e-6);
        Assert.Equal(1, CoverModels.CheapestCover(sites, new HashSet<int> { 2 }, new BranchAndBound(), 10, 1, Ct).Vehicles[2]);
    }

    [Fact]
    public void A_cover_that_cannot_be_names_the_cells_without_a_site()
    {
        var plan = CoverModels.CheapestCover(Sites(limit: 200), None, new BranchAndBound(), 10, 1, Ct);
        Assert.Equal(LinearEnd.Infeasible, plan.End);
        Assert.Contains(plan.Conflict, reason => reason.StartsWith("district Ost: no site reaches c", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_double_standard_is_the_best_of_all_placements()
    {
        var sites = Sites(limit: 480);
        const double alpha = 0.6;
        var best = Placements(sites, 5).Where(placed => Enumerable.Range(0, sites.Cells).All(cell => Count(sites, placed, cell, 2) > 0)
            && Weight(sites, cell => Count(sites, placed, cell, 1) > 0) >= alpha - 1e-9).Max(placed => Weight(sites, cell => Count(sites, placed, cell, 1) > 1));
        var plan = CoverModels.DoubleStandard(sites, 5, 2, alpha, new BranchAndBound(), 20, 1, Ct);
        Assert.Equal(LinearEnd.Proven, plan.End);
        Assert.Equal(best, plan.Value, 1e-9);
        if (await CbcSolver.FindAsync(Ct) is { } cbc)
            Assert.Equal(best, CoverModels.DoubleStandard(sites, 5, 2, alpha, cbc, 20, 1, Ct).Value, 1e-6);
        var none = CoverModels.DoubleStandard(sites, 1, 2, 0.99, new BranchAndBound(), 20, 1, Ct);
        Assert.Equal(LinearEnd.Infeasible, none.End);
        Assert.Contains("vehicles", none.Conflict);
    }

    [Fact]
    public void Expected_coverage_with_floors_is_the_best_of_all_placements()
    {
        var sites = Sites(limit: 420);
        double Value(int[] placed) => ExpectedModel.Shares(sites, placed, 0.4)[""];
        foreach (var (floor, fairest) in new (double?, bool)[] { (null, false), (0.45, false), (null, true) })
        {
            var question = new ExpectedQuestion { Vehicles = 4, Busy = 0.4, Floor = floor, FairestFirst = fairest };
            var all = Placements(sites, 4).Where(placed => floor is null || ExpectedModel.Shares(sites, placed, 0.4).Where(share => share.Key.Length > 0).All(share => share.Value >= floor - 1e-9)).ToList();
            if (fairest)
            {
                var fair = all.Max(placed => ExpectedModel.Shares(sites, placed, 0.4).Where(share => share.Key.Length > 0).Min(share => share.Value));
                all = [.. all.Where(placed => ExpectedModel.Shares(sites, placed, 0.4).Where(share => share.Key.Length > 0).Min(share => share.Value) >= fair - 1e-6)];
            }

            var plan = ExpectedModel.Solve(sites, question, new BranchAndBound(), 20, 1, Ct);
            Assert.Equal(LinearEnd.Proven, plan.End);
            Assert.Equal(all.Max(Value), plan.Value, 1e-6);
            Assert.Equal(plan.Value, Value([.. plan.Vehicles]), 1e-6);
        }
    }

    [Fact]
    public void A_floor_too_high_is_named_with_the_vehicles_it_collides_with()
    {
        var sites = Sites(limit: 420);
        var plan = ExpectedModel.Solve(sites, new ExpectedQuestion { Vehicles = 1, Busy = 0, Floor = 0.5 }, new BranchAndBound(), 10, 1, Ct);
        Assert.Equal(LinearEnd.Infeasible, plan.End);
        Assert.Equal(["at least 50 % in Ost", "at least 50 % in West", "vehicles"], plan.Conflict.Order(StringComparer.Ordinal));
        var worse = ExpectedModel.Solve(sites, new ExpectedQuestion { Vehicles = 1, Busy = 0, MostWorse = 0 }, new BranchAndBound(), 10, 1, Ct);
        Assert.Contains("vehicles", worse.Conflict);
    }

    [Fact]
    public void The_tele_emergency_doctor_lets_cars_stand_where_ambulances_are_missing()
    {
        var sites = Sites(limit: 420);
        var question = new ExpectedQuestion { Vehicles = 3, Busy = 0.3, Doctors = 1, DoctorBusy = 0.3, DoctorDemand = 0.5 };
        var without = ExpectedModel.Solve(sites, question, new BranchAndBound(), 20, 1, Ct);
        var with = ExpectedModel.Solve(sites, question with { TeleDoctorShare = 1 }, new BranchAndBound(), 20, 1, Ct);
        Assert.Equal(1, without.SecondKind.Sum());
        Assert.Equal(ExpectedModel.Shares(sites, with.Vehicles, 0.3)[""], with.Value, 1e-6);
        Assert.True(without.Value > with.Value);
        for (var station = 0; station < sites.Stations; station++)
            Assert.True(without.Vehicles[station] + without.SecondKind[station] <= sites.Area.Stations[station].Capacity);
    }

    [Fact]
    public void Mean_response_and_survival_are_the_best_of_all_sites()
    {
        var sites = Sites(limit: 420);
        var curve = new SurvivalCurve();
        double Mean(int[] open) => ResponseModels.Worth(sites, Flags(sites, open)).MeanSeconds;
        double Alive(int[] open) => Enumerable.Range(0, sites.Cells).Sum(cell => sites.Weights[cell] * open.Max(station => curve.At(60 + sites.Seconds(cell, station))));
        var three = Subsets(sites.Stations).Where(open => open.Length == 3).ToList();
        var mean = ResponseModels.Mean(sites, 3, None, 2, 1, Ct);
        Assert.Equal(three.Min(Mean), mean.Value, 1e-6);
        Assert.True(mean.Bound <= mean.Value + 1e-9);
        var kept = ResponseModels.Mean(sites, 3, new HashSet<int> { 1 }, 2, 1, Ct);
        Assert.Equal(three.Where(open => open.Contains(1)).Min(Mean), kept.Value, 1e-6);
        var alive = ResponseModels.Survival(sites, 3, None, curve, 2, 1, Ct);
        Assert.Equal(three.Max(Alive), alive.Value, 1e-9);
        Assert.True(alive.Bound >= alive.Value - 1e-9);
        Assert.Contains("between 1 and 6", Assert.Throws<RescueFileException>(() => ResponseModels.Mean(sites, 7, None, 1, 1, Ct)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_point_of_the_front_is_beaten_by_any_choice_of_sites_in_both_measures_at_its_ends()
    {
        var sites = Sites(limit: 420, sigma: 0.3);
        var front = ResponseModels.Front(sites, 2, None, 5, 3, 1, Ct);
        var all = Subsets(sites.Stations).Where(open => open.Length == 2).Select(open => ResponseModels.Worth(sites, Flags(sites, open))).ToList();
        Assert.Equal(all.Min(worth => worth.MeanSeconds), front[0].MeanSeconds, 1e-6);
        Assert.Equal(all.Max(worth => worth.ShareWithin), front[^1].ShareWithin, 1e-6);
        foreach (var point in front)
            Assert.DoesNotContain(all, worth => worth.MeanSeconds < point.MeanSeconds - 1e-6 && worth.ShareWithin > point.ShareWithin + 1e-6);
    }

    [Fact]
    public void Reasons_say_what_a_station_is_worth_and_what_another_would_cost()
    {
        var sites = Sites(limit: 420, callsAYear: 10_000);
        var question = new ExpectedQuestion { Vehicles = 2, Busy = 0.3 };
        var plan = ExpectedModel.Solve(sites, question, new BranchAndBound(), 10, 1, Ct);
        var reasons = PlanReasons.Of(sites, question, plan, new BranchAndBound(), 5, Ct);
        double Value(int[] placed) => ExpectedModel.Shares(sites, placed, 0.3)[""];
        foreach (var site in reasons.WhyNot)
        {
            var station = sites.Area.Stations.ToList().FindIndex(known => known.Id == site.Station);
            Assert.Equal(plan.Value - Placements(sites, 2).Where(placed => placed[station] > 0).Max(Value), site.Loss!.Value, 1e-6);
        }

        Assert.Equal(Placements(sites, 3).Max(Value) - plan.Value, reasons.NextVehicle!.Value, 1e-6);
        Assert.Equal(10_000 * reasons.NextVehicle.Value / 8_766, reasons.CallsPerVehicleHour!.Value, 1e-6);
        Assert.Contains("vehicles", reasons.Binding);
        Assert.Contains(reasons.Warnings, warning => warning.StartsWith("rule nrw-2025", StringComparison.Ordinal));
        var before = CoverageMap.Of(sites.Area, sites.Question);
        Assert.All(reasons.CellsGained, cell => Assert.Equal(CoverageVerdict.Gap, before.Cells.Single(known => known.Cell == cell).Verdict));
    }

    [Fact]
    public void With_loads_of_their_own_no_single_move_helps()
    {
        var sites = Sites(limit: 420);
        var loaded = LoadedSites.Solve(sites, 4, 2, 60, new BranchAndBound(), 20, 1, Ct);
        Assert.Equal(4, loaded.Plan.Vehicles.Sum());
        Assert.Equal(loaded.Plan.Value, LoadedSites.Share(sites, loaded.Plan.Vehicles, 2, 60).Within, 1e-12);
        Assert.True(loaded.Plan.Bound >= loaded.Plan.Value);
        Assert.All(Placements(sites, 4).Where(placed => placed.Zip(loaded.Plan.Vehicles, (one, other) => Math.Abs(one - other)).Sum() == 2),
            placed => Assert.True(LoadedSites.Share(sites, placed, 2, 60).Within <= loaded.Plan.Value + 1e-8));
    }

    private static AreaSites Sites(double limit, double sigma = 0, double? callsAYear = null)
    {
        var area = SmallArea.Grid(20, 5, Places, [1, 0, 1, 0, 0, 0]);

        // Shares that differ, so that plans do.
        var random = new RandomStream(5);
        var shares = area.Cells.Select(_ => 0.2 + random.NextDouble()).ToList();
        area = area with { Cells = [.. area.Cells.Select((cell, at) => cell with { Share = shares[at] / shares.Sum() })] };
        var rule = DeadlineRules.Shipped.Choose("nrw-2025") with { Seconds = new Dictionary<AreaClass, double> { [AreaClass.Urban] = limit } };
        return new AreaSites(area, new CoverageQuestion { Rule = rule, Sigma = sigma, CallsAYear = callsAYear });
    }

    private static int Count(AreaSites sites, int[] placed, int cell, double factor) =>
        Enumerable.Range(0, sites.Stations).Where(station => sites.Covers(cell, station, factor)).Sum(station => placed[station]);

    private static double Weight(AreaSites sites, Func<int, bool> holds) => Enumerable.Range(0, sites.Cells).Where(holds).Sum(cell => sites.Weights[cell]);

    private static int[] Flags(AreaSites sites, int[] open) => [.. Enumerable.Range(0, sites.Stations).Select(station => open.Contains(station) ? 1 : 0)];

    private static IEnumerable<int[]> Subsets(int count) => Enumerable.Range(1, (1 << count) - 1)
        .Select(bits => Enumerable.Range(0, count).Where(station => (bits >> station & 1) == 1).ToArray());

    private static IEnumerable<int[]> Placements(AreaSites sites, int vehicles)
    {
        IEnumerable<int[]> From(int station, int left)
        {
            if (station == sites.Stations)
                return left == 0 ? [[]] : [];
            return Enumerable.Range(0, Math.Min(left, sites.Area.Stations[station].Capacity) + 1)
                .SelectMany(count => From(station + 1, left - count).Select(rest => (int[])[count, .. rest]));
        }

        return From(0, vehicles);
    }
}
