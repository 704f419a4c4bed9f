using System.Collections.Concurrent;
using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue travel</c>: travel times of pairs of nodes, by every profile of the graph.</summary>
internal sealed class TravelVerb : IRescueVerb
{
    private const string Unreachable = "inf";

    public string Name => "travel";

    public string Usage =>
        """
        ./rathaus rescue travel FOLDER --pairs FILE [--out FILE]
            the pairs (columns from, to) with one column of seconds for each profile of arcs.csv; inf: no road leads there
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--pairs", "--out"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var graph = RoadGraph.Read(Options.OneFile(words, "folder with nodes.csv and arcs.csv"));
        var file = line.Option("--pairs") ?? throw new CommandLineException("--pairs is missing");
        var (kept, rows, pairs) = ReadPairs(file, graph);
        var columns = new List<string[]>();
        foreach (var arcs in graph.Profiles.Values)
            columns.Add(Seconds(arcs, pairs, ct));

        await using var output = line.Option("--out") is { } path ? new StreamWriter(path) : null;
        var writer = output ?? line.Out;
        await writer.WriteLineAsync(string.Join(',', [.. kept, .. graph.Profiles.Keys]));
        for (var row = 0; row < rows.Count; row++)
            await writer.WriteLineAsync($"{rows[row]},{string.Join(',', columns.Select(column => column[row]))}");
        return 0;
    }

    private static (List<string> Kept, List<string> Rows, List<(int From, int To)> Pairs) ReadPairs(string file, RoadGraph graph)
    {
        using var table = CsvTable.Open(file, "from", "to");
        // Columns that are computed here are written anew.
        var kept = Enumerable.Range(0, table.Header.Count).Where(at => !graph.Profiles.ContainsKey(table.Header[at])).ToList();
        var rows = new List<string>();
        var pairs = new List<(int, int)>();
        while (table.Next())
        {
            rows.Add(string.Join(',', kept.Select(at => Quoted(table.Text(at)))));
            pairs.Add((NodeOf(table, "from", graph), NodeOf(table, "to", graph)));
        }

        return ([.. kept.Select(at => table.Header[at])], rows, pairs);
    }

    private static int NodeOf(CsvTable table, string column, RoadGraph graph) =>
        graph.Find(table.Integer(column)) ?? throw table.Fault($"{column}: there is no node {table.Integer(column)}");

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(',', '"') ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    // One search from each start answers all its pairs; the starts are shared between the cores. With many starts and few pairs each, a
    // contraction hierarchy pays.
    private static string[] Seconds(ArcTable arcs, IReadOnlyList<(int From, int To)> pairs, CancellationToken ct)
    {
        var answers = new string[pairs.Count];
        if (ByHierarchy(pairs.Select(pair => pair.From).Distinct().Count(), pairs.Count))
        {
            var hierarchy = ContractionHierarchy.Build(arcs);
            Parallel.For(0, pairs.Count, new ParallelOptions { CancellationToken = ct }, hierarchy.Search, (row, _, search) =>
            {
                answers[row] = Written(search.Seconds(pairs[row].From, pairs[row].To));
                return search;
            }, static _ => { });
            return answers;
        }

        var starts = pairs.Select((pair, row) => (pair.From, pair.To, row)).GroupBy(pair => pair.From).ToList();
        Parallel.ForEach(
            Partitioner.Create(starts, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { CancellationToken = ct },
            () => new ShortestPaths(arcs),
            (start, _, paths) =>
            {
                var times = paths.To(start.Key, [.. start.Select(pair => pair.To)]);
                foreach (var (pair, at) in start.Select((pair, at) => (pair, at)))
                    answers[pair.row] = Written(times[at]);
                return paths;
            },
            static _ => { });
        return answers;
    }

    /// <summary>Building costs as much as some hundred searches; a search answers all pairs of a start, the hierarchy one.</summary>
    public static bool ByHierarchy(int starts, int pairs) => starts >= 1_000 && pairs <= 20 * starts;

    private static string Written(double seconds) => double.IsFinite(seconds) ? seconds.ToString("0.####", CultureInfo.InvariantCulture) : Unreachable;
}
