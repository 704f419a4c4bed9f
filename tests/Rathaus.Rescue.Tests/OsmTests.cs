using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Commands;
using Rathaus.Rescue.Roads;
using Rathaus.Rescue.Roads.Osm;

namespace Rathaus.Rescue.Tests;

public sealed class OsmTests : IDisposable
{
    // A street 1 - 2 - 3, a one-way 3 -> 4 -> 1, a foot way for emergency vehicles 2 - 5, a private way 3 - 6, an island 7 - 8.
    private const string Town =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <osm version="0.6">
          <node id="1" lat="50.7700" lon="6.0800"/>
          <node id="2" lat="50.7700" lon="6.0820"><tag k="highway" v="traffic_signals"/></node>
          <node id="3" lat="50.7700" lon="6.0840"/>
          <node id="4" lat="50.7710" lon="6.0820"/>
          <node id="5" lat="50.7690" lon="6.0820"/>
          <node id="6" lat="50.7700" lon="6.0860"/>
          <node id="7" lat="50.7800" lon="6.0800"/>
          <node id="8" lat="50.7800" lon="6.0820"/>
          <node id="9" lat="50.7700" lon="6.0900"><tag k="amenity" v="café"/></node>
          <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Straße"/></way>
          <way id="11"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="primary"/><tag k="oneway" v="yes"/><tag k="maxspeed" v="30"/></way>
          <way id="12"><nd ref="2"/><nd ref="5"/><tag k="highway" v="footway"/><tag k="emergency" v="yes"/></way>
          <way id="13"><nd ref="3"/><nd ref="6"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
          <way id="14"><nd ref="7"/><nd ref="8"/><tag k="highway" v="residential"/></way>
          <way id="15"><nd ref="1"/><nd ref="9"/><tag k="highway" v="steps"/></way>
          <relation id="20"><member type="way" ref="10" role="from"/><member type="node" ref="3" role="via"/><member type="way" ref="11" role="to"/>
            <tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
          <relation id="21"><member type="way" ref="10" role="from"/><member type="way" ref="11" role="via"/><member type="way" ref="12" role="to"/>
            <tag k="type" v="restriction"/><tag k="restriction" v="no_u_turn"/></relation>
        </osm>
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("rescue-osm-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Roads_come_with_directions_access_speeds_and_the_largest_part_only(bool packed)
    {
        var network = OsmRoads.Read(packed ? File("town.pbf", Pbf(dense: true)) : File("town.osm", Encoding.UTF8.GetBytes(Town)), Ct);
        Assert.Equal((5, 2, 1, 1), (network.Ways, network.Cut, network.Restrictions, network.Unanswered));
        OsmArc? Arc(long from, long to) => network.Arcs.FirstOrDefault(arc => network.Nodes[arc.From] == from && network.Nodes[arc.To] == to);

        // 0.002 degrees of longitude at 50.77 degrees north are 140.8 m: at 28 km/h 18.1 s, and 8 s for the light at its end.
        var first = Arc(1, 2)!;
        Assert.Equal(140.8, first.Metres, 0.5);
        Assert.Equal((140.8 / (28 / 3.6)) + 8, first.Normal!.Value, 0.2);
        Assert.Equal((140.8 / (28 * 1.2 / 3.6)) + 3, first.Emergency!.Value, 0.2);

        // The primary road may go 30 only, and one way.
        var oneWay = Arc(3, 1)!;
        Assert.Equal(oneWay.Metres / (30 / 3.6), oneWay.Normal!.Value, 1e-6);
        Assert.Null(Arc(1, 3));

        // Foot and private ways are for emergency vehicles; steps and the island are not there.
        Assert.True(Arc(2, 5) is { Normal: null, Emergency: not null });
        Assert.True(Arc(6, 3) is { Normal: null, Emergency: not null });
        Assert.DoesNotContain(network.Nodes, node => node is 7 or 8 or 9);
        Assert.Equal(2, network.NormalCut - network.Nodes.GroupBy(node => node).Sum(node => node.Count() - 1));
    }

    [Fact]
    public void A_forbidden_turn_closes_the_way_for_normal_traffic_from_that_road_only()
    {
        var output = new StringWriter();
        Assert.Equal(0, Run(["roads", File("town.osm", Encoding.UTF8.GetBytes(Town)), "--out", Path.Combine(folder, "out")], output));
        Assert.Contains("\"turn_restrictions\":1", output.ToString(), StringComparison.Ordinal);
        var graph = RoadGraph.Read(Path.Combine(folder, "out"));
        var rows = DataFiles.Rows(Path.Combine(folder, "out", "nodes.csv")).ToList();
        int Node(string osm) => graph.Find(int.Parse(rows.First(row => row["osm_node"] == osm)["node"], null))!.Value;

        // From 2 over 3 to 4 the left turn is forbidden; with blue light it is not. There and back over 3 stays open.
        Assert.True(double.IsFinite(new ShortestPaths(graph.Profiles["sec_emergency"]).From(Node("2"))[Node("3")]));
        var arcs = DataFiles.Rows(Path.Combine(folder, "out", "arcs.csv")).ToList();
        var copies = rows.Where(row => row["osm_node"] == "3").Select(row => row["node"]).ToList();
        Assert.Equal(2, copies.Count);
        var copy = arcs.Where(arc => copies.Contains(arc["to"]) && arc["from"] == rows.First(row => row["osm_node"] == "2")["node"]).Select(arc => arc["to"]).Single();
        var left = arcs.Single(arc => arc["from"] == copy && arc["to"] == rows.First(row => row["osm_node"] == "1")["node"]);
        Assert.Equal("", left["sec_normal"]);
        Assert.NotEqual("", left["sec_emergency"]);
        Assert.NotEqual("", arcs.Single(arc => arc["from"] == copy && arc["to"] == rows.First(row => row["osm_node"] == "2")["node"])["sec_normal"]);
    }

    [Theory]
    [InlineData("50", 50.0)]
    [InlineData("30 mph", 48.28032)]
    [InlineData("none", 130.0)]
    [InlineData("DE:urban", 50.0)]
    [InlineData("signals", null)]
    [InlineData("-3", null)]
    public void Speed_limits_are_read_as_people_write_them(string text, double? kmh) => Assert.Equal(kmh, RoadUse.MaxSpeed(text));

    [Theory]
    [InlineData("highway=residential;oneway=-1", false, true)]
    [InlineData("highway=motorway", true, false)]
    [InlineData("highway=tertiary;junction=roundabout", true, false)]
    [InlineData("highway=tertiary;oneway=no;junction=roundabout", true, true)]
    public void Directions_follow_the_tags(string tags, bool forward, bool backward)
    {
        var use = RoadUse.Of(Tags(tags))!;
        Assert.Equal((forward, backward), (use.Forward, use.Backward));
    }

    [Theory]
    [InlineData("barrier=bollard", false, false)]
    [InlineData("barrier=bollard;emergency=yes", false, true)]
    [InlineData("barrier=gate;access=private", false, true)]
    [InlineData("barrier=lift_gate", true, true)]
    [InlineData("highway=crossing", true, true)]
    public void Barriers_stop_whom_they_are_meant_for(string tags, bool normal, bool emergency) => Assert.Equal((normal, emergency), RoadUse.Passes(Tags(tags)));

    [Fact]
    public void Plain_nodes_are_read_like_dense_ones()
    {
        var (one, other) = (OsmRoads.Read(File("a.pbf", Pbf(dense: true)), Ct), OsmRoads.Read(File("b.pbf", Pbf(dense: false)), Ct));
        Assert.Equal(one.Arcs, other.Arcs);
        Assert.Equal(one.Nodes, other.Nodes);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("<osm><node id=\"1\" lat=\"95\" lon=\"6\"/></osm>", "there is no road for cars")]
    [InlineData("<gpx/>", "this is no OpenStreetMap file")]
    [InlineData("<osm>\n<way id=\"x\"/></osm>", "a.osm:2: way: id is no whole number")]
    [InlineData("<osm>\n<way id=\"1\"><nd/></way></osm>", "a.osm:2: nd: ref is missing")]
    [InlineData("<osm>\n<way id=\"1\">", "the XML is broken here")]
    [InlineData("<!DOCTYPE osm [<!ENTITY a \"b\">]><osm/>", "the XML is broken here")]
    public void A_file_that_is_no_map_is_refused_with_its_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<RescueFileException>(() => OsmRoads.Read(File("a.osm", Encoding.UTF8.GetBytes(text)), Ct)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_packed_file_cut_off_anywhere_or_with_any_byte_changed_is_read_or_refused_and_nothing_else()
    {
        var whole = Pbf(dense: true);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<RescueFileException>(() => OsmRoads.Read(File("cut.pbf", whole[..length]), Ct));
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.True(Record.Exception(() => OsmRoads.Read(File("flip.pbf", changed), Ct)) is null or RescueFileException, $"byte {at}");
        }
    }

    [Theory]
    [InlineData(0x7FFFFFFF, "at most 65536 are allowed")]
    [InlineData(-1, "at most 65536 are allowed")]
    [InlineData(40, "the file ends within a block")]
    public void A_length_that_cannot_be_takes_no_memory(int length, string message)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        Assert.Contains(message, Assert.Throws<RescueFileException>(() => OsmRoads.Read(File("long.pbf", bytes), Ct)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_unpacks_to_more_than_it_says_is_refused()
    {
        var bomb = Block("OSMHeader", new byte[30_000_000], says: 100);
        Assert.Contains("another size than it says", Assert.Throws<RescueFileException>(() => OsmRoads.Read(File("bomb.pbf", bomb), Ct)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_part_is_found_in_a_chain_too_long_for_recursion()
    {
        const int count = 200_000;
        var ring = StrongParts.Largest(count, [.. Enumerable.Range(0, count - 1).Select(node => (node, node + 1)), (count - 2, 0)]);
        Assert.Equal(count - 1, ring.Count(inside => inside));
        Assert.False(ring[count - 1]);
    }

    private static Dictionary<string, string> Tags(string text) => text.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static int Run(string[] words, TextWriter output)
    {
        var command = new RescueCommand();
        return command.RunAsync(CommandLine.Parse(words, command.ValuedOptions, []).WritingTo(output), Ct).GetAwaiter().GetResult();
    }

    private string File(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The town packed by hand.</summary>
    private static byte[] Pbf(bool dense) => OsmPacker.Pack(Town, dense);

    private static byte[] Block(string type, byte[] content, int says) => OsmPacker.Block(type, content, says);
}

/// <summary>Writes PBF, for the tests only: what the reader has to understand.</summary>
internal static class OsmPacker
{
    public static byte[] Pack(string xml, bool dense)
    {
        var root = System.Xml.Linq.XDocument.Parse(xml).Root!;
        var texts = new List<string> { "" };
        ulong Text(string text)
        {
            if (!texts.Contains(text))
                texts.Add(text);
            return (ulong)texts.IndexOf(text);
        }

        var nodes = root.Elements("node").Select(node => (Id: (long)node.Attribute("id")!, Lat: (long)Math.Round((double)node.Attribute("lat")! * 1e7), Lon: (long)Math.Round((double)node.Attribute("lon")! * 1e7), Node: node)).ToList();
        var groups = new List<byte[]>();
        byte[] Keys(System.Xml.Linq.XElement element, string attribute) => Packed(element.Elements("tag").Select(tag => Text((string)tag.Attribute(attribute)!)));
        if (dense)
        {
            var pairs = nodes.SelectMany(node => node.Node.Elements("tag").SelectMany(tag => new[] { Text((string)tag.Attribute("k")!), Text((string)tag.Attribute("v")!) }).Append(0UL));
            byte[] message =
            [
                .. Field(1, Packed(Deltas(nodes.Select(node => node.Id)))), .. Field(8, Packed(Deltas(nodes.Select(node => node.Lat)))),
                .. Field(9, Packed(Deltas(nodes.Select(node => node.Lon)))), .. Field(10, Packed(pairs)),
            ];
            groups.Add(Field(2, message));
        }
        else
        {
            groups.Add([.. nodes.SelectMany(node => Field(1,
                [.. Number(1, ZigZag(node.Id)), .. Field(2, Keys(node.Node, "k")), .. Field(3, Keys(node.Node, "v")), .. Number(8, ZigZag(node.Lat)), .. Number(9, ZigZag(node.Lon))]))]);
        }

        groups.Add([.. root.Elements("way").SelectMany(way => Field(3,
            [.. Number(1, (ulong)(long)way.Attribute("id")!), .. Field(2, Keys(way, "k")), .. Field(3, Keys(way, "v")),
            .. Field(8, Packed(Deltas(way.Elements("nd").Select(node => (long)node.Attribute("ref")!))))]))]);
        groups.Add([.. root.Elements("relation").SelectMany(relation => Field(4,
            [.. Number(1, (ulong)(long)relation.Attribute("id")!), .. Field(2, Keys(relation, "k")), .. Field(3, Keys(relation, "v")),
            .. Field(8, Packed(relation.Elements("member").Select(member => Text((string)member.Attribute("role")!)))),
            .. Field(9, Packed(Deltas(relation.Elements("member").Select(member => (long)member.Attribute("ref")!)))),
            .. Field(10, Packed(relation.Elements("member").Select(member => (string)member.Attribute("type")! == "node" ? 0UL : 1UL)))]))]);
        byte[] table = [.. texts.SelectMany(text => Field(1, Encoding.UTF8.GetBytes(text)))];
        byte[] data = [.. Field(1, table), .. groups.SelectMany(group => Field(2, group))];
        byte[] header = [.. Field(4, "OsmSchema-V0.6"u8.ToArray()), .. Field(4, "DenseNodes"u8.ToArray())];
        return [.. Block("OSMHeader", header, header.Length), .. Block("OSMData", data, data.Length)];
    }

    public static byte[] Block(string type, byte[] content, int says)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(content);
        byte[] blob = [.. Number(2, (ulong)says), .. Field(3, packed.ToArray())];
        byte[] head = [.. Field(1, Encoding.UTF8.GetBytes(type)), .. Number(3, (ulong)blob.Length)];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, head.Length);
        return [.. length, .. head, .. blob];
    }

    private static byte[] Field(int number, byte[] content) => [.. Varint((ulong)(number << 3 | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int number, ulong value) => [.. Varint((ulong)(number << 3)), .. Varint(value)];

    private static byte[] Packed(IEnumerable<ulong> values) => [.. values.SelectMany(Varint)];

    private static IEnumerable<ulong> Deltas(IEnumerable<long> values)
    {
        var before = 0L;
        foreach (var value in values)
        {
            yield return ZigZag(value - before);
            before = value;
        }
    }

    private static ulong ZigZag(long value) => (ulong)(value << 1 ^ value >> 63);

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
