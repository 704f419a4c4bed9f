using System.Text;

namespace Rathaus.Rescue.Roads.Osm;

/// <summary>Fields of a protocol-buffers message, one after the other. Whatever reaches beyond its end is a <see cref="RescueFileException"/>.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes, string where)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly string where = where;
    private int at;
    private int wire;

    /// <summary>Number of the field last read.</summary>
    public int Field { get; private set; }

    public readonly bool AtEnd => at >= bytes.Length;

    public bool Next()
    {
        if (AtEnd)
            return false;
        var key = Unsigned();
        (Field, wire) = ((int)(key >> 3), (int)(key & 7));
        return Field > 0 ? true : throw Fault("a field has no number");
    }

    public long Number() => wire == 0 ? unchecked((long)Unsigned()) : throw Fault($"field {Field} is no number");

    public ReadOnlySpan<byte> Bytes()
    {
        if (wire != 2)
            throw Fault($"field {Field} is no block");
        var length = Unsigned();
        if (length > (ulong)(bytes.Length - at))
            throw Fault($"field {Field} is longer than its block");
        at += (int)length;
        return bytes.Slice(at - (int)length, (int)length);
    }

    public ProtoReader Message() => new(Bytes(), where);

    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>A number of a packed list.</summary>
    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (AtEnd)
                throw Fault("a number is cut off");
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw Fault("a number is longer than 64 bits");
    }

    /// <summary>A zig-zag number of a packed list.</summary>
    public long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public void Skip()
    {
        switch (wire)
        {
            case 0:
                Unsigned();
                break;
            case 1:
                Forward(8);
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Forward(4);
                break;
            default:
                throw Fault($"field {Field} has the unknown kind {wire}");
        }
    }

    public readonly RescueFileException Fault(string message) => new($"{where}: {message}");

    private void Forward(int count)
    {
        if (count > bytes.Length - at)
            throw Fault($"field {Field} is cut off");
        at += count;
    }
}
