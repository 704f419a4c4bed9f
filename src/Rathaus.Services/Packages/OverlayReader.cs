using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>What a town adopts and sets.</summary>
internal sealed class OverlayDef
{
    public required string Lead { get; init; }

    public required string Service { get; init; }

    /// <summary>As written behind the @: <c>1</c>, <c>1.2</c> or <c>1.2.0</c>.</summary>
    public required string Version { get; init; }

    public required string Office { get; init; }

    public DateOnly? Since { get; init; }

    public DateOnly? Until { get; init; }

    public required IReadOnlyList<MapEntry> Parameters { get; init; }

    /// <summary>Fee id, or <c>all</c>, to what the town says about it.</summary>
    public required IReadOnlyDictionary<string, FeeConfirmation> Fees { get; init; }

    public BankAccount? Bank { get; init; }

    public required TextTable Texts { get; init; }

    /// <summary>Line of the texts key, for a fault when no overlay point opens texts.</summary>
    public int? TextsLine { get; init; }

    public required IReadOnlyList<(string Point, int Line, IReadOnlyList<QuestionDef> Questions)> Questions { get; init; }

    public required Node Root { get; init; }

    public required string File { get; init; }

    public bool Adopts(SemanticVersion version) => version.IsWithin(Version);
}

/// <summary>Demo, or confirmed by a decision on a day.</summary>
internal sealed record FeeConfirmation(bool Demo, string? By, DateOnly? On, int Line);

/// <summary>Reads an overlay; every key beyond those a town may set is a fault.</summary>
internal static class OverlayReader
{
    private static readonly char[] Marks = ['/', '@'];

    public static OverlayDef? Read(string town, string file, Node root, IReadOnlyDictionary<string, MapNode> blocks, FaultList faults)
    {
        if (MapReader.Over(root, faults, "an overlay") is not { } map)
            return null;
        var adopts = map.Required("adopts");
        if (adopts.Split(Marks) is not [var lead, var service, var version] || version.Length == 0)
        {
            map.Fault("adopts", $"adopts must be written as lead/service@version, not {adopts}");
            return null;
        }

        if (Path.GetFileNameWithoutExtension(file) != service)
            map.Fault("adopts", $"the file must be named {service}.yaml");
        var texts = new TextTable();
        var textsLine = map.Has("texts") ? map.LineOf("texts") : (int?)null;
        ReadTexts(map, texts, faults);
        var questions = Questions(map, town, texts, blocks, faults);
        var parameters = map.Entries("parameters");
        var overlay = new OverlayDef
        {
            Lead = lead,
            Service = service,
            Version = version,
            Office = map.Required("office"),
            Since = map.Date("since"),
            Until = map.Date("until"),
            Parameters = parameters,
            Fees = Fees(map.Map("fees")),
            Bank = Towns.MunicipalityReader.Bank(map),
            Texts = texts,
            TextsLine = textsLine,
            Questions = questions,
            Root = root,
            File = file,
        };
        foreach (var entry in map.Node.Entries.Where(entry => !IsKnown(entry.Key)))
            faults.Add(file, entry.Line, $"an overlay cannot set {entry.Key}: that would be a fork");
        return overlay;
    }

    private static bool IsKnown(string key) =>
        key is "adopts" or "office" or "since" or "until" or "parameters" or "fees" or "bank" or "texts" or "questions";

    private static void ReadTexts(MapReader map, TextTable texts, FaultList faults)
    {
        foreach (var language in map.Entries("texts"))
        {
            if (language.Key is "de" or "en" or "de-einfach")
                TextFiles.Flatten(language.Value, language.Key, "", texts, faults);
            else
                faults.Add(map.File, language.Line, $"unknown language {language.Key}");
        }
    }

    private static List<(string, int, IReadOnlyList<QuestionDef>)> Questions(
        MapReader map, string town, TextTable texts, IReadOnlyDictionary<string, MapNode> blocks, FaultList faults)
    {
        var added = new List<(string, int, IReadOnlyList<QuestionDef>)>();
        if (map.Map("questions") is not { } points)
            return added;
        var reader = new QuestionReader(blocks, texts, faults);
        foreach (var point in points.Node.Entries)
        {
            var list = points.List(point.Key)
                .Select(node => reader.Read(node, "", "questions", addedBy: town)).OfType<QuestionDef>().ToList();
            added.Add((point.Key, point.Line, list));
        }

        return added;
    }

    private static Dictionary<string, FeeConfirmation> Fees(MapReader? map)
    {
        var fees = new Dictionary<string, FeeConfirmation>(StringComparer.Ordinal);
        if (map is null)
            return fees;
        foreach (var entry in map.Node.Entries)
        {
            if (map.Map(entry.Key) is not { } fee)
                continue;
            var demo = fee.Flag("demo");
            var confirmed = fee.Map("confirmed");
            var by = confirmed?.Required("by");
            var on = confirmed?.Date("on");
            if (confirmed is not null && on is null)
                confirmed.Fault("on", "on is missing: the day of the confirmation");
            if (demo == confirmed is not null)
                map.Fault(entry.Key, "a fee is either demo: true or confirmed: { by, on }");
            confirmed?.Done();
            fee.Done();
            fees[entry.Key] = new FeeConfirmation(demo, by, on, entry.Line);
        }

        return fees;
    }
}
