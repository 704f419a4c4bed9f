using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>Reads the <c>inputs</c> of <c>benefit.yaml</c>.</summary>
internal static class InputReader
{
    private const int DeepestList = 2;

    private static readonly Dictionary<string, BenefitInputType> Types =
        Enum.GetValues<BenefitInputType>().ToDictionary(type => type.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <param name="path">Of the list the fields belong to, or empty.</param>
    /// <param name="textKey">Where the translations of these inputs stand.</param>
    public static IReadOnlyList<InputDef> Read(MapReader map, string key, string path, string textKey, int depth = 0)
    {
        var inputs = map.Maps(key).Select(input => Input(input, path, textKey, depth)).OfType<InputDef>().ToList();
        foreach (var twins in inputs.GroupBy(input => input.Id).Where(group => group.Count() > 1))
            map.Faults.Add(twins.Last().File, twins.Last().Line, $"input {twins.Last().Path} is there twice");
        return inputs;
    }

    private static InputDef? Input(MapReader map, string parent, string textKey, int depth)
    {
        var id = map.Id("id");
        if (parent.Length == 0 && (QuestionReader.IsReserved(id) || BenefitCompiler.OwnNames.Contains(id)))
            map.Fault("id", $"{id} is a reserved word");
        var word = map.Required("type");
        if (!Types.TryGetValue(word, out var type))
        {
            if (word.Length > 0)
                map.Fault("type", $"unknown type {word}; known: {string.Join(", ", Types.Keys)}");
            return null;
        }

        var path = parent.Length == 0 ? id : $"{parent}.{id}";
        var key = $"{textKey}.{id}";
        var isList = type == BenefitInputType.List;
        if (isList && depth >= DeepestList)
            map.Fault("type", "lists nest once");
        var input = new InputDef(
            id, path, type, QuestionReader.Text(map, "label", key, required: true), QuestionReader.Text(map, "hint", key))
        {
            Unit = map.Text("unit"),
            Optional = map.Flag("optional"),
            From = Bound(map, 0, type),
            To = Bound(map, 1, type),
            Choices = type == BenefitInputType.Choice ? Choices(map, key) : [],
            Entry = isList ? Entry(map, path, key) : null,
            Fields = isList ? Read(map, "fields", path, key + ".fields", depth + 1) : [],
            MaxEntries = map.Number("max", 1, 1000) ?? 100,
            Flat = map.Flag("flat"),
            File = map.FileOf("id"),
            Line = map.LineOf("id"),
        };
        if (isList && input.Entry is null == (input.Fields.Count == 0))
            map.Fault("fields", "a list has either fields (of its records) or of (the type of its entries)");
        if (input.Flat && (depth > 0 || input.Fields.Count == 0))
            map.Fault("flat", "flat is for a list of records at the top: the only entry may stand without its list");
        if (map.Any("default") is { } given)
            input = input with { Default = Default(given, input, map) };
        map.Done();
        return input;
    }

    private static InputDef? Entry(MapReader map, string path, string key)
    {
        if (map.Text("of") is not { } word)
            return null;
        if (Types.TryGetValue(word, out var type) && type is not (BenefitInputType.List or BenefitInputType.Choice))
        {
            return new InputDef("item", path, type, QuestionReader.Text(map, "label", key), new TextSource("", key, map.File, map.Line))
            {
                File = map.File, Line = map.Line,
            };
        }

        map.Fault("of", $"unknown type {word} of a list's entries");
        return null;
    }

    private static List<(string Id, TextSource Label)> Choices(MapReader map, string key)
    {
        var choices = new List<(string, TextSource)>();
        foreach (var node in map.List("of"))
        {
            if (node is ScalarNode { Text: { } plain })
            {
                choices.Add((plain, new TextSource(plain, $"{key}.of.{plain}", node.File, node.Line)));
            }
            else if (MapReader.Over(node, map.Faults, "a choice") is { } choice)
            {
                var id = choice.Required("id");
                choices.Add((id, new TextSource(choice.Required("label"), $"{key}.of.{id}", choice.File, choice.LineOf("label"))));
                choice.Done();
            }
        }

        if (choices.Count == 0)
            map.Fault("of", "a choice names what it offers: of");
        return choices;
    }

    private static decimal? Bound(MapReader map, int at, BenefitInputType type)
    {
        if (map.Any("range") is not { } range)
            return null;
        if (type is not (BenefitInputType.Integer or BenefitInputType.Decimal or BenefitInputType.Money))
            map.Fault("range", "only numbers and money have a range");
        if (range is not ListNode { Items: [ScalarNode from, ScalarNode to] })
        {
            map.Fault("range", "range is a list of two: [from, to]");
            return null;
        }

        var text = (at == 0 ? from : to).Text;
        if (text is null)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bound))
            return bound;
        map.Fault("range", $"{text} is no number");
        return null;
    }

    private static JsonNode? Default(Node node, InputDef input, MapReader map)
    {
        var value = YamlJson.Of(node, input);
        var faults = new List<InputFault>();
        InputValues.Read(value, input, input.Path, faults, []);
        foreach (var fault in faults)
            map.Fault("default", $"the default does not fit: {fault.Message}");
        return value;
    }
}

/// <summary>A YAML value as the JSON an input takes; numbers may stay texts.</summary>
internal static class YamlJson
{
    public static JsonNode? Of(Node? node, InputDef? input) => node switch
    {
        null or ScalarNode { Text: null } => null,
        ScalarNode { Text: "true" or "false" } scalar when input?.Type is null or BenefitInputType.YesNo => JsonValue.Create(scalar.Text == "true"),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        ListNode list => new JsonArray([.. list.Items.Select(item => item is MapNode record ? Record(record, input?.Fields ?? []) : Of(item, input?.Entry))]),
        MapNode map => Record(map, input?.Fields ?? []),
        _ => null,
    };

    public static JsonObject Record(MapNode map, IReadOnlyList<InputDef> fields) => new(map.Entries.Select(entry =>
        KeyValuePair.Create(entry.Key, Of(entry.Value, fields.FirstOrDefault(field => field.Id == entry.Key)))));
}
