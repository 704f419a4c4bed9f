using System.Formats.Cbor;
using System.Security.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>Numbers of the IANA registry "CBOR Object Signing and Encryption" that this house uses.</summary>
public static class CoseNumbers
{
    public const long Es256 = -7;
    public const long EdDsa = -8;
    public const long Ed25519 = -19;
    public const long Es384 = -35;
    public const long Es512 = -36;
    public const long Ps256 = -37;
    public const long Ps384 = -38;
    public const long Ps512 = -39;
    public const long Ed448 = -53;
    public const long Rs256 = -257;

    /// <summary>Every signature that can be checked, for uses that leave the choice to the key.</summary>
    public static IReadOnlyCollection<long> Signatures { get; } = [Es256, EdDsa, Ed25519, Es384, Es512, Ps256, Ps384, Ps512, Ed448];

    /// <summary>Header labels.</summary>
    internal const long LabelAlgorithm = 1;
    internal const long LabelCritical = 2;
    internal const long LabelKeyId = 4;

    internal const ulong TagSign1 = 18;
    internal const ulong TagSign = 98;
}

/// <summary>What one use accepts of COSE messages.</summary>
public sealed record CosePolicy
{
    /// <summary>Of <see cref="CoseNumbers"/>.</summary>
    public required IReadOnlyCollection<long> Algorithms { get; init; }

    /// <summary>The algorithm may stand in the unprotected header (RFC 9052 allows it; without it a change is noticed by the key's type only).</summary>
    public bool AcceptsUnprotectedAlgorithm { get; init; }

    /// <summary>The tag in front may be missing, where the place of the message says what it is (issuerAuth of mdoc).</summary>
    public bool AcceptsUntagged { get; init; }

    /// <summary>Labels of critical headers that the use understands.</summary>
    public IReadOnlyCollection<long> Understands { get; init; } = [];

    public int Longest { get; init; } = CborNode.DefaultLength;
}

/// <summary>Both headers of a COSE message; a label stands in one of them only.</summary>
public sealed record CoseHeader
{
    public required long Algorithm { get; init; }

    /// <summary>Null too where the sender wrote something else than bytes, as one example of the working group does: it names no key then.</summary>
    public byte[]? KeyId { get; init; }

    public required CborNode Protected { get; init; }

    public required CborNode Unprotected { get; init; }

    /// <summary>The encoded protected header, empty when it has no members.</summary>
    internal byte[] ProtectedBytes { get; init; } = [];

    /// <summary>A header by label, protected first.</summary>
    public CborNode? this[long label] => Protected[label] ?? Unprotected[label];
}

/// <summary>A key that signs COSE messages, wherever it lives.</summary>
/// <param name="Algorithm">Of <see cref="CoseNumbers"/>.</param>
/// <param name="KeyId">For the protected header, or null.</param>
/// <param name="Sign">Signs the bytes it is given (Sig_structure).</param>
public sealed record CoseSigner(long Algorithm, byte[]? KeyId, Func<byte[], byte[]> Sign);

/// <summary>A message whose signature was checked.</summary>
public sealed record CoseMessage(CoseHeader Header, byte[] Payload);

/// <summary>
/// COSE messages with one signature (RFC 9052 section 4.2). Refusals: <c>crypto.too-large</c>, <c>crypto.cbor</c>,
/// <c>crypto.malformed</c>, <c>crypto.header</c>, <c>crypto.algorithm</c>, <c>crypto.key</c>, <c>crypto.signature</c>.
/// </summary>
public static class CoseSign1
{
    /// <param name="key">Finds the key by the header; null refuses.</param>
    /// <param name="external">Data the signature covers that travel elsewhere.</param>
    /// <param name="detached">The payload, when the message carries null in its place.</param>
    public static Outcome<CoseMessage> Verify(
        ReadOnlyMemory<byte> encoded, CosePolicy policy, Func<CoseHeader, Jwk?> key,
        ReadOnlyMemory<byte> external = default, ReadOnlyMemory<byte>? detached = null)
    {
        var parsed = CborNode.Parse(encoded, policy.Longest);
        if (!parsed.Succeeded)
            return parsed.Refusal;
        var message = parsed.Value.Tag == CoseNumbers.TagSign1 ? parsed.Value.Content! : parsed.Value;
        if (message.Kind == CborKind.Tagged || (ReferenceEquals(message, parsed.Value) && !policy.AcceptsUntagged))
            return CryptographyRefusals.Type;
        if (message.Items is not [var protectedHeader, var unprotectedHeader, var content, { Bytes: { } signature }])
            return CryptographyRefusals.Malformed;
        var header = CoseHeaders.Read(protectedHeader, unprotectedHeader, policy);
        if (!header.Succeeded)
            return header.Refusal;
        var payload = CoseHeaders.Payload(content, detached);
        if (!payload.Succeeded)
            return payload.Refusal;
        if (key(header.Value) is not { } found)
            return CryptographyRefusals.Key;
        var signed = Signed(header.Value.ProtectedBytes, external.Span, payload.Value);
        return CoseSignatures.Verify(found, header.Value.Algorithm, signed, signature) is { } refusal
            ? refusal
            : new CoseMessage(header.Value, payload.Value);
    }

    /// <summary>Writes a tagged message with the algorithm and the key's name in the protected header.</summary>
    /// <param name="writeProtected">Adds protected headers; must write exactly <paramref name="moreProtected"/> pairs, labels above 4 in canonical order.</param>
    public static byte[] Sign(
        PrivateJwk key, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> external = default, bool detached = false,
        int moreProtected = 0, Action<CborWriter>? writeProtected = null)
    {
        var (algorithm, number) = CoseSignatures.AlgorithmOf(key);
        return Sign(
            new CoseSigner(number, key.Public.KeyId is { } keyId ? System.Text.Encoding.UTF8.GetBytes(keyId) : null, structure => key.Sign(algorithm, structure)),
            payload, external, detached, moreProtected, writeProtected);
    }

    /// <summary>The same with a key that lives elsewhere, and with headers that the signature does not cover.</summary>
    /// <param name="writeUnprotected">Adds unprotected headers; must write exactly <paramref name="unprotectedHeaders"/> pairs in canonical order.</param>
    public static byte[] Sign(
        CoseSigner signer, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> external = default, bool detached = false,
        int moreProtected = 0, Action<CborWriter>? writeProtected = null, int unprotectedHeaders = 0, Action<CborWriter>? writeUnprotected = null)
    {
        var head = new CborWriter(CborConformanceMode.Canonical);
        head.WriteStartMap((signer.KeyId is null ? 1 : 2) + moreProtected);
        head.WriteInt64(CoseNumbers.LabelAlgorithm);
        head.WriteInt64(signer.Algorithm);
        if (signer.KeyId is { } named)
        {
            head.WriteInt64(CoseNumbers.LabelKeyId);
            head.WriteByteString(named);
        }

        writeProtected?.Invoke(head);
        head.WriteEndMap();
        var protectedBytes = head.Encode();

        var writer = new CborWriter(CborConformanceMode.Canonical);
        writer.WriteTag((CborTag)CoseNumbers.TagSign1);
        writer.WriteStartArray(4);
        writer.WriteByteString(protectedBytes);
        writer.WriteStartMap(unprotectedHeaders);
        writeUnprotected?.Invoke(writer);
        writer.WriteEndMap();
        if (detached)
            writer.WriteNull();
        else
            writer.WriteByteString(payload);
        writer.WriteByteString(signer.Sign(Signed(protectedBytes, external, payload)));
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Sig_structure of RFC 9052 section 4.4.</summary>
    private static byte[] Signed(ReadOnlySpan<byte> protectedBytes, ReadOnlySpan<byte> external, ReadOnlySpan<byte> payload)
    {
        var writer = new CborWriter(CborConformanceMode.Canonical);
        writer.WriteStartArray(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(protectedBytes);
        writer.WriteByteString(external);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }
}

/// <summary>COSE's numbers on our keys.</summary>
internal static class CoseSignatures
{
    /// <returns>Null when the signature fits.</returns>
    public static Refusal? Verify(Jwk key, long algorithm, byte[] signed, byte[] signature)
    {
        if (key.Use is not (null or "sig"))
            return CryptographyRefusals.Key;
        bool? fits = (algorithm, key.KeyType) switch
        {
            // RFC 9053 section 2.1: the hash does not fix the curve.
            (CoseNumbers.Es256, JwkTypes.Elliptic) => Elliptic(key, HashAlgorithmName.SHA256, signed, signature),
            (CoseNumbers.Es384, JwkTypes.Elliptic) => Elliptic(key, HashAlgorithmName.SHA384, signed, signature),
            (CoseNumbers.Es512, JwkTypes.Elliptic) => Elliptic(key, HashAlgorithmName.SHA512, signed, signature),
            (CoseNumbers.EdDsa, JwkTypes.OctetPair) => key.Verify(JoseAlgorithms.EdDsa, signed, signature),
            (CoseNumbers.Ed25519, JwkTypes.OctetPair) => key.Verify(JoseAlgorithms.Ed25519, signed, signature),
            (CoseNumbers.Ed448, JwkTypes.OctetPair) => key.Verify(JoseAlgorithms.Ed448, signed, signature),
            (CoseNumbers.Ps256, JwkTypes.Rsa) => key.Verify(JoseAlgorithms.Ps256, signed, signature),
            (CoseNumbers.Ps384, JwkTypes.Rsa) => key.Verify(JoseAlgorithms.Ps384, signed, signature),
            (CoseNumbers.Ps512, JwkTypes.Rsa) => key.Verify(JoseAlgorithms.Ps512, signed, signature),
            (CoseNumbers.Rs256, JwkTypes.Rsa) => key.Verify(JoseAlgorithms.Rs256, signed, signature),
            _ => null,
        };
        return fits switch
        {
            true => null,
            false => CryptographyRefusals.Signature,
            null => CryptographyRefusals.Key,
        };
    }

    public static (string Algorithm, long Number) AlgorithmOf(PrivateJwk key) => key.Algorithm switch
    {
        JoseAlgorithms.Es256 => (JoseAlgorithms.Es256, CoseNumbers.Es256),
        JoseAlgorithms.Es384 => (JoseAlgorithms.Es384, CoseNumbers.Es384),
        JoseAlgorithms.Es512 => (JoseAlgorithms.Es512, CoseNumbers.Es512),
        JoseAlgorithms.EdDsa => (JoseAlgorithms.EdDsa, CoseNumbers.EdDsa),
        JoseAlgorithms.Ed25519 => (JoseAlgorithms.Ed25519, CoseNumbers.Ed25519),
        JoseAlgorithms.Ed448 => (JoseAlgorithms.Ed448, CoseNumbers.Ed448),
        JoseAlgorithms.Ps256 => (JoseAlgorithms.Ps256, CoseNumbers.Ps256),
        _ => throw new ArgumentException($"no COSE signature by {key.Algorithm}", nameof(key)),
    };

    private static bool Elliptic(Jwk key, HashAlgorithmName hash, byte[] signed, byte[] signature) =>
        key.VerifyElliptic(hash, signed, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
