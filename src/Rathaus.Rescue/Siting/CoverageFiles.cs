using System.Globalization;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Siting;

/// <summary>Coverage problems from files.</summary>
internal static class CoverageFiles
{
    /// <summary>Earth radius of the published MCLP instances, metres.</summary>
    private const double EarthRadius = 6_378_100;

    /// <summary>
    /// An instance of the MCLP benchmark: a header with DIMENSION, NODE_COORD_SECTION with latitude and longitude, DEMAND_SECTION
    /// with a whole number a line. Every point is demand and candidate site; a site covers what lies within the radius, by the
    /// spherical law of cosines in single precision, as the authors store it.
    /// </summary>
    /// <param name="radius">Metres.</param>
    public static CoverageProblem ReadMclp(string path, int sites, double radius)
    {
        var (points, demand) = ReadPoints(path);
        if (sites < 1 || sites > points.Count)
            throw new RescueFileException($"--p {sites}: between 1 and {points.Count} sites can be opened");
        var reach = new int[points.Count][];
        Parallel.For(0, points.Count, site =>
            reach[site] = [.. Enumerable.Range(0, points.Count).Where(cell => Metres(points[site], points[cell]) <= radius)]);
        return new CoverageProblem(demand, reach, [.. Enumerable.Repeat(1, points.Count)], sites, CoverageProblem.OneStep);
    }

    /// <summary>
    /// A city: the road graph, <c>stations.csv</c> (station, capacity, nearest_node) and <c>demand_cells.csv</c> (cell, share,
    /// nearest_node). A station covers a cell when an emergency drive between their nodes takes at most
    /// <paramref name="seconds"/>.
    /// </summary>
    public static (CoverageProblem Problem, IReadOnlyList<int> Stations) ReadCity(string folder, int vehicles, double busy, double seconds)
    {
        var graph = RoadGraph.Read(folder);
        var arcs = graph.Profiles.TryGetValue("sec_emergency", out var emergency)
            ? emergency
            : throw new RescueFileException($"{Path.Combine(folder, "arcs.csv")}: column sec_emergency is missing");
        var (cells, shares) = ReadNodes(Path.Combine(folder, "demand_cells.csv"), "share", graph);
        var (nodes, capacity) = ReadNodes(Path.Combine(folder, "stations.csv"), "capacity", graph);
        var paths = new ShortestPaths(arcs);
        var reach = nodes.Select(station =>
        {
            var times = paths.From(station.Node, seconds);
            var covered = new List<int>();
            for (var cell = 0; cell < cells.Count; cell++)
            {
                if (times[cells[cell].Node] <= seconds)
                    covered.Add(cell);
            }

            return (IReadOnlyList<int>)covered;
        }).ToList();
        var problem = new CoverageProblem(
            shares, reach, [.. capacity.Select(room => (int)room)], vehicles, CoverageProblem.BusySteps(busy, vehicles));
        return (problem, [.. nodes.Select(station => station.Number)]);
    }

    private static (List<(int Number, int Node)> Places, List<double> Values) ReadNodes(string path, string value, RoadGraph graph)
    {
        using var table = CsvTable.Open(path, value, "nearest_node");
        var places = new List<(int, int)>();
        var values = new List<double>();
        while (table.Next())
        {
            var number = int.TryParse(table.Text(0), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : places.Count + 1;
            if (table.Number(value) < 0)
                throw table.Fault($"{value} is not negative");
            places.Add((number, graph.Find(table.Integer("nearest_node")) ?? throw table.Fault($"there is no node {table.Text("nearest_node")}")));
            values.Add(table.Number(value));
        }

        return places.Count > 0 ? (places, values) : throw table.Fault("there is no row");
    }

    private static (List<(double Latitude, double Longitude)> Points, List<double> Demand) ReadPoints(string path)
    {
        if (!File.Exists(path))
            throw new RescueFileException($"{path}: there is no such file");
        var name = Path.GetFileName(path);
        var points = new List<(double, double)>();
        var demand = new List<double>();
        var section = "";
        var line = 0;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] == "EOF")
                continue;
            if (words[0].EndsWith("_SECTION", StringComparison.Ordinal))
                section = words[0];
            else if (section == "NODE_COORD_SECTION" && words.Length == 2)
                points.Add((Number(name, line, words[0], 90), Number(name, line, words[1], 180)));
            else if (section == "DEMAND_SECTION" && words.Length == 1)
                demand.Add(Number(name, line, words[0], double.MaxValue));
            else if (section.Length > 0)
                throw new RescueFileException(name, line, $"'{text}' does not belong into {section}");
        }

        if (points.Count == 0 || points.Count != demand.Count)
            throw new RescueFileException(name, line, $"{points.Count} points and {demand.Count} demands: there must be as many of both");
        return (points, demand);
    }

    private static double Number(string name, int line, string word, double most) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most
            ? value
            : throw new RescueFileException(name, line, $"'{word}' is no number of this section");

    private static float Metres((double Latitude, double Longitude) one, (double Latitude, double Longitude) other)
    {
        var (a, b) = (double.DegreesToRadians(one.Latitude), double.DegreesToRadians(other.Latitude));
        var across = double.DegreesToRadians(other.Longitude - one.Longitude);
        var cosine = (Math.Sin(a) * Math.Sin(b)) + (Math.Cos(a) * Math.Cos(b) * Math.Cos(across));
        return (float)(EarthRadius * Math.Acos(Math.Clamp(cosine, -1, 1)));
    }
}
