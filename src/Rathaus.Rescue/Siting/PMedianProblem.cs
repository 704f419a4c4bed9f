using System.Globalization;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Siting;

/// <summary>Open p sites so that the sum of the distances to the nearest open one is least (p-median).</summary>
/// <param name="Distance">By customer and site; infinite where no way leads.</param>
internal sealed record PMedianProblem(double[][] Distance, int Open)
{
    private static readonly char[] Blanks = [' ', '\t'];

    public int Customers => Distance.Length;

    public int Sites => Distance.Length == 0 ? 0 : Distance[0].Length;

    /// <summary>
    /// Reads a graph as the OR-Library writes it: nodes, edges, p; then one edge a line with its length. Of an edge that stands
    /// there twice the last one counts (Beasley 1985). Every node is customer and site.
    /// </summary>
    /// <param name="open">Instead of the file's p.</param>
    public static PMedianProblem Read(string path, int? open, CancellationToken ct)
    {
        if (!File.Exists(path))
            throw new RescueFileException($"{path}: there is no such file");
        var name = Path.GetFileName(path);
        var lines = File.ReadAllLines(path);
        var head = Numbers(name, lines, 0, 3);
        var (nodes, edges) = (head[0], head[1]);
        if (nodes is < 1 or > 20_000 || edges < 0 || edges > lines.Length)
            throw new RescueFileException(name, 1, $"{nodes} nodes and {edges} edges do not fit the file");
        var lengths = new Dictionary<(int, int), double>();
        for (var edge = 1; edge <= edges; edge++)
        {
            var row = Numbers(name, lines, edge, 3);
            if (row[0] < 1 || row[0] > nodes || row[1] < 1 || row[1] > nodes || row[2] < 0)
                throw new RescueFileException(name, edge + 1, "an edge joins two nodes of the graph and is not negative");
            lengths[(row[0] - 1, row[1] - 1)] = row[2];
            lengths[(row[1] - 1, row[0] - 1)] = row[2];
        }

        var wanted = open ?? head[2];
        if (wanted < 1 || wanted > nodes)
            throw new RescueFileException(name, 1, $"p = {wanted}: between 1 and {nodes} sites can be opened");
        var arcs = ArcTable.Of(nodes, lengths.Select(edge => (edge.Key.Item1, edge.Key.Item2, edge.Value)));
        var distance = new double[nodes][];
        Parallel.For(0, nodes, new ParallelOptions { CancellationToken = ct }, () => new ShortestPaths(arcs), (node, _, paths) =>
        {
            distance[node] = paths.From(node).ToArray();
            return paths;
        }, static _ => { });
        return new PMedianProblem(distance, wanted);
    }

    public double Value(IReadOnlyCollection<int> sites)
    {
        var sum = 0.0;
        foreach (var row in Distance)
            sum += sites.Min(site => row[site]);
        return sum;
    }

    private static int[] Numbers(string name, string[] lines, int at, int count)
    {
        var words = at < lines.Length ? lines[at].Split(Blanks, StringSplitOptions.RemoveEmptyEntries) : [];
        var numbers = words.Select(word => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : (int?)null).ToList();
        return numbers.Count >= count && numbers.Take(count).All(number => number is not null)
            ? [.. numbers.Select(number => number!.Value)]
            : throw new RescueFileException(name, at + 1, $"{count} whole numbers are expected");
    }
}
