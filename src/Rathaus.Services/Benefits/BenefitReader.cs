using Rathaus.Services.Benefits.Bulk;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits;

/// <summary>Reads a benefit package's files into a <see cref="BenefitDef"/>.</summary>
internal static class BenefitReader
{
    /// <returns>The package, or null when a required file is not there or has no shape at all.</returns>
    public static BenefitDef? Read(BenefitSource source, FaultList faults)
    {
        if (Root(source, "benefit.yaml", faults) is not { } map || Root(source, "rules.yaml", faults) is not { } rules)
            return null;
        var texts = new TextTable();
        foreach (var (name, root) in source.Roots.Where(root => root.Key.StartsWith("texts/", StringComparison.Ordinal)))
            TextFiles.Read(name, root, texts, faults);
        var id = map.Id("id", dashed: true);
        if (id != source.Id)
            map.Fault("id", $"id {id} is not the folder's name {source.Id}");
        var drafts = TableReader.Drafts(map);
        var def = new BenefitDef
        {
            Id = source.Id,
            Source = source,
            Version = PackageReader.Version(map),
            Name = Text(map, "name", required: true),
            Summary = Text(map, "summary", required: true),
            Law = Text(map, "law", required: true),
            Next = Text(map, "next", required: false),
            Basis = map.Texts("basis"),
            Authority = map.Required("authority"),
            AdviceOnly = map.Flag("advice_only"),
            Inputs = InputReader.Read(map, "inputs", "", "inputs"),
            Results = Results(map),
            Drafts = drafts,
            Steps = [.. rules.Maps("steps").Select(step => RulesReader.Step(step, each: true))],
            Checks = [.. rules.Maps("checks").Select(PackageReader.Check)],
            Tables = [.. source.Roots.Where(root => root.Key.StartsWith("tables/", StringComparison.Ordinal))
                .OrderBy(root => root.Key, StringComparer.Ordinal)
                .Select(root => TableReader.Read(root.Value, drafts, faults)).OfType<TableDef>()],
            Texts = texts,
            File = map.File,
        };
        map.Done();
        rules.Done();
        return source.Roots.TryGetValue("sample.yaml", out var sample) ? def with { Sample = SampleReader.Read(sample, def.Inputs, faults) } : def;
    }

    private static MapReader? Root(BenefitSource source, string name, FaultList faults)
    {
        if (source.Roots.TryGetValue(name, out var root))
            return MapReader.Over(root, faults, name);
        faults.Add($"{source.Folder}/{name}", 1, "file is missing");
        return null;
    }

    private static TextSource Text(MapReader map, string key, bool required) => new(
        (required ? map.Required(key) : map.Text(key)) ?? "", $"benefit.{key}", map.FileOf(key), map.LineOf(key));

    private static List<KeyValuePair<string, string>> Results(MapReader map)
    {
        var results = new List<KeyValuePair<string, string>>();
        if (map.Map("results") is not { } entries)
        {
            map.Fault("results", "results is missing: which step is which key of the answer");
            return results;
        }

        foreach (var key in entries.Node.Entries.Select(entry => entry.Key))
            results.Add(new KeyValuePair<string, string>(key, entries.Required(key)));
        return results;
    }
}
