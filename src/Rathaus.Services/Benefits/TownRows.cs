using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>
/// What towns put into a benefit's tables: <c>municipalities/TOWN/benefits/BENEFIT/TABLE.yaml</c> holds rows for a table of the
/// package whose first key is <c>town</c>. A town writes its own rows only; its name is added here.
/// </summary>
internal static class TownRows
{
    private const string Key = "town";

    /// <param name="roots">The package's files by path; tables with rows of towns are replaced.</param>
    public static void Add(string benefit, CatalogueFiles files, Dictionary<string, Node> roots, FaultList faults)
    {
        foreach (var (path, rest, content) in files.Below("municipalities/"))
        {
            if (rest.Split('/') is not [var town, "benefits", var id, var name] || id != benefit || YamlReader.Read(path, content, faults) is not { } given)
                continue;
            var table = $"tables/{name}";
            if (roots.GetValueOrDefault(table) is not MapNode package || !IsByTown(package))
                faults.Add(path, 1, $"benefit {benefit} has no table {name} for towns");
            else if (MapReader.Over(given, faults, "the town's rows") is { } map)
                roots[table] = With(package, Rows(map, town));
        }
    }

    /// <summary>Rows for a benefit that is not there.</summary>
    public static void Unknown(CatalogueFiles files, FaultList faults)
    {
        foreach (var (path, rest, _) in files.Below("municipalities/"))
        {
            if (rest.Split('/') is [_, "benefits", var id, _] && !files.Below($"benefits/{id}/").Any())
                faults.Add(path, 1, $"there is no benefit {id}");
        }
    }

    private static bool IsByTown(MapNode table) =>
        table.Value("key") is ListNode { Items: [MapNode first, ..] } && first.Value("name") is ScalarNode { Text: Key };

    private static List<Node> Rows(MapReader map, string town)
    {
        var common = map.Node.Entries.Where(entry => entry.Key is "source" or "from" or "known_until" or "check").ToList();
        foreach (var entry in common)
            _ = map.Any(entry.Key);
        var rows = new List<Node>();
        foreach (var row in map.Maps("rows"))
        {
            if (row.Has(Key))
                row.Fault(Key, "a town writes its own rows only: leave the town out");
            var entries = row.Node.Entries.Where(entry => entry.Key != Key).ToList();
            entries.AddRange(common.Where(entry => entries.TrueForAll(own => own.Key != entry.Key)));
            entries.Add(new MapEntry(Key, row.Line, new ScalarNode(row.File, row.Line, town)));
            rows.Add(new MapNode(row.File, row.Line, entries));
        }

        map.Done();
        return rows;
    }

    private static MapNode With(MapNode table, List<Node> rows)
    {
        var before = table.Value("rows") is ListNode own ? own.Items : [];
        var entry = new MapEntry("rows", table.Line, new ListNode(table.File, table.Line, [.. before, .. rows]));
        return table.With(new MapNode(table.File, table.Line, [entry]));
    }
}
