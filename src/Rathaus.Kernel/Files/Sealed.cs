using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Files;

/// <summary>AES-256-GCM with a fresh nonce: nonce (12), cipher text, tag (16). What it belongs to is authenticated with it.</summary>
public static class Sealed
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, string belongsTo)
    {
        var result = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            result.AsSpan(0, NonceSize), plain, result.AsSpan(NonceSize, plain.Length), result.AsSpan(^TagSize..),
            Encoding.UTF8.GetBytes(belongsTo));
        return result;
    }

    /// <exception cref="CryptographicException">Another key, another place, or changed bytes.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box, string belongsTo)
    {
        if (box.Length < NonceSize + TagSize)
            throw new CryptographicException("Sealed text is too short");
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plain, Encoding.UTF8.GetBytes(belongsTo));
        return plain;
    }
}
