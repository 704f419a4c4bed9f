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
    public static Dictionary<string, TextEntry> Read(Assembly assembly, string prefix, Language language)
    {
        var name = $"Texts/{language.Code}.yaml";
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no {name}");
        using var reader = new StreamReader(stream);
        return Parse(reader, prefix, $"{prefix}: {language.Code}.yaml");
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
