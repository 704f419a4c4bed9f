using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Flattens a tree of texts into keys joined by points; list entries get their number: <c>page.steps.0</c>.</summary>
internal static class TextFiles
{
    /// <summary>A file <c>texts/en.yaml</c> of a package.</summary>
    public static void Read(string name, Node root, TextTable into, FaultList faults)
    {
        var language = Path.GetFileNameWithoutExtension(name);
        if (language is "en" or "de-einfach")
            Flatten(root, language, "", into, faults);
        else
            faults.Add(root, $"unknown language {language}; known: en, de-einfach");
    }

    public static void Flatten(Node node, string language, string prefix, TextTable into, FaultList faults)
    {
        switch (node)
        {
            case ScalarNode { Text: null }:
                break;
            case ScalarNode scalar:
                into.TryAdd(language, prefix, new TextValue(scalar.Text, scalar.File, scalar.Line));
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++)
                    Flatten(list.Items[i], language, Join(prefix, i.ToString(System.Globalization.CultureInfo.InvariantCulture)), into, faults);
                break;
            case MapNode map:
                foreach (var entry in map.Entries)
                    Flatten(entry.Value, language, Join(prefix, entry.Key), into, faults);
                break;
            default:
                faults.Add(node, "texts are words, lists or maps");
                break;
        }
    }

    /// <summary>Keys of a translation that no text of the package has.</summary>
    public static void Unknown(TextTable texts, IReadOnlySet<string> known, FaultList faults)
    {
        foreach (var ((_, key), value) in texts.All)
        {
            // A list of one may be written as a single sentence.
            if (!known.Contains(key) && !known.Contains(key + ".0") && value.Line > 0)
                faults.Add(value.File, value.Line, $"no text of the package has the key {key}");
        }
    }

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";
}
