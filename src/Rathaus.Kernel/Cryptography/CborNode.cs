using System.Collections.ObjectModel;
using System.Formats.Cbor;
using System.Text;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>What a <see cref="CborNode"/> holds.</summary>
public enum CborKind
{
    /// <summary>A whole number that fits 64 bits with sign.</summary>
    Integer,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A list.</summary>
    Array,

    /// <summary>Pairs of key and value, no key twice.</summary>
    Map,

    /// <summary>A value with a tag in front.</summary>
    Tagged,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Null.</summary>
    Null,

    /// <summary>A number or simple value that no use of this house reads.</summary>
    Other,
}

/// <summary>
/// CBOR (RFC 8949) read into a tree of bounded size. The one way this house reads CBOR of others: hostile input comes back as
/// <c>crypto.cbor</c> or <c>crypto.too-large</c>, and what was read holds no surprise afterwards.
/// </summary>
public sealed class CborNode
{
    /// <summary>Arrays, maps and tags inside one another.</summary>
    public const int Depth = 16;

    /// <summary>Nodes of one document.</summary>
    public const int MostNodes = 4_096;

    /// <summary>Bytes of one document unless a use says otherwise.</summary>
    public const int DefaultLength = 65_536;

    private CborNode(CborKind kind, ReadOnlyMemory<byte> encoded)
    {
        Kind = kind;
        Encoded = encoded;
    }

    public CborKind Kind { get; }

    /// <summary>The bytes this node was read from.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Null unless the kind is <see cref="CborKind.Integer"/>.</summary>
    public long? Integer { get; private init; }

    /// <summary>Null unless the kind is <see cref="CborKind.Bytes"/>.</summary>
    public byte[]? Bytes { get; private init; }

    /// <summary>Null unless the kind is <see cref="CborKind.Text"/>.</summary>
    public string? Text { get; private init; }

    /// <summary>Null unless the kind is <see cref="CborKind.Boolean"/>.</summary>
    public bool? Boolean { get; private init; }

    /// <summary>Items of an array, else empty.</summary>
    public IReadOnlyList<CborNode> Items { get; private init; } = [];

    /// <summary>Pairs of a map in the order of the document, else empty.</summary>
    public IReadOnlyList<KeyValuePair<CborNode, CborNode>> Entries { get; private init; } = [];

    /// <summary>The tag's number, null unless the kind is <see cref="CborKind.Tagged"/>.</summary>
    public ulong? Tag { get; private init; }

    /// <summary>What stands behind the tag.</summary>
    public CborNode? Content { get; private init; }

    /// <summary>The value under a text key, or null.</summary>
    public CborNode? this[string name] => Find(key => key.Text == name);

    /// <summary>The value under an integer key, or null.</summary>
    public CborNode? this[long label] => Find(key => key.Integer == label);

    /// <summary>One value and nothing after it.</summary>
    public static Outcome<CborNode> Parse(ReadOnlyMemory<byte> encoded, int longest = DefaultLength) =>
        ParsePrefix(encoded, longest).Then<CborNode>(node => node.Encoded.Length == encoded.Length ? node : CryptographyRefusals.Cbor);

    /// <summary>The first value; the length of <see cref="Encoded"/> tells where the rest begins.</summary>
    public static Outcome<CborNode> ParsePrefix(ReadOnlyMemory<byte> encoded, int longest = DefaultLength)
    {
        if (encoded.Length > longest)
            return CryptographyRefusals.TooLarge;
        try
        {
            var reader = new CborReader(encoded, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            var left = MostNodes;
            return Read(reader, encoded, Depth, ref left) is { } node ? node : CryptographyRefusals.Cbor;
        }
        catch (Exception exception) when (exception is CborContentException or InvalidOperationException or OverflowException or DecoderFallbackException)
        {
            return CryptographyRefusals.Cbor;
        }
    }

    private CborNode? Find(Func<CborNode, bool> named)
    {
        foreach (var (key, value) in Entries)
        {
            if (named(key))
                return value;
        }

        return null;
    }

    /// <returns>Null when the document is too deep or has too many nodes.</returns>
    private static CborNode? Read(CborReader reader, ReadOnlyMemory<byte> source, int depth, ref int left)
    {
        if (depth == 0 || left-- == 0)
            return null;
        var start = source.Length - reader.BytesRemaining;
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                var unsigned = reader.ReadUInt64();
                return unsigned <= long.MaxValue
                    ? new CborNode(CborKind.Integer, Since(start)) { Integer = (long)unsigned }
                    : new CborNode(CborKind.Other, Since(start));
            case CborReaderState.NegativeInteger:
                var negative = reader.ReadCborNegativeIntegerRepresentation();
                return negative <= long.MaxValue
                    ? new CborNode(CborKind.Integer, Since(start)) { Integer = -1 - (long)negative }
                    : new CborNode(CborKind.Other, Since(start));
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                var bytes = reader.ReadByteString();
                return new CborNode(CborKind.Bytes, Since(start)) { Bytes = bytes };
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                var text = reader.ReadTextString();
                return new CborNode(CborKind.Text, Since(start)) { Text = text };
            case CborReaderState.StartArray:
                return ReadArray(reader, source, start, depth, ref left);
            case CborReaderState.StartMap:
                return ReadMap(reader, source, start, depth, ref left);
            case CborReaderState.Tag:
                var tag = (ulong)reader.ReadTag();
                return Read(reader, source, depth - 1, ref left) is { } content
                    ? new CborNode(CborKind.Tagged, Since(start)) { Tag = tag, Content = content }
                    : null;
            case CborReaderState.Boolean:
                var value = reader.ReadBoolean();
                return new CborNode(CborKind.Boolean, Since(start)) { Boolean = value };
            case CborReaderState.Null:
                reader.ReadNull();
                return new CborNode(CborKind.Null, Since(start));
            default:
                reader.SkipValue();
                return new CborNode(CborKind.Other, Since(start));
        }

        ReadOnlyMemory<byte> Since(int from) => source[from..^reader.BytesRemaining];
    }

    private static CborNode? ReadArray(CborReader reader, ReadOnlyMemory<byte> source, int start, int depth, ref int left)
    {
        var items = new List<CborNode>();
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (Read(reader, source, depth - 1, ref left) is not { } item)
                return null;
            items.Add(item);
        }

        reader.ReadEndArray();
        return new CborNode(CborKind.Array, source[start..^reader.BytesRemaining]) { Items = new ReadOnlyCollection<CborNode>(items) };
    }

    private static CborNode? ReadMap(CborReader reader, ReadOnlyMemory<byte> source, int start, int depth, ref int left)
    {
        var entries = new List<KeyValuePair<CborNode, CborNode>>();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            if (Read(reader, source, depth - 1, ref left) is not { } key || Read(reader, source, depth - 1, ref left) is not { } value)
                return null;
            entries.Add(new(key, value));
        }

        reader.ReadEndMap();
        return new CborNode(CborKind.Map, source[start..^reader.BytesRemaining])
        {
            Entries = new ReadOnlyCollection<KeyValuePair<CborNode, CborNode>>(entries),
        };
    }
}
