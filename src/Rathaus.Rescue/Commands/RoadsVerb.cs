using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Roads.Osm;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue roads</c>: roads of an area folder from OpenStreetMap data.</summary>
internal sealed class RoadsVerb : IRescueVerb
{
    public const string Classes = "arc_classes.csv";

    public string Name => "roads";

    public string Usage =>
        """
        ./rathaus rescue roads FILE.osm|FILE.pbf --out FOLDER
            nodes.csv, arcs.csv and arc_classes.csv from map data, with what was cut off and which turn restrictions hold
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--out"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var file = Options.OneFile(words, "file of map data (.osm or .pbf)");
        var folder = line.Option("--out") ?? throw new CommandLineException("--out is missing");
        var network = OsmRoads.Read(file, ct);
        Directory.CreateDirectory(folder);
        await WriteAsync(Path.Combine(folder, "nodes.csv"), "node,lon,lat,osm_node", network.Points.Select((point, at) => Row($"{at + 1},{point.Longitude:0.#######},{point.Latitude:0.#######},{network.Nodes[at]}")));
        await WriteAsync(
            Path.Combine(folder, "arcs.csv"), $"from,to,{RescueArea.Emergency},{RescueArea.Normal}",
            network.Arcs.Select(arc => Row($"{arc.From + 1},{arc.To + 1},{arc.Emergency:0.###},{arc.Normal:0.###}")));
        await WriteAsync(Path.Combine(folder, Classes), "from,to,class,metres", network.Arcs.Select(arc => Row($"{arc.From + 1},{arc.To + 1},{arc.Class},{arc.Metres:0.#}")));
        return await line.PrintAsync(new
        {
            Nodes = network.Points.Count,
            Arcs = network.Arcs.Count,
            network.Ways,
            CutNodes = network.Cut,
            NotReachedByNormalTraffic = network.NormalCut,
            TurnRestrictions = network.Restrictions,
            RestrictionsNotUsed = network.Unanswered,
            MissingNodes = network.Missing,
            Kilometres = Math.Round(network.Arcs.Sum(arc => arc.Metres) / 1_000, 1),
        });
    }

    private static string Row(FormattableString row) => row.ToString(CultureInfo.InvariantCulture);

    // Written beside and moved, so that a run that is stopped leaves no half file.
    private static async Task WriteAsync(string path, string header, IEnumerable<string> rows)
    {
        var half = path + ".part";
        await using (var writer = new StreamWriter(half))
        {
            await writer.WriteLineAsync(header);
            foreach (var row in rows)
                await writer.WriteLineAsync(row);
        }

        File.Move(half, path, overwrite: true);
    }
}
