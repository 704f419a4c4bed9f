using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Tests;

public sealed class RoadTests
{
    public static TheoryData<string> TinyNetworks =>
        [.. Directory.GetDirectories(DataFiles.Own("tiny-road-networks")).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(TinyNetworks))]
    public void Every_pair_of_a_tiny_network_has_the_reference_time_by_both_searches(string network)
    {
        var folder = DataFiles.Own("tiny-road-networks", network);
        var graph = RoadGraph.Read(folder);
        foreach (var profile in DataFiles.Rows(Path.Combine(folder, "all_pairs_reference.csv")).GroupBy(row => row["mode"]))
        {
            var arcs = graph.Profiles[profile.Key];
            var paths = new ShortestPaths(arcs);
            var hierarchy = ContractionHierarchy.Build(arcs).Search();
            foreach (var row in profile)
            {
                var (from, to) = (graph.Find(int.Parse(row["from"], null))!.Value, graph.Find(int.Parse(row["to"], null))!.Value);
                var expected = DataFiles.Number(row["time"]);
                Assert.Equal(expected, paths.From(from)[to], 1e-6);
                Assert.Equal(expected, paths.To(from, [to])[0], 1e-6);
                Assert.Equal(expected, hierarchy.Seconds(from, to), 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("city-auckland")]
    [InlineData("city-manhattan")]
    public void The_shortest_times_of_a_city_are_those_of_the_reference(string city)
    {
        var folder = DataFiles.Shared(city);
        var graph = RoadGraph.Read(folder);
        var rows = DataFiles.Rows(Path.Combine(folder, "od_reference.csv")).Take(400).ToList();
        foreach (var profile in new[] { "sec_emergency", "sec_normal" })
        {
            var paths = new ShortestPaths(graph.Profiles[profile]);
            foreach (var start in rows.GroupBy(row => row["from"]))
            {
                var times = paths.To(graph.Find(int.Parse(start.Key, null))!.Value, [.. start.Select(row => graph.Find(int.Parse(row["to"], null))!.Value)]);
                Assert.All(start.Zip(times), pair => Assert.Equal(DataFiles.Number(pair.First[profile]), pair.Second, 0.01));
            }
        }
    }

    [Fact]
    public void A_hierarchy_of_a_city_equals_the_plain_search_on_ten_thousand_random_pairs()
    {
        var graph = RoadGraph.Read(DataFiles.Shared("city-manhattan"));
        var arcs = graph.Profiles["sec_emergency"];
        var hierarchy = ContractionHierarchy.Build(arcs).Search();
        var paths = new ShortestPaths(arcs);
        var random = new RandomStream(1);
        for (var start = 0; start < 200; start++)
        {
            var from = random.Next(graph.Nodes);
            var times = paths.From(from).ToArray();
            for (var end = 0; end < 50; end++)
            {
                var to = random.Next(graph.Nodes);
                Assert.Equal(times[to], hierarchy.Seconds(from, to), 1e-6);
            }
        }
    }

    [Fact]
    public void Beyond_the_limit_nothing_is_reached_and_within_it_all()
    {
        var graph = RoadGraph.Read(DataFiles.Own("tiny-road-networks", "grid-9-by-9"));
        var paths = new ShortestPaths(graph.Profiles.Values.First());
        var all = paths.From(0).ToArray();
        var limit = all.Where(double.IsFinite).Order().ElementAt(40);
        var near = paths.From(0, limit).ToArray();
        for (var node = 0; node < all.Length; node++)
            Assert.Equal(all[node] <= limit ? all[node] : double.PositiveInfinity, near[node]);
    }

    [Theory]
    [InlineData("node\n1\n1\n", "from,to,s\n", "nodes.csv:3: node 1 is there twice")]
    [InlineData("node\n1\n", "from,to,s\n1,2,3\n", "arcs.csv:2: to: there is no node 2")]
    [InlineData("node\n1\n2\n", "from,to,s\n1,2,-3\n", "arcs.csv:2: s: a travel time is not negative")]
    [InlineData("node\n1\n2\n", "from,to,s\n1,2,fast\n", "arcs.csv:2: s: 'fast' is no number")]
    [InlineData("node\n1\n2\n", "from,to,s\n1,2\n", "arcs.csv:2: 2 fields, but the header has 3")]
    [InlineData("node\n1\n2\n", "from,to\n1,2\n", "arcs.csv:1: no column of travel times")]
    [InlineData("number\n1\n", "from,to,s\n", "nodes.csv:1: column node is missing; there are: number")]
    [InlineData("", "from,to,s\n", "nodes.csv:1: the file is empty; it needs a header line")]
    public void A_network_that_is_none_is_refused_with_file_and_line(string nodes, string arcs, string message)
    {
        var folder = Directory.CreateTempSubdirectory("rescue-roads-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "nodes.csv"), nodes);
            File.WriteAllText(Path.Combine(folder, "arcs.csv"), arcs);
            Assert.Equal(message, Assert.Throws<RescueFileException>(() => RoadGraph.Read(folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
