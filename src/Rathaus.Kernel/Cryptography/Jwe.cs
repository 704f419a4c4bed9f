using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>A decrypted message.</summary>
public sealed record JweContent(JoseHeader Header, byte[] Plaintext);

/// <summary>
/// Encrypted messages in compact form (RFC 7516): ECDH-ES with the agreed key used directly, A128GCM or A256GCM. Nothing else is
/// read or written. Refusals: <c>crypto.too-large</c>, <c>crypto.malformed</c>, <c>crypto.json</c>, <c>crypto.header</c>,
/// <c>crypto.algorithm</c>, <c>crypto.key</c>, <c>crypto.decryption</c>.
/// </summary>
public static class Jwe
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Encrypts for one recipient.</summary>
    /// <param name="partyU">Said about the sender (<c>apu</c>), bound to the key; may be empty.</param>
    /// <param name="partyV">Said about the recipient (<c>apv</c>), bound to the key; may be empty.</param>
    /// <exception cref="ArgumentException">Not a key or content encryption for this.</exception>
    public static string Encrypt(
        ReadOnlySpan<byte> plaintext, Jwk recipient, string encryption = JoseAlgorithms.A256Gcm,
        ReadOnlySpan<byte> partyU = default, ReadOnlySpan<byte> partyV = default, string? contentType = null)
    {
        if (!JoseAlgorithms.Fits(JoseAlgorithms.EcdhEs, recipient) || recipient.Use is not (null or "enc"))
            throw new ArgumentException("no key for ECDH-ES", nameof(recipient));
        var bits = KeyBits(encryption) ?? throw new ArgumentException("no content encryption of this house", nameof(encryption));
        var ephemeral = PrivateJwk.Ephemeral(recipient.Curve!);
        var header = new JsonObject { ["alg"] = JoseAlgorithms.EcdhEs, ["enc"] = encryption, ["epk"] = ephemeral.Public.ToJson() };
        if (recipient.KeyId is not null)
            header["kid"] = recipient.KeyId;
        if (contentType is not null)
            header["cty"] = contentType;
        if (!partyU.IsEmpty)
            header["apu"] = Base64Url.Encode(partyU);
        if (!partyV.IsEmpty)
            header["apv"] = Base64Url.Encode(partyV);

        var secret = ephemeral.Agree(recipient) ?? throw new ArgumentException("key of low order", nameof(recipient));
        var protectedHeader = Base64Url.Encode(Encoding.UTF8.GetBytes(header.ToJsonString()));
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var cipher = new byte[plaintext.Length];
        var tag = new byte[TagLength];
        using var aes = new AesGcm(Derive(secret, encryption, bits, partyU, partyV), TagLength);
        aes.Encrypt(nonce, plaintext, cipher, tag, Encoding.ASCII.GetBytes(protectedHeader));
        return $"{protectedHeader}..{Base64Url.Encode(nonce)}.{Base64Url.Encode(cipher)}.{Base64Url.Encode(tag)}";
    }

    /// <summary>Decrypts. <paramref name="key"/> finds the key by the header; null refuses.</summary>
    public static Outcome<JweContent> Decrypt(string compact, Func<JoseHeader, PrivateJwk?> key, int longest = 16_384)
    {
        var read = ReadHeader(compact, longest);
        if (!read.Succeeded)
            return read.Refusal;
        var header = read.Value;
        var bits = KeyBits(header.Encryption);
        if (header.Algorithm != JoseAlgorithms.EcdhEs || bits is null)
            return CryptographyRefusals.Algorithm;
        var parts = compact.Split('.');
        if (parts[1].Length > 0
            || !Base64Url.TryDecode(parts[2], out var nonce) || nonce.Length != NonceLength
            || !Base64Url.TryDecode(parts[3], out var cipher)
            || !Base64Url.TryDecode(parts[4], out var tag) || tag.Length != TagLength)
            return CryptographyRefusals.Malformed;
        if (header.EphemeralKey is not { } ephemeral || key(header) is not { } own || own.Public.Use is not (null or "enc")
            || own.Agree(ephemeral) is not { } secret)
            return CryptographyRefusals.Key;

        var plaintext = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(Derive(secret, header.Encryption!, bits.Value, header.PartyU, header.PartyV), TagLength);
            aes.Decrypt(nonce, cipher, tag, plaintext, Encoding.ASCII.GetBytes(parts[0]));
            return new JweContent(header, plaintext);
        }
        catch (AuthenticationTagMismatchException)
        {
            return CryptographyRefusals.Decryption;
        }
    }

    /// <summary>The header alone, for finding the key where that takes a look-up; nothing in it is proven.</summary>
    public static Outcome<JoseHeader> ReadHeader(string compact, int longest = 16_384)
    {
        if (compact.Length > longest)
            return CryptographyRefusals.TooLarge;
        if (compact.AsSpan().Count('.') != 4
            || !Base64Url.TryDecode(compact.AsSpan(0, compact.IndexOf('.', StringComparison.Ordinal)), out var header))
            return CryptographyRefusals.Malformed;
        return JoseHeader.Parse(header);
    }

    private static int? KeyBits(string? encryption) => encryption switch
    {
        JoseAlgorithms.A128Gcm => 128,
        JoseAlgorithms.A256Gcm => 256,
        _ => null,
    };

    /// <summary>Concat KDF of RFC 7518 section 4.6.2; one round of SHA-256 is enough for 256 bits.</summary>
    private static byte[] Derive(byte[] secret, string encryption, int bits, ReadOnlySpan<byte> partyU, ReadOnlySpan<byte> partyV)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Number(sha, 1);
        sha.AppendData(secret);
        Sized(sha, Encoding.ASCII.GetBytes(encryption));
        Sized(sha, partyU);
        Sized(sha, partyV);
        Number(sha, (uint)bits);
        return sha.GetHashAndReset()[..(bits / 8)];
    }

    private static void Sized(IncrementalHash sha, ReadOnlySpan<byte> data)
    {
        Number(sha, (uint)data.Length);
        sha.AppendData(data);
    }

    private static void Number(IncrementalHash sha, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        sha.AppendData(bytes);
    }
}
