using System.Text.Json;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Tests;

public sealed class SitingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pmed1")]
    [InlineData("pmed5")]
    public void The_published_optimum_of_a_p_median_graph_is_found_and_proven(string instance)
    {
        var optimum = DataFiles.Rows(DataFiles.Own("orlib-pmed", "optima.csv")).Single(row => row["instance"] == instance);
        var problem = PMedianProblem.Read(DataFiles.Own("orlib-pmed", instance + ".txt"), null, Ct);
        var result = PMedianSolver.Solve(problem, 60, 1, Ct);
        Assert.Equal(DataFiles.Number(optimum["pmedian_optimum"]), result.Value);
        Assert.Equal(0, result.Gap, 1e-9);
        Assert.Equal(problem.Open, result.Placed.Sum());
    }

    [Theory]
    [InlineData("pmed15")]
    [InlineData("pmed21")]
    public void Within_seconds_a_larger_graph_is_three_tenths_of_a_percent_from_its_optimum(string instance)
    {
        var optimum = DataFiles.Number(DataFiles.Rows(DataFiles.Shared("orlib-pmed", "optima.csv")).Single(row => row["instance"] == instance)["pmedian_optimum"]);
        var result = PMedianSolver.Solve(PMedianProblem.Read(DataFiles.Shared("orlib-pmed", instance + ".txt"), null, Ct), 8, 1, Ct);
        Assert.InRange(result.Value, optimum, optimum * 1.003);
        Assert.InRange(result.Bound, 0, optimum);
    }

    [Theory]
    [InlineData("city-auckland")]
    [InlineData("city-manhattan")]
    public void Expected_coverage_of_a_city_is_the_proven_optimum_of_the_reference(string city)
    {
        var folder = DataFiles.Shared(city);
        using var reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "reference.json")));
        var seconds = reference.RootElement.GetProperty("coverage_seconds").GetDouble();
        foreach (var expected in reference.RootElement.GetProperty("results").EnumerateArray())
        {
            var (problem, _) = CoverageFiles.ReadCity(
                folder, expected.GetProperty("ambulances").GetInt32(), expected.GetProperty("busy_fraction").GetDouble(), seconds);
            var result = CoverageSolver.Solve(problem, 60, 1, Ct);
            Assert.Equal(expected.GetProperty("expected_coverage").GetDouble(), result.Value, 1e-6);
            Assert.Equal(0, result.Gap, 1e-6);
        }
    }

    [Theory]
    [InlineData("NewYork", 400, 50)]
    [InlineData("SanFrancisco", 600, 70)]
    public void A_large_covering_problem_comes_close_to_the_best_known_value_with_a_valid_bound(string city, double radius, int sites)
    {
        var best = DataFiles.Rows(DataFiles.Shared("mclp-cities", "best.csv"))
            .Single(row => row["instance"] == city && row["p"] == sites.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var known = DataFiles.Number(best["best_covered_demand"]);
        var problem = CoverageFiles.ReadMclp(DataFiles.Shared("mclp-cities", city + ".txt"), sites, radius);
        var result = CoverageSolver.Solve(problem, 10, 1, Ct);
        Assert.True(result.Value >= known * 0.98, $"{result.Value} beside {known}");
        Assert.True(result.Bound >= known, $"the bound {result.Bound} is below {known}");
        Assert.Equal(result.Value, problem.Value(result.Placed), 1e-6);
    }

    [Fact]
    public void A_published_answer_is_worth_what_its_authors_say()
    {
        var lines = File.ReadAllLines(DataFiles.Shared("mclp-cities", "solution_NewYork_50_400.txt"));
        var problem = CoverageFiles.ReadMclp(DataFiles.Shared("mclp-cities", "NewYork.txt"), 50, 400);
        var placed = new int[problem.Reach.Length];
        foreach (var site in lines[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1))
            placed[int.Parse(site, null)] = 1;
        Assert.Equal(1_153_640, problem.Value(placed));
    }

    [Fact]
    public void Small_problems_equal_the_best_of_all_placements()
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var random = new RandomStream(seed);
            var demand = Enumerable.Range(0, 12).Select(_ => (double)random.Next(20)).ToArray();
            var reach = Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 12).Where(_ => random.Next(3) == 0).ToArray()).ToArray();
            var problem = new CoverageProblem(demand, reach, [2, 1, 2, 1, 2, 1], 4, CoverageProblem.BusySteps(0.4, 4));
            var result = CoverageSolver.Solve(problem, 30, seed, Ct);
            Assert.Equal(Placements(problem, 0, new int[6], 4).Max(), result.Value, 1e-9);
            Assert.Equal(0, result.Gap, 1e-8);
        }
    }

    [Theory]
    [InlineData("3 2 4\n1 2 1\n2 3 1\n", "graph.txt:1: p = 4: between 1 and 3 sites can be opened")]
    [InlineData("3 9 1\n1 2 1\n", "graph.txt:1: 3 nodes and 9 edges do not fit the file")]
    [InlineData("3 1 1\n1 9 1\n", "graph.txt:2: an edge joins two nodes of the graph and is not negative")]
    [InlineData("3 1 1\n1 x 1\n", "graph.txt:2: 3 whole numbers are expected")]
    public void A_graph_file_that_is_none_is_refused_with_its_line(string text, string message)
    {
        var folder = Directory.CreateTempSubdirectory("rescue-graph-").FullName;
        try
        {
            var path = Path.Combine(folder, "graph.txt");
            File.WriteAllText(path, text);
            Assert.Equal(message, Assert.Throws<RescueFileException>(() => PMedianProblem.Read(path, null, Ct)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_graph_in_more_parts_than_sites_is_refused()
    {
        var problem = new PMedianProblem([[0, double.PositiveInfinity], [double.PositiveInfinity, 0]], 1);
        Assert.Contains("more parts", Assert.Throws<ArgumentException>(() => PMedianSolver.Solve(problem, 1, 1, Ct)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Placements(CoverageProblem problem, int site, int[] placed, int left)
    {
        if (site == placed.Length)
        {
            yield return problem.Value(placed);
            yield break;
        }

        for (var count = 0; count <= Math.Min(left, problem.Capacity[site]); count++)
        {
            placed[site] = count;
            foreach (var value in Placements(problem, site + 1, placed, left - count))
                yield return value;
        }

        placed[site] = 0;
    }
}
