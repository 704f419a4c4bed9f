using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Rescue.Import;

/// <summary>Ids seen so far as eight bytes each: ten million fit into memory, and two of them meet by chance once in half a million files.</summary>
internal static class IdHash
{
    public static ulong Of(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
