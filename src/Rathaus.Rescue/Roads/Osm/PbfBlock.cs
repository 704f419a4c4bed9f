namespace Rathaus.Rescue.Roads.Osm;

/// <summary>A block of nodes, ways and relations, told to who wants them.</summary>
/// <param name="where">File and byte, for faults.</param>
internal sealed class PbfBlock(byte[] block, string where, OsmSink sink)
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>(StringComparer.Ordinal);

    public void Tell()
    {
        var texts = new List<string>();
        var groups = new List<(int Start, int Length)>();
        var (granularity, north, east) = (100L, 0L, 0L);
        var reader = new ProtoReader(block, where);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    var table = reader.Message();
                    while (table.Next())
                    {
                        if (table.Field == 1)
                            texts.Add(table.Text());
                        else
                            table.Skip();
                    }

                    break;
                case 2:
                    var group = reader.Bytes();
                    groups.Add((Offset(block, group), group.Length));
                    break;
                case 17:
                    granularity = reader.Number();
                    break;
                case 19:
                    north = reader.Number();
                    break;
                case 20:
                    east = reader.Number();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var frame = new Frame([.. texts], granularity, north, east);
        foreach (var (start, length) in groups)
            Group(block.AsSpan(start, length), frame);
    }

    // Groups come before the frame they are read with, so only their place is kept.
    private static int Offset(byte[] block, ReadOnlySpan<byte> part)
    {
        block.AsSpan().Overlaps(part, out var offset);
        return offset;
    }

    private void Group(ReadOnlySpan<byte> bytes, Frame frame)
    {
        var reader = new ProtoReader(bytes, where);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when sink.WantsNodes:
                    Plain(reader.Message(), frame);
                    break;
                case 2 when sink.WantsNodes:
                    Dense(reader.Message(), frame);
                    break;
                case 3 when sink.WantsWays:
                    Way(reader.Message(), frame);
                    break;
                case 4 when sink.WantsRelations:
                    Relation(reader.Message(), frame);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void Plain(ProtoReader node, Frame frame)
    {
        var (id, latitude, longitude) = (0L, 0L, 0L);
        List<int> keys = [], values = [];
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1:
                    id = ZigZag(node.Number());
                    break;
                case 2:
                    keys = Indices(node.Message(), frame);
                    break;
                case 3:
                    values = Indices(node.Message(), frame);
                    break;
                case 8:
                    latitude = ZigZag(node.Number());
                    break;
                case 9:
                    longitude = ZigZag(node.Number());
                    break;
                default:
                    node.Skip();
                    break;
            }
        }

        Tell(id, longitude, latitude, Tags(frame, keys, values), frame);
    }

    private void Dense(ProtoReader dense, Frame frame)
    {
        List<long> ids = [], latitudes = [], longitudes = [];
        List<int> pairs = [];
        while (dense.Next())
        {
            switch (dense.Field)
            {
                case 1:
                    ids = Deltas(dense.Message());
                    break;
                case 8:
                    latitudes = Deltas(dense.Message());
                    break;
                case 9:
                    longitudes = Deltas(dense.Message());
                    break;
                case 10:
                    pairs = Indices(dense.Message(), frame);
                    break;
                default:
                    dense.Skip();
                    break;
            }
        }

        if (ids.Count != latitudes.Count || ids.Count != longitudes.Count)
            throw new RescueFileException($"{where}: there are {ids.Count} nodes, {latitudes.Count} latitudes and {longitudes.Count} longitudes");
        var at = 0;
        for (var node = 0; node < ids.Count; node++)
        {
            var tags = NoTags;
            if (at < pairs.Count)
            {
                List<int> keys = [], values = [];
                for (; at + 1 < pairs.Count && pairs[at] != 0; at += 2)
                {
                    keys.Add(pairs[at]);
                    values.Add(pairs[at + 1]);
                }

                at++;
                tags = Tags(frame, keys, values);
            }

            Tell(ids[node], longitudes[node], latitudes[node], tags, frame);
        }
    }

    private void Tell(long id, long longitude, long latitude, IReadOnlyDictionary<string, string> tags, Frame frame)
    {
        var (east, north) = (1e-9 * (frame.East + ((double)frame.Granularity * longitude)), 1e-9 * (frame.North + ((double)frame.Granularity * latitude)));
        if (Math.Abs(east) > 180.0001 || Math.Abs(north) > 90.0001)
            throw new RescueFileException($"{where}: node {id} is nowhere on earth");
        sink.Node(id, east, north, tags);
    }

    private void Way(ProtoReader way, Frame frame)
    {
        var id = 0L;
        List<int> keys = [], values = [];
        List<long> nodes = [];
        while (way.Next())
        {
            switch (way.Field)
            {
                case 1:
                    id = way.Number();
                    break;
                case 2:
                    keys = Indices(way.Message(), frame);
                    break;
                case 3:
                    values = Indices(way.Message(), frame);
                    break;
                case 8:
                    nodes = Deltas(way.Message());
                    break;
                default:
                    way.Skip();
                    break;
            }
        }

        sink.Way(id, nodes, Tags(frame, keys, values));
    }

    private void Relation(ProtoReader relation, Frame frame)
    {
        var id = 0L;
        List<int> keys = [], values = [], roles = [], types = [];
        List<long> members = [];
        while (relation.Next())
        {
            switch (relation.Field)
            {
                case 1:
                    id = relation.Number();
                    break;
                case 2:
                    keys = Indices(relation.Message(), frame);
                    break;
                case 3:
                    values = Indices(relation.Message(), frame);
                    break;
                case 8:
                    roles = Indices(relation.Message(), frame);
                    break;
                case 9:
                    members = Deltas(relation.Message());
                    break;
                case 10:
                    types = Indices(relation.Message(), null);
                    break;
                default:
                    relation.Skip();
                    break;
            }
        }

        if (roles.Count != members.Count || types.Count != members.Count)
            throw new RescueFileException($"{where}: relation {id} has {members.Count} members, {roles.Count} roles and {types.Count} types");
        sink.Relation(
            id, [.. members.Select((member, at) => new OsmMember(types[at] switch { 0 => "node", 1 => "way", _ => "relation" }, member, frame.Texts[roles[at]]))],
            Tags(frame, keys, values));
    }

    private IReadOnlyDictionary<string, string> Tags(Frame frame, List<int> keys, List<int> values)
    {
        if (keys.Count != values.Count)
            throw new RescueFileException($"{where}: {keys.Count} keys and {values.Count} values");
        if (keys.Count == 0)
            return NoTags;
        var tags = new Dictionary<string, string>(keys.Count, StringComparer.Ordinal);
        for (var at = 0; at < keys.Count; at++)
            tags[frame.Texts[keys[at]]] = frame.Texts[values[at]];
        return tags;
    }

    /// <param name="frame">The numbers are texts of it; null: any.</param>
    private List<int> Indices(ProtoReader list, Frame? frame)
    {
        var numbers = new List<int>();
        while (!list.AtEnd)
        {
            var number = list.Unsigned();
            if (number > int.MaxValue || (frame is not null && number >= (ulong)frame.Texts.Length))
                throw new RescueFileException($"{where}: there is no text {number}");
            numbers.Add((int)number);
        }

        return numbers;
    }

    private static List<long> Deltas(ProtoReader list)
    {
        var numbers = new List<long>();
        for (var sum = 0L; !list.AtEnd;)
            numbers.Add(sum = unchecked(sum + list.Signed()));
        return numbers;
    }

    private static long ZigZag(long value) => unchecked((long)((ulong)value >> 1) ^ -(value & 1));

    private sealed record Frame(string[] Texts, long Granularity, long North, long East);
}
