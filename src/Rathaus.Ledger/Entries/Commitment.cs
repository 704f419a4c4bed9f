using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Ledger.Entries;

/// <summary>
/// Binds an entry to a document without telling anything about it: HMAC-SHA-256 under 32 random bytes, the opening. Whoever
/// has opening, document and meta data can check; without the opening nobody can, not even a guess of the whole document.
/// </summary>
internal static class Commitment
{
    public const int SaltSize = 32;

    private static readonly byte[] Domain = "rathaus-commit/v1\n"u8.ToArray();

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltSize);

    /// <param name="meta">Canonical JSON (RFC 8785) as bytes.</param>
    public static byte[] Of(byte[] salt, ReadOnlySpan<byte> documentHash, ReadOnlySpan<byte> meta)
    {
        if (salt.Length != SaltSize)
            throw new ArgumentException("A salt has 32 bytes", nameof(salt));
        if (documentHash.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException("A hash has 32 bytes", nameof(documentHash));
        byte[] message = [.. Domain, .. documentHash, .. SHA256.HashData(meta)];
        return HMACSHA256.HashData(salt, message);
    }

    public static byte[] MetaBytes(JsonObject meta) => CanonicalJson.Write(meta);
}
