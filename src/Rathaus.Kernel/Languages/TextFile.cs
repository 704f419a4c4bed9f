using System.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rathaus.Kernel.Languages;

/// <summary>
/// The texts of one room in one language: nested YAML maps, keys joined by dots, the room's prefix in front. A map with
/// exactly <c>one</c> and <c>other</c> is a text with plural forms.
/// </summary>
internal static class TextFile
{
    /// <summary>All files of the room in one language: <c>Texts/de.yaml</c> and, by topic, <c>Texts/form.de.yaml</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none, or two files have the same key.</exception>
    public static Dictionary<string, TextEntry> Read(Assembly assembly, string prefix, Language language)
    {
        var whole = $"Texts/{language.Code}.yaml";
        var topic = $".{language.Code}.yaml";
        var names = assembly.GetManifestResourceNames()
            .Where(name => name == whole
                || (name.StartsWith("Texts/", StringComparison.Ordinal) && name.EndsWith(topic, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (names.Length == 0)
            throw new InvalidOperationException($"{assembly.GetName().Name} has no {whole}");

        var texts = new Dictionary<string, TextEntry>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            foreach (var (key, entry) in Parse(reader, prefix, $"{prefix}: {name["Texts/".Length..]}"))
            {
                if (!texts.TryAdd(key, entry))
                    throw new InvalidOperationException($"{prefix}: {name}: {key} stands in two files");
            }
        }

        return texts;
    }

    public static Dictionary<string, TextEntry> Parse(TextReader source, string prefix, string name)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(source);
        }
        catch (YamlException fault)
        {
            throw new InvalidOperationException($"{name}:{fault.Start.Line}: {fault.Message}", fault);
        }

        var texts = new Dictionary<string, TextEntry>(StringComparer.Ordinal);
        if (yaml.Documents.Count > 0)
            Walk(yaml.Documents[0].RootNode, prefix, name, texts);
        return texts;
    }

    private static void Walk(YamlNode node, string key, string name, Dictionary<string, TextEntry> texts)
    {
        switch (node)
        {
            case YamlScalarNode scalar:
                texts.Add(key, new TextEntry(scalar.Value ?? ""));
                break;
            case YamlMappingNode map when IsPlural(map):
                texts.Add(key, new TextEntry(Scalar(map, "other"), Scalar(map, "one")));
                break;
            case YamlMappingNode map:
                foreach (var (child, value) in map.Children)
                    Walk(value, $"{key}.{((YamlScalarNode)child).Value}", name, texts);
                break;
            default:
                throw new InvalidOperationException($"{name}:{node.Start.Line}: a text is a string or a map");
        }
    }

    private static bool IsPlural(YamlMappingNode map) =>
        map.Children.Count == 2 && map.Children.ContainsKey("one") && map.Children.ContainsKey("other");

    private static string Scalar(YamlMappingNode map, string key) => ((YamlScalarNode)map.Children[key]).Value ?? "";
}
