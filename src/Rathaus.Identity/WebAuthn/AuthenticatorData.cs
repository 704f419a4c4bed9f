using System.Buffers.Binary;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.WebAuthn;

/// <summary>What the authenticator says about itself and the person (authData, Web Authentication Level 3 section 6.1).</summary>
internal sealed record AuthenticatorData
{
    /// <summary>Longest credential id allowed by section 7.1 step 25.</summary>
    public const int LongestCredentialId = 1023;

    public required byte[] Encoded { get; init; }

    public required byte[] RelyingPartyHash { get; init; }

    public required byte Flags { get; init; }

    public required uint SignCount { get; init; }

    /// <summary>Only in a registration.</summary>
    public AttestedCredential? Credential { get; init; }

    public bool UserPresent => (Flags & 0x01) != 0;

    public bool UserVerified => (Flags & 0x04) != 0;

    public bool BackupEligible => (Flags & 0x08) != 0;

    public bool BackedUp => (Flags & 0x10) != 0;

    private bool HasCredential => (Flags & 0x40) != 0;

    private bool HasExtensions => (Flags & 0x80) != 0;

    /// <exception cref="WebAuthnException">Too short, too long, or flags and content differ.</exception>
    public static AuthenticatorData Parse(byte[] encoded)
    {
        if (encoded.Length is < 37 or > 16_384)
            throw Malformed("authenticator data of impossible length");

        var data = new AuthenticatorData
        {
            Encoded = encoded,
            RelyingPartyHash = encoded[..32],
            Flags = encoded[32],
            SignCount = BinaryPrimitives.ReadUInt32BigEndian(encoded.AsSpan(33)),
        };

        ReadOnlyMemory<byte> rest = encoded.AsMemory(37);
        if (data.HasCredential)
        {
            if (rest.Length < 18)
                throw Malformed("attested credential data cut off");
            int idLength = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[16..]);
            if (idLength is 0 or > LongestCredentialId || rest.Length < 18 + idLength)
                throw Malformed("credential id of impossible length");

            var aaguid = new Guid(rest.Span[..16], bigEndian: true);
            var id = rest.Slice(18, idLength).ToArray();
            rest = rest[(18 + idLength)..];
            var key = First(rest, "public key");
            rest = rest[key.Encoded.Length..];
            data = data with { Credential = new AttestedCredential(aaguid, id, CoseKey.Of(key)) };
        }

        if (data.HasExtensions)
            rest = rest[First(rest, "extensions").Encoded.Length..];
        if (!rest.IsEmpty)
            throw Malformed("bytes follow the authenticator data");
        return data;
    }

    /// <summary>The map at the begin of what follows.</summary>
    private static CborNode First(ReadOnlyMemory<byte> rest, string what) =>
        CborNode.ParsePrefix(rest) is { Succeeded: true, Value: { Kind: CborKind.Map } map } ? map : throw Malformed(what + " not readable");

    private static WebAuthnException Malformed(string what) => new("passkey.malformed", what);
}

/// <summary>The new credential inside a registration. <paramref name="Aaguid"/> names the model of authenticator, zero when withheld.</summary>
internal sealed record AttestedCredential(Guid Aaguid, byte[] Id, CoseKey Key);
