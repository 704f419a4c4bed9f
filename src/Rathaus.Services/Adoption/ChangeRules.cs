using System.Globalization;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>How much a change asks of towns that adopted the package and of programs that apply through the API.</summary>
internal enum ChangeClass
{
    None,

    /// <summary>Wording only: what is asked, computed and decided stays.</summary>
    Patch,

    /// <summary>Something is added or computed otherwise; nobody has to adapt.</summary>
    Minor,

    /// <summary>A town or a program must do something, or people who could apply cannot any more.</summary>
    Major,
}

/// <summary>The rules of the classes, as docs/adoption.md says them in words.</summary>
internal static class ChangeRules
{
    private static readonly HashSet<string> Wording = new(StringComparer.Ordinal) { "leika", "words", "basis", "standard", "source", "check", "known_until" };

    public static ChangeClass Added(PackageElement element) => element.Kind switch
    {
        "question" => Flag(element, "required") ? ChangeClass.Major : ChangeClass.Minor,
        "check" => Text(element, "level") == "note" ? ChangeClass.Minor : ChangeClass.Major,
        "eligible" or "fee" or "signer" or "effect" => ChangeClass.Major,
        "parameter" => IsFree(element) ? ChangeClass.Minor : ChangeClass.Major,
        "draft" => ChangeClass.Patch,
        _ => ChangeClass.Minor,
    };

    public static ChangeClass Removed(PackageElement element) => element.Kind switch
    {
        "question" or "fee" or "waiver" or "parameter" or "point" or "document" or "effect" or "benefit" => ChangeClass.Major,
        "draft" => ChangeClass.Patch,
        _ => ChangeClass.Minor,
    };

    public static ChangeClass Changed(string kind, string attribute, Node? before, Node? after, PackageElement element) => (kind, attribute) switch
    {
        ("part", "trust" or "remedy" or "retention" or "authority" or "automatic" or "four_eyes" or "payment" or "permit" or "use") => ChangeClass.Major,
        ("part", "representation") => after is null ? ChangeClass.Minor : ChangeClass.Major,
        ("part", "applicants" or "letters") => Lost(before, after) ? ChangeClass.Major : ChangeClass.Minor,
        ("part", "duration") => ChangeClass.Patch,
        (_, "leika" or "words" or "basis" or "standard" or "label" or "hint" or "why" or "say" or "title" or "texts") => ChangeClass.Patch,
        ("fee", "source") => YamlWriter.OneLine(after) == "law" ? ChangeClass.Minor : ChangeClass.Major,
        ("question", "type" or "unit" or "scale" or "in_town") => ChangeClass.Major,
        ("question", "required") => YamlWriter.OneLine(after) is "" or "false" ? ChangeClass.Minor : ChangeClass.Major,
        ("question", "options" or "accept") => Lost(before, after) ? ChangeClass.Major : ChangeClass.Minor,
        ("question", "visible") => Flag(element, "required") ? ChangeClass.Major : ChangeClass.Minor,
        ("question", "pattern" or "format" or "from") => after is null ? ChangeClass.Minor : ChangeClass.Major,
        ("question" or "parameter", "range") => Narrower(before, after) ? ChangeClass.Major : ChangeClass.Minor,
        ("question", "max_length" or "max_files" or "max") => Number(after) < Number(before) ? ChangeClass.Major : ChangeClass.Minor,
        ("question", "min_length" or "min") => Number(after) > Number(before) ? ChangeClass.Major : ChangeClass.Minor,
        ("check", "level") => YamlWriter.OneLine(after) == "note" ? ChangeClass.Minor : ChangeClass.Major,
        ("check", _) => Text(element, "level") == "note" ? ChangeClass.Minor : ChangeClass.Major,
        ("eligible", "holds") => ChangeClass.Major,
        ("eligible", "otherwise") => YamlWriter.OneLine(after) == "clerk" ? ChangeClass.Minor : ChangeClass.Major,
        ("waiver", "when" or "of") => ChangeClass.Major,
        ("parameter", "type" or "unit" or "areas") => ChangeClass.Major,
        ("parameter", "of") => Lost(before, after) ? ChangeClass.Major : ChangeClass.Minor,
        ("parameter", "when" or "optional") => IsFree(element) ? ChangeClass.Minor : ChangeClass.Major,
        ("parameter", "default") => after is null && !IsFree(element) ? ChangeClass.Major : ChangeClass.Minor,
        ("point", _) => ChangeClass.Major,
        ("deadline", "on_expiry") => ChangeClass.Major,
        ("signer" or "effect", _) => ChangeClass.Major,
        ("table", _) => Wording.Contains(attribute) ? ChangeClass.Patch : ChangeClass.Minor,
        _ => ChangeClass.Minor,
    };

    /// <summary>A town need not set it.</summary>
    private static bool IsFree(PackageElement parameter) =>
        parameter.Attributes.ContainsKey("default") || Flag(parameter, "optional") || Text(parameter, "type") is "areas" or "calendar";

    private static bool Flag(PackageElement element, string key) => Text(element, key) is not ("" or "false");

    private static string Text(PackageElement element, string key) => YamlWriter.OneLine(element.Attributes.GetValueOrDefault(key));

    /// <summary>Something of a list or map is not there any more.</summary>
    private static bool Lost(Node? before, Node? after) => Ids(before).Except(Ids(after)).Any();

    private static IEnumerable<string> Ids(Node? node) => node switch
    {
        ListNode list => list.Items.Select(item => YamlWriter.OneLine((item as MapNode)?.Value("id") ?? item)),
        MapNode map => map.Entries.Select(entry => entry.Key),
        ScalarNode { Text: { } one } => [one],
        _ => [],
    };

    /// <summary>Bounds that are figures are compared; of others nobody can say that they did not get narrower.</summary>
    private static bool Narrower(Node? before, Node? after)
    {
        if (after is null)
            return false;
        if (before is not ListNode { Items: [var low, var high] } || after is not ListNode { Items: [var newLow, var newHigh] })
            return true;
        return Above(newLow, low) || Above(high, newHigh);
    }

    private static bool Above(Node one, Node other)
    {
        var (a, b) = (YamlWriter.OneLine(one), YamlWriter.OneLine(other));
        if (a == b)
            return false;
        return !(decimal.TryParse(a, NumberStyles.Number, CultureInfo.InvariantCulture, out var x) && decimal.TryParse(b, NumberStyles.Number, CultureInfo.InvariantCulture, out var y))
            ? !(MapReader.TryDate(a, out var day) && MapReader.TryDate(b, out var other2)) || day > other2
            : x > y;
    }

    private static decimal Number(Node? node) =>
        decimal.TryParse(YamlWriter.OneLine(node), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
