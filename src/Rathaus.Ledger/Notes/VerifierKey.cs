using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Ledger.Notes;

/// <summary>What a key signs: type bytes of C2SP signed-note.</summary>
internal enum KeyType : byte
{
    /// <summary>A log signs its checkpoints (Ed25519).</summary>
    Log = 0x01,

    /// <summary>A witness cosigns with its time (cosignature/v1, Ed25519).</summary>
    Witness = 0x04,
}

/// <summary>
/// A named public key (vkey): <c>name+id+base64(type‖public key)</c>. The id binds name, type and key, so nobody uses a key
/// under another name or for another purpose.
/// </summary>
internal sealed record VerifierKey
{
    private const int LongestName = 200;

    private VerifierKey(string name, KeyType type, byte[] publicKey)
    {
        Name = name;
        Type = type;
        PublicKey = publicKey;
        Id = IdOf(name, type, publicKey);
    }

    public string Name { get; }

    public KeyType Type { get; }

    public byte[] PublicKey { get; }

    public uint Id { get; }

    /// <exception cref="ArgumentException">The name cannot stand in a note, or the key is no Ed25519 key.</exception>
    public static VerifierKey Of(string name, KeyType type, byte[] publicKey) =>
        IsName(name) && publicKey.Length == Ed25519.KeyLength
            ? new VerifierKey(name, type, publicKey)
            : throw new ArgumentException($"'{name}' cannot be the name of a key", nameof(name));

    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        // The key's base64 may hold a plus itself.
        if (text.Length > LongestName + 64 || text.Split('+', 3) is not [var name, var id, var encoded] || !IsName(name))
            return false;
        if (!StrictBase64.TryDecode(encoded, out var bytes) || bytes.Length != 1 + Ed25519.KeyLength)
            return false;
        if ((KeyType)bytes[0] is not (KeyType.Log or KeyType.Witness))
            return false;
        var read = new VerifierKey(name, (KeyType)bytes[0], bytes[1..]);
        if (id.Length != 8 || id != read.Id.ToString("x8", CultureInfo.InvariantCulture))
            return false;
        key = read;
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. PublicKey])}");

    public bool Equals(VerifierKey? other) =>
        other is not null && Name == other.Name && Type == other.Type && PublicKey.AsSpan().SequenceEqual(other.PublicKey);

    public override int GetHashCode() => HashCode.Combine(Name, Id);

    /// <summary>Not empty, no spaces of any kind, no plus, no control characters.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && !name.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    private static uint IdOf(string name, KeyType type, byte[] publicKey) => BinaryPrimitives.ReadUInt32BigEndian(
        SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));
}

/// <summary>Standard base64 with padding and nothing else: one text per value, or a note could be altered unseen.</summary>
internal static class StrictBase64
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length))
            return false;
        var read = buffer[..length];
        if (Convert.ToBase64String(read) != text)
            return false;
        bytes = read;
        return true;
    }

    public static bool TryHash(string text, [NotNullWhen(true)] out byte[]? hash) =>
        TryDecode(text, out hash) && hash.Length == Merkle.TreeHash.Size;
}
