using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Files;

/// <summary>
/// A file in segments of 64 KiB, each sealed by AES-256-GCM: nonce = 7 random bytes of the file, counter, last-flag, so that
/// no segment can be changed, moved, left out or cut off unnoticed. The key is derived from the object's key for this file.
/// A stored segment is: 7 bytes, cipher text, tag.
/// </summary>
internal sealed class FileCipher : IDisposable
{
    public const int SegmentSize = 64 * 1024;
    private const int PrefixSize = 7;

    private readonly AesGcm aes;
    private readonly byte[] place;

    public FileCipher(byte[] objectKey, short municipality, string objectName, Guid file, short version)
    {
        place = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"file {municipality} {objectName} {file:D} {version}"));
        aes = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, objectKey, 32, info: place), Sealed.TagSize);
    }

    public static int SegmentsOf(long size) => (int)((size + SegmentSize - 1) / SegmentSize);

    public static byte[] NewPrefix() => RandomNumberGenerator.GetBytes(PrefixSize);

    public byte[] Seal(ReadOnlySpan<byte> plain, byte[] prefix, int number, bool last)
    {
        var result = new byte[PrefixSize + plain.Length + Sealed.TagSize];
        prefix.CopyTo(result, 0);
        Span<byte> nonce = stackalloc byte[Sealed.NonceSize];
        Nonce(nonce, prefix, number, last);
        aes.Encrypt(
            nonce, plain, result.AsSpan(PrefixSize, plain.Length), result.AsSpan(^Sealed.TagSize..), place);
        return result;
    }

    /// <exception cref="CryptographicException">Not this file's segment with this number, or changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> stored, int number, bool last)
    {
        if (stored.Length < PrefixSize + Sealed.TagSize)
            throw new CryptographicException("Stored segment is too short");
        Span<byte> nonce = stackalloc byte[Sealed.NonceSize];
        Nonce(nonce, stored[..PrefixSize], number, last);
        var plain = new byte[stored.Length - PrefixSize - Sealed.TagSize];
        aes.Decrypt(nonce, stored[PrefixSize..^Sealed.TagSize], stored[^Sealed.TagSize..], plain, place);
        return plain;
    }

    public void Dispose() => aes.Dispose();

    private static void Nonce(Span<byte> nonce, ReadOnlySpan<byte> prefix, int number, bool last)
    {
        prefix.CopyTo(nonce);
        BinaryPrimitives.WriteInt32BigEndian(nonce[PrefixSize..], number);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}
