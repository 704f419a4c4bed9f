using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Benchmarks;

/// <summary>A passkey in software: signs challenges of one host.</summary>
internal sealed class PasskeyDevice
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string origin;
    private readonly byte[] party;
    private uint counter;

    public PasskeyDevice(string origin)
    {
        this.origin = origin;
        party = SHA256.HashData(Encoding.UTF8.GetBytes(new Uri(origin).Host));
        PublicKey = Encode(key.ExportParameters(includePrivateParameters: false).Q);
    }

    public byte[] CredentialId { get; } = RandomNumberGenerator.GetBytes(32);

    public byte[] UserHandle { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>COSE key, as it is stored.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The three parts of an assertion.</summary>
    public (byte[] ClientData, byte[] AuthenticatorData, byte[] Signature) Assert(byte[] challenge)
    {
        var client = Encoding.UTF8.GetBytes(
            $$"""{"type":"webauthn.get","challenge":"{{Base64Url.Encode(challenge)}}","origin":"{{origin}}","crossOrigin":false}""");
        // User present and verified, backup eligible and backed up: what a synchronised passkey says.
        byte[] data = [.. party, 0x1D, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Interlocked.Increment(ref counter));
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return (client, data, key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>What the page's script sends for a challenge.</summary>
    public string Credential(byte[] challenge)
    {
        var (client, data, signature) = Assert(challenge);
        return new JsonObject
        {
            ["rawId"] = Base64Url.Encode(CredentialId),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.Encode(client),
                ["authenticatorData"] = Base64Url.Encode(data),
                ["signature"] = Base64Url.Encode(signature),
                ["userHandle"] = Base64Url.Encode(UserHandle),
            },
        }.ToJsonString();
    }

    private static byte[] Encode(ECPoint point)
    {
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        foreach (var (label, number) in new (int, int)[] { (1, 2), (3, -7), (-1, 1) })
        {
            cbor.WriteInt32(label);
            cbor.WriteInt32(number);
        }

        cbor.WriteInt32(-2);
        cbor.WriteByteString(point.X!);
        cbor.WriteInt32(-3);
        cbor.WriteByteString(point.Y!);
        cbor.WriteEndMap();
        return cbor.Encode();
    }
}
