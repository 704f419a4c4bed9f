using System.Buffers.Binary;
using System.IO.Compression;

namespace Rathaus.Rescue.Roads.Osm;

/// <summary>
/// OpenStreetMap's PBF: blocks of at most 32 MiB, each read, unpacked and told before the next. Faults name the byte at which the
/// block begins.
/// </summary>
internal sealed class PbfReader(Stream stream, string name, OsmSink sink)
{
    private const int MostHeader = 64 * 1024;
    private const int MostBlock = 32 * 1024 * 1024;

    private string where = "";

    public void Read(CancellationToken ct)
    {
        Span<byte> length = stackalloc byte[4];
        for (var number = 0; ; number++)
        {
            ct.ThrowIfCancellationRequested();
            where = $"{name}: byte {stream.Position}";
            var read = stream.ReadAtLeast(length, 4, throwOnEndOfStream: false);
            if (read == 0 && number > 0)
                return;
            if (read < 4)
                throw new RescueFileException($"{where}: the file ends within a block");
            var (type, size) = Header(Exactly(BinaryPrimitives.ReadInt32BigEndian(length), MostHeader, "the head of a block"));
            var blob = Exactly(size, MostBlock, "a block");
            if (number == 0 && type != "OSMHeader")
                throw new RescueFileException($"{where}: this is no OpenStreetMap file: it does not begin with OSMHeader");
            if (type == "OSMHeader")
                Features(Unpacked(blob));
            else if (type == "OSMData")
                new PbfBlock(Unpacked(blob), where, sink).Tell();
        }
    }

    private byte[] Exactly(int count, int most, string what)
    {
        if (count < 0 || count > most)
            throw new RescueFileException($"{where}: {what} of {count} bytes; at most {most} are allowed");
        if (stream.Length - stream.Position < count)
            throw new RescueFileException($"{where}: the file ends within a block");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private (string Type, int Size) Header(byte[] bytes)
    {
        var (type, size) = ("", -1L);
        var reader = new ProtoReader(bytes, where);
        while (reader.Next())
        {
            if (reader.Field == 1)
                type = reader.Text();
            else if (reader.Field == 3)
                size = reader.Number();
            else
                reader.Skip();
        }

        return size is >= 0 and <= MostBlock ? (type, (int)size) : throw new RescueFileException($"{where}: a block of {size} bytes; at most {MostBlock} are allowed");
    }

    private byte[] Unpacked(byte[] blob)
    {
        byte[]? raw = null;
        byte[]? packed = null;
        var size = -1L;
        var reader = new ProtoReader(blob, where);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    raw = reader.Bytes().ToArray();
                    break;
                case 2:
                    size = reader.Number();
                    break;
                case 3:
                    packed = reader.Bytes().ToArray();
                    break;
                case 4 or 5 or 6 or 7:
                    throw reader.Fault("the block is packed with something else than zlib");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (raw is not null)
            return raw;
        if (packed is null || size is < 0 or > MostBlock)
            throw new RescueFileException($"{where}: the block has no content of at most {MostBlock} bytes");
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            var bytes = new byte[size];
            var read = zlib.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length && zlib.ReadByte() < 0
                ? bytes
                : throw new RescueFileException($"{where}: the block unpacks to another size than it says");
        }
        catch (InvalidDataException)
        {
            throw new RescueFileException($"{where}: the block cannot be unpacked");
        }
    }

    private void Features(byte[] block)
    {
        var reader = new ProtoReader(block, where);
        while (reader.Next())
        {
            if (reader.Field != 4)
                reader.Skip();
            else if (reader.Text() is var feature and not ("OsmSchema-V0.6" or "DenseNodes"))
                throw reader.Fault($"the file needs {feature}, which is not known here");
        }
    }
}
