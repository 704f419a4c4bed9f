using System.Globalization;
using System.Xml;

namespace Rathaus.Rescue.Roads.Osm;

/// <summary>What a reader of map data wants to hear; what it does not override is skipped.</summary>
internal abstract class OsmSink
{
    public virtual bool WantsNodes => false;

    public virtual bool WantsWays => false;

    public virtual bool WantsRelations => false;

    public virtual void Node(long id, double longitude, double latitude, IReadOnlyDictionary<string, string> tags)
    {
    }

    public virtual void Way(long id, IReadOnlyList<long> nodes, IReadOnlyDictionary<string, string> tags)
    {
    }

    public virtual void Relation(long id, IReadOnlyList<OsmMember> members, IReadOnlyDictionary<string, string> tags)
    {
    }
}

/// <param name="Type">node, way or relation.</param>
internal readonly record struct OsmMember(string Type, long Id, string Role);

/// <summary>OpenStreetMap data as XML or PBF; which one the first byte says. Read in pieces, so the memory does not grow with the file.</summary>
internal static class OsmFile
{
    public static void Read(string path, OsmSink sink, CancellationToken ct)
    {
        if (!File.Exists(path))
            throw new RescueFileException($"{path}: there is no such file");
        using var stream = File.OpenRead(path);
        var name = Path.GetFileName(path);
        var first = stream.ReadByte();
        stream.Position = 0;
        switch (first)
        {
            case -1:
                throw new RescueFileException($"{name}: the file is empty");
            case 0x1F:
                throw new RescueFileException($"{name}: this is a gzip file; unpack it first");
            case '<' or 0xEF or ' ' or '\n' or '\r' or '\t':
                Xml(stream, name, sink, ct);
                break;
            default:
                new PbfReader(stream, name, sink).Read(ct);
                break;
        }
    }

    private static void Xml(Stream stream, string name, OsmSink sink, CancellationToken ct)
    {
        using var reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true,
        });
        try
        {
            reader.MoveToContent();
            if (reader.NodeType != XmlNodeType.Element || reader.Name != "osm")
                throw new RescueFileException(name, Line(reader), "this is no OpenStreetMap file: it does not begin with osm");
            while (reader.Read())
            {
                ct.ThrowIfCancellationRequested();
                if (reader.NodeType == XmlNodeType.Element)
                    Element(reader, name, sink);
            }
        }
        catch (XmlException broken)
        {
            throw new RescueFileException(name, Math.Max(1, broken.LineNumber), "the XML is broken here");
        }
    }

    private static void Element(XmlReader reader, string name, OsmSink sink)
    {
        switch (reader.Name)
        {
            case "node" when sink.WantsNodes:
                var (node, longitude, latitude) = (Whole(reader, name, "id"), Degrees(reader, name, "lon", 180), Degrees(reader, name, "lat", 90));
                sink.Node(node, longitude, latitude, Inside(reader, name).Tags);
                break;
            case "way" when sink.WantsWays:
                var way = Whole(reader, name, "id");
                var inside = Inside(reader, name);
                sink.Way(way, inside.Nodes, inside.Tags);
                break;
            case "relation" when sink.WantsRelations:
                var relation = Whole(reader, name, "id");
                var parts = Inside(reader, name);
                sink.Relation(relation, parts.Members, parts.Tags);
                break;
            case "node" or "way" or "relation":
                if (!reader.IsEmptyElement)
                    Inside(reader, name);
                break;
            default:
                break;
        }
    }

    private static (Dictionary<string, string> Tags, List<long> Nodes, List<OsmMember> Members) Inside(XmlReader reader, string name)
    {
        var (tags, nodes, members) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<long>(), new List<OsmMember>());
        if (reader.IsEmptyElement)
            return (tags, nodes, members);
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            switch (reader.Name)
            {
                case "tag":
                    tags[Text(reader, name, "k")] = Text(reader, name, "v");
                    break;
                case "nd":
                    nodes.Add(Whole(reader, name, "ref"));
                    break;
                case "member":
                    members.Add(new OsmMember(Text(reader, name, "type"), Whole(reader, name, "ref"), reader.GetAttribute("role") ?? ""));
                    break;
                default:
                    break;
            }
        }

        return (tags, nodes, members);
    }

    private static string Text(XmlReader reader, string name, string attribute) =>
        reader.GetAttribute(attribute) ?? throw new RescueFileException(name, Line(reader), $"{reader.Name}: {attribute} is missing");

    private static long Whole(XmlReader reader, string name, string attribute) =>
        long.TryParse(Text(reader, name, attribute), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new RescueFileException(name, Line(reader), $"{reader.Name}: {attribute} is no whole number");

    private static double Degrees(XmlReader reader, string name, string attribute, double most) =>
        double.TryParse(Text(reader, name, attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most
            ? value
            : throw new RescueFileException(name, Line(reader), $"{reader.Name}: {attribute} is no angle up to {most} degrees");

    private static int Line(XmlReader reader) => reader is IXmlLineInfo line && line.HasLineInfo() ? line.LineNumber : 1;
}
