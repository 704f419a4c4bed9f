using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Shifts;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Tests;

public sealed class ShiftTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null)]
    [InlineData(22.0, null)]
    [InlineData(null, 2)]
    [InlineData(26.0, 2)]
    public void The_cheapest_shifts_of_three_sites_and_six_periods_are_those_of_all_choices(double? hours, int? kinds)
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var problem = Toy(seed) with { CrewHours = hours, MostTypes = kinds };
            var all = Choices(problem).Where(chosen => Covers(problem, chosen) && Allowed(problem, chosen)).ToList();
            var (answer, conflict) = ShiftCover.Solve(problem, new BranchAndBound(), 20, Ct);
            if (all.Count == 0)
            {
                Assert.Equal(LinearEnd.Infeasible, answer.End);
                Assert.NotEmpty(conflict);
                continue;
            }

            Assert.Equal(LinearEnd.Proven, answer.End);
            Assert.Equal(all.Min(problem.Cost), answer.Value, 1e-6);
            int[] found = [.. answer.Values.Select(count => (int)count)];
            Assert.True(Covers(problem, found) && Allowed(problem, found));
        }
    }

    [Fact]
    public void The_joint_search_ends_where_no_single_change_helps_and_never_worse_than_it_began()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var problem = Toy(seed);
            var (answer, _) = ShiftCover.Solve(problem, new BranchAndBound(), 20, Ct);
            int[] start = [.. answer.Values.Select(count => (int)count)];
            var worth = new ShiftWorth(Rows, [1.0, 0.6, 0.3, 0.8, 1.2, 0.9], 0.7);
            const double target = 0.7;
            var found = new ShiftSearch(problem, worth, target, alwaysOne: false).Improve(start, Ct);
            var share = worth.Share(problem.Staffed(found));
            Assert.True(problem.Cost(found) <= problem.Cost(start) || worth.Share(problem.Staffed(start)) < target);
            Assert.True(share >= Math.Min(target, worth.Share(problem.Staffed(start))) - 1e-9);

            // The best of all choices is a floor; leaving any one line out misses the target.
            var best = Choices(problem).Where(chosen => worth.Share(problem.Staffed(chosen)) >= target - 1e-9 && Allowed(problem, chosen)).Min(problem.Cost);
            Assert.True(problem.Cost(found) >= best - 1e-9);
            for (var column = 0; column < found.Length; column++)
            {
                if (found[column] == 0)
                    continue;
                var less = found.ToArray();
                less[column]--;
                Assert.True(worth.Share(problem.Staffed(less)) < target);
            }
        }
    }

    [Fact]
    public void Lines_of_duty_run_over_midnight_and_over_the_end_of_the_week()
    {
        var columns = new ShiftRules { Starts = [19], Lengths = [12], Patterns = [[6]] }.Columns(1);
        var column = Assert.Single(columns);
        Assert.Equal([.. Enumerable.Range(163, 5), .. Enumerable.Range(0, 7)], column.Periods);
        Assert.Equal((12 * 95.0, 24.0), (column.Cost, column.CrewHours));
        Assert.Throws<RescueFileException>(() => new ShiftRules { Starts = [24] }.Columns(1));
        Assert.Throws<RescueFileException>(() => new ShiftRules { Lengths = [25] }.Columns(1));
    }

    [Fact]
    public void A_week_is_planned_with_people_cost_and_every_hour_covered()
    {
        var sites = Sites();
        var calls = Enumerable.Range(0, 168).Select(hour => hour % 24 is >= 8 and < 20 ? 1.6 : 0.5).ToList();
        var plan = ShiftPlanner.Plan(sites, new ShiftQuestion(calls, 0.75, 0.7, 6, new ShiftRules { Lengths = [12, 24], Starts = [7, 8, 19, 20] }), new BranchAndBound(), 20, 1, Ct);
        Assert.Empty(plan.Conflict);
        Assert.Empty(plan.Missed);
        Assert.True(plan.ShareWithin >= 0.7);
        Assert.True(plan.CostAWeek <= plan.CoverCost + 1e-6);
        Assert.Equal(plan.VehicleHours * 95, plan.CostAWeek, 1e-6);
        Assert.Equal(plan.VehicleHours * 52.18 * 2 / 1_550, plan.People, 1e-9);
        Assert.Equal(plan.VehicleHours, plan.Staffed.Sum(site => site.Sum()));
        Assert.True(plan.Staffed.Sum(site => site[12]) > plan.Staffed.Sum(site => site[3]));
    }

    [Fact]
    public void An_open_station_has_a_vehicle_in_every_hour_when_it_has_to()
    {
        var calls = Enumerable.Range(0, 168).Select(hour => hour % 24 is >= 8 and < 20 ? 1.6 : 0.3).ToList();
        var rules = new ShiftRules { Lengths = [12, 24], Starts = [7, 8, 19, 20], AlwaysOne = true, MostTypes = 2 };
        var plan = ShiftPlanner.Plan(Sites(), new ShiftQuestion(calls, 0.75, 0.7, 6, rules), new BranchAndBound(), 20, 1, Ct);
        Assert.All(plan.Staffed, site => Assert.True(site.All(vehicles => vehicles > 0) || site.All(vehicles => vehicles == 0)));
        Assert.True(plan.Shifts.Select(shift => (shift.Start, shift.Length)).Distinct().Count() <= 2);
    }

    [Fact]
    public void A_budget_too_small_is_named_with_the_need_it_collides_with()
    {
        var calls = Enumerable.Repeat(1.0, 168).ToList();
        var plan = ShiftPlanner.Plan(Sites(), new ShiftQuestion(calls, 0.75, 0.7, 6, new ShiftRules { Lengths = [24], Starts = [7], CrewHours = 100 }), new BranchAndBound(), 20, 1, Ct);
        Assert.Empty(plan.Shifts);
        Assert.Contains(ShiftCover.Budget, plan.Conflict);
        Assert.Contains(plan.Conflict, reason => reason.StartsWith("need of site", StringComparison.Ordinal));
    }

    [Fact]
    public void Moves_are_vehicles_that_go_while_others_come()
    {
        Assert.Equal(1, ShiftPlanner.Moves([[1, 0, 0], [0, 1, 1]]));
        Assert.Equal(0, ShiftPlanner.Moves([[2, 1, 1], [1, 1, 1]]));
    }

    private static IReadOnlyList<CoverRow> Rows =>
    [
        new([0], "", [0]) { Weight = 0.2 }, new([1], "", [1]) { Weight = 0.2 }, new([2], "", [2]) { Weight = 0.1 }, new([0, 1], "", [3]) { Weight = 0.3 },
        new([1, 2], "", [4]) { Weight = 0.2 },
    ];

    private static AreaSites Sites()
    {
        var area = SmallArea.Grid(14, 3, [(2, 1), (7, 1), (11, 1)], [1, 1, 1]);
        return new AreaSites(area, new CoverageQuestion { Rule = DeadlineRules.Shipped.Choose("nrw-2025"), Sigma = 0 });
    }

    // Six periods; shifts of two or three in a row, with prices by chance.
    private static ShiftProblem Toy(int seed)
    {
        var random = new RandomStream(seed, 9);
        var columns = new List<ShiftColumn>();
        for (var site = 0; site < 3; site++)
        {
            foreach (var (start, length) in new[] { (0, 3), (3, 3), (0, 2), (2, 4) })
            {
                int[] periods = [.. Enumerable.Range(start, length)];
                columns.Add(new ShiftColumn(site, (start * 100) + length, 0, periods, length * (3 + random.Next(3)), length * 2));
            }
        }

        return new ShiftProblem(columns, [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 6).Select(_ => random.Next(3) == 0 ? 0 : 1).ToArray())], [1, 2, 1], null, null);
    }

    private static bool Covers(ShiftProblem problem, int[] chosen) =>
        problem.Staffed(chosen).Zip(problem.Need).All(site => site.First.Zip(site.Second).All(period => period.First >= period.Second));

    private static bool Allowed(ShiftProblem problem, int[] chosen) =>
        problem.Staffed(chosen).Zip(problem.Capacity).All(site => site.First.All(vehicles => vehicles <= site.Second))
        && (problem.CrewHours is not { } hours || problem.Hours(chosen) <= hours) && (problem.MostTypes is not { } most || problem.Types(chosen) <= most);

    private static IEnumerable<int[]> Choices(ShiftProblem problem)
    {
        IEnumerable<int[]> From(int column) => column == problem.Columns.Count
            ? [[]]
            : Enumerable.Range(0, problem.Capacity[problem.Columns[column].Site] + 1).SelectMany(count => From(column + 1).Select(rest => (int[])[count, .. rest]));
        return From(0);
    }
}
