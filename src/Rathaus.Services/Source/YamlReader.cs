using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Rathaus.Services.Source;

/// <summary>
/// Reads the small YAML the catalogue uses: maps, lists, scalars. Anchors, aliases, tags, several documents, doubled keys
/// and absurd sizes are faults; nothing is expanded, so a bomb has nothing to explode.
/// </summary>
internal sealed class YamlReader
{
    public const int MaxBytes = 1024 * 1024;
    private const int MaxDepth = 24;
    private const int MaxNodes = 100_000;
    private const int MaxSharedWord = 32;

    private readonly string file;
    private readonly FaultList faults;
    private readonly Parser parser;
    private int nodes;

    private YamlReader(string file, TextReader text, FaultList faults)
    {
        this.file = file;
        this.faults = faults;
        parser = new Parser(new Scanner(text, skipComments: true));
    }

    /// <returns>The document, or null when the file is empty or unreadable (then there is a fault).</returns>
    public static Node? Read(string file, string text, FaultList faults)
    {
        if (text.Length > MaxBytes)
        {
            faults.Add(file, 1, "file is larger than 1 MiB");
            return null;
        }

        if (FirstBadCharacter(text) is { } bad)
        {
            faults.Add(file, bad, "control character or tab");
            return null;
        }

        using var source = new StringReader(text);
        try
        {
            return new YamlReader(file, source, faults).Document();
        }
        catch (YamlException fault)
        {
            var reason = fault.InnerException?.Message ?? fault.Message;
            faults.Add(file, (int)fault.Start.Line, $"not readable: {OneLine(reason)}");
            return null;
        }
        catch (UnusableYamlException fault)
        {
            faults.Add(file, fault.Line, fault.Message);
            return null;
        }
    }

    private Node? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            faults.Add(file, 1, "file is empty");
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = Value(0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            throw new UnusableYamlException((int)second.Start.Line, "a file holds one document");
        return root;
    }

    private Node Value(int depth)
    {
        var next = parser.Current ?? throw new UnusableYamlException(1, "unexpected end");
        var line = (int)next.Start.Line;
        if (depth > MaxDepth)
            throw new UnusableYamlException(line, "nested too deeply");
        if (++nodes > MaxNodes)
            throw new UnusableYamlException(line, "too many values");
        if (next is AnchorAlias)
            throw new UnusableYamlException(line, "aliases (*) are not used here");
        if (next is NodeEvent { Anchor.IsEmpty: false })
            throw new UnusableYamlException(line, "anchors (&) are not used here");
        if (next is NodeEvent { Tag.IsEmpty: false } tagged && !tagged.Tag.IsNonSpecific)
            throw new UnusableYamlException(line, "tags (!) are not used here");

        parser.MoveNext();
        return next switch
        {
            Scalar scalar => new ScalarNode(file, line, IsNull(scalar) ? null : Shared(scalar.Value)),
            SequenceStart => List(line, depth),
            MappingStart => Map(line, depth),
            _ => throw new UnusableYamlException(line, "unexpected content"),
        };
    }

    private ListNode List(int line, int depth)
    {
        var items = new List<Node>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Value(depth + 1));
        return new ListNode(file, line, items);
    }

    private MapNode Map(int line, int depth)
    {
        var entries = new List<MapEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Value(depth + 1);
            var value = Value(depth + 1);
            if (key is not ScalarNode { Text: { } text })
                faults.Add(file, key.Line, "a key must be a word");
            else if (!keys.Add(text))
                faults.Add(file, key.Line, $"key {text} is there twice");
            else
                entries.Add(new MapEntry(text, key.Line, value));
        }

        return new MapNode(file, line, entries);
    }

    /// <summary>Keys, ids and figures: the same few words, hundred thousand times.</summary>
    private static string Shared(string text) => text.Length <= MaxSharedWord ? string.Intern(text) : text;

    private static bool IsNull(Scalar scalar) =>
        scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };

    private static int? FirstBadCharacter(string text)
    {
        var line = 1;
        foreach (var character in text)
        {
            if (character == '\n')
                line++;
            else if (char.IsControl(character) && character != '\r')
                return line;
        }

        return null;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private sealed class UnusableYamlException(int line, string message) : Exception(message)
    {
        public int Line { get; } = line;
    }
}
