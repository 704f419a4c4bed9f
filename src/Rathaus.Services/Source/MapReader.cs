using System.Globalization;
using System.Text.RegularExpressions;

namespace Rathaus.Services.Source;

/// <summary>Reads the keys of one map; whatever was not asked for is a fault at <see cref="Done"/>.</summary>
internal sealed partial class MapReader
{
    private readonly MapNode map;
    private readonly FaultList faults;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private MapReader(MapNode map, FaultList faults)
    {
        this.map = map;
        this.faults = faults;
    }

    public MapNode Node => map;

    public FaultList Faults => faults;

    public string File => map.File;

    public int Line => map.Line;

    /// <returns>A reader, or null with a fault when the node is no map.</returns>
    public static MapReader? Over(Node? node, FaultList faults, string what)
    {
        if (node is MapNode map)
            return new MapReader(map, faults);
        if (node is not null)
            faults.Add(node, $"{what} must be a map, not {node.Kind}");
        return null;
    }

    public bool Has(string key) => map.Find(key) is not null;

    public int LineOf(string key) => map.Find(key)?.Line ?? map.Line;

    public string FileOf(string key) => map.Find(key)?.Value.File ?? map.File;

    public Node? Any(string key)
    {
        asked.Add(key);
        return map.Value(key) is ScalarNode { Text: null } ? null : map.Value(key);
    }

    /// <summary>A text, or null with no fault when absent.</summary>
    public string? Text(string key)
    {
        switch (Any(key))
        {
            case null:
                return null;
            case ScalarNode scalar:
                return scalar.Text;
            case var other:
                faults.Add(other, $"{key} must be a single value, not {other.Kind}");
                return null;
        }
    }

    public string Required(string key)
    {
        if (Text(key) is { Length: > 0 } text)
            return text;
        if (map.Value(key) is null or ScalarNode)
            faults.Add(FileOf(key), LineOf(key), $"{key} is missing");
        return "";
    }

    /// <summary>An id of letters, digits and <c>_</c> (or <c>-</c> for <paramref name="dashed"/>).</summary>
    public string Id(string key, bool dashed = false)
    {
        var id = Required(key);
        if (id.Length > 0 && !(dashed ? DashedId() : RuleId()).IsMatch(id))
            faults.Add(FileOf(key), LineOf(key), $"{id} is no id: small letters, digits and {(dashed ? "-" : "_")}, beginning with a letter, at most 60");
        return id;
    }

    public static bool IsRuleId(string id) => RuleId().IsMatch(id);

    public static bool IsDashedId(string id) => DashedId().IsMatch(id);

    public bool Flag(string key, bool otherwise = false)
    {
        switch (Text(key))
        {
            case null:
                return otherwise;
            case "true":
                return true;
            case "false":
                return false;
            case var other:
                faults.Add(FileOf(key), LineOf(key), $"{key} must be true or false, not {other}");
                return otherwise;
        }
    }

    public int? Number(string key, int from, int to)
    {
        if (Text(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
            return number;
        faults.Add(FileOf(key), LineOf(key), $"{key} must be a whole number from {from} to {to}, not {text}");
        return null;
    }

    public double? Real(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        faults.Add(FileOf(key), LineOf(key), $"{key} must be a number, not {text}");
        return null;
    }

    public DateOnly? Date(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (TryDate(text, out var day))
            return day;
        faults.Add(FileOf(key), LineOf(key), $"{key} must be a date such as 2026-11-20, not {text}");
        return null;
    }

    public static bool TryDate(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>One of the words; the first of them when absent.</summary>
    public T Word<T>(string key, params IReadOnlyList<(string Word, T Value)> words)
    {
        if (Text(key) is not { } text)
            return words[0].Value;
        foreach (var (word, value) in words)
        {
            if (word == text)
                return value;
        }

        faults.Add(FileOf(key), LineOf(key), $"{key} must be one of {string.Join(", ", words.Select(word => word.Word))}, not {text}");
        return words[0].Value;
    }

    public IReadOnlyList<Node> List(string key)
    {
        switch (Any(key))
        {
            case null:
                return [];
            case ListNode list:
                return list.Items;
            case var other:
                faults.Add(other, $"{key} must be a list, not {other.Kind}");
                return [];
        }
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (map.Value(key) is ScalarNode { Text: { } single })
        {
            asked.Add(key);
            return [single];
        }

        var texts = new List<string>();
        foreach (var item in List(key))
        {
            if (item is ScalarNode { Text: { } text })
                texts.Add(text);
            else
                faults.Add(item, $"{key} holds texts, not {item.Kind}");
        }

        return texts;
    }

    public MapReader? Map(string key) => Over(Any(key), faults, key);

    public IReadOnlyList<MapReader> Maps(string key) =>
        [.. List(key).Select(item => Over(item, faults, $"an entry of {key}")).OfType<MapReader>()];

    public IReadOnlyList<MapEntry> Entries(string key) => Map(key)?.map.Entries ?? [];

    public void Fault(string key, string message) => faults.Add(FileOf(key), LineOf(key), message);

    /// <summary>Reports every key nobody asked for.</summary>
    public void Done()
    {
        foreach (var entry in map.Entries.Where(entry => !asked.Contains(entry.Key)))
            faults.Add(entry.Value.File, entry.Line, $"unknown key {entry.Key}");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,59}$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex RuleId();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,59}$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex DashedId();
}
