using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Rathaus.Services.Source;

/// <summary>Writes nodes as the small YAML the catalogue uses; reading it again gives the same nodes.</summary>
internal static class YamlWriter
{
    private const int ShortLine = 100;

    public static string Write(Node node)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node, root: true);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>A node on one line, for people to read.</summary>
    public static string OneLine(Node? node) => node switch
    {
        null => "",
        ScalarNode scalar => scalar.Text ?? "",
        ListNode list => $"[{string.Join(", ", list.Items.Select(OneLine))}]",
        MapNode map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {OneLine(entry.Value)}"))} }}",
        _ => "",
    };

    private static void Emit(Emitter emitter, Node node, bool root = false)
    {
        switch (node)
        {
            case ScalarNode { Text: null }:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, "null", ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
            case ScalarNode { Text: { } text }:
                var style = text is "" or "~" or "null" || text.Contains('\n', StringComparison.Ordinal) || text.Trim() != text
                    ? ScalarStyle.DoubleQuoted : ScalarStyle.Any;
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
                break;
            case ListNode list:
                var flat = list.Items.All(item => item is ScalarNode) || OneLine(list).Length < ShortLine;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, flat ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case MapNode map:
                var small = !root && map.Entries.All(entry => entry.Value is ScalarNode) && OneLine(map).Length < ShortLine;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, small ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var entry in map.Entries)
                {
                    Emit(emitter, new ScalarNode("", 0, entry.Key));
                    Emit(emitter, entry.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            default:
                throw new InvalidOperationException($"Unknown node {node.Kind}");
        }
    }
}
