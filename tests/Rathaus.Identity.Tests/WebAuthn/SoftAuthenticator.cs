using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Identity.WebAuthn;

namespace Rathaus.Identity.Tests.WebAuthn;

/// <summary>An authenticator in software: makes credentials and signs with them, honestly or not as a test asks.</summary>
internal sealed class SoftAuthenticator : IDisposable
{
    private readonly ECDsa? ecdsa;
    private readonly RSA? rsa;
    private readonly HashAlgorithmName hash;
    private readonly bool borrowed;

    public SoftAuthenticator(int algorithm = CoseAlgorithm.Es256)
    {
        Algorithm = algorithm;
        hash = CoseAlgorithm.HashOf(algorithm)!.Value;
        if (algorithm == CoseAlgorithm.Rs256)
            rsa = RSA.Create(2048);
        else
            ecdsa = ECDsa.Create(algorithm switch
            {
                CoseAlgorithm.Es256 => ECCurve.NamedCurves.nistP256,
                CoseAlgorithm.Es384 => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            });
    }

    private SoftAuthenticator(SoftAuthenticator same)
    {
        (Algorithm, hash, ecdsa, rsa, borrowed) = (same.Algorithm, same.hash, same.ecdsa, same.rsa, true);
        (CredentialId, Aaguid, RelyingParty, UserHandle, Counter, Flags) =
            (same.CredentialId, same.Aaguid, same.RelyingParty, same.UserHandle, same.Counter, same.Flags);
    }

    public int Algorithm { get; }

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    public Guid Aaguid { get; init; } = new("01020304-0506-0708-0102-030405060708");

    public string RelyingParty { get; init; } = "example.org";

    public string Origin { get; init; } = "https://example.org";

    /// <summary>What the house gave as the person's handle at registration.</summary>
    public byte[] UserHandle { get; set; } = new byte[32];

    public uint Counter { get; set; }

    /// <summary>User present, user verified, backup eligible, backed up: what a synchronised passkey says.</summary>
    public byte Flags { get; set; } = 0x1D;

    public AsymmetricAlgorithm Key => (AsymmetricAlgorithm?)ecdsa ?? rsa!;

    /// <summary>The same device, lured to another site.</summary>
    public SoftAuthenticator At(string origin) => new(this) { Origin = origin };

    public byte[] ClientData(string type, byte[] challenge, string? extra = null) => Encoding.UTF8.GetBytes(
        $$"""{"type":"{{type}}","challenge":"{{Base64Url.EncodeToString(challenge)}}","origin":"{{Origin}}","crossOrigin":false{{extra}}}""");

    public byte[] AuthenticatorData(bool withCredential)
    {
        var data = new List<byte>(SHA256.HashData(Encoding.UTF8.GetBytes(RelyingParty)))
        {
            withCredential ? (byte)(Flags | 0x40) : Flags,
        };
        var number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, Counter);
        data.AddRange(number);
        if (withCredential)
        {
            data.AddRange(Aaguid.ToByteArray(bigEndian: true));
            data.Add((byte)(CredentialId.Length >> 8));
            data.Add((byte)CredentialId.Length);
            data.AddRange(CredentialId);
            data.AddRange(PublicKey());
        }

        return [.. data];
    }

    public byte[] PublicKey()
    {
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        if (rsa is not null)
        {
            var parameters = rsa.ExportParameters(includePrivateParameters: false);
            cbor.WriteStartMap(4);
            Pair(1, 3);
            Pair(3, Algorithm);
            Field(-1, parameters.Modulus!);
            Field(-2, parameters.Exponent!);
        }
        else
        {
            var point = ecdsa!.ExportParameters(includePrivateParameters: false).Q;
            cbor.WriteStartMap(5);
            Pair(1, 2);
            Pair(3, Algorithm);
            Pair(-1, Algorithm switch { CoseAlgorithm.Es256 => 1, CoseAlgorithm.Es384 => 2, _ => 3 });
            Field(-2, point.X!);
            Field(-3, point.Y!);
        }

        cbor.WriteEndMap();
        return cbor.Encode();

        void Pair(int label, int value)
        {
            cbor.WriteInt32(label);
            cbor.WriteInt32(value);
        }

        void Field(int label, byte[] value)
        {
            cbor.WriteInt32(label);
            cbor.WriteByteString(value);
        }
    }

    public byte[] Sign(byte[] data) => rsa is not null
        ? rsa.SignData(data, hash, RSASignaturePadding.Pkcs1)
        : ecdsa!.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>An attestation object of a format; the statement is written by the test, or empty.</summary>
    public byte[] Attestation(string format = "none", Action<CborWriter>? statement = null, byte[]? authData = null)
    {
        var cbor = new CborWriter(CborConformanceMode.Strict);
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString(format);
        cbor.WriteTextString("attStmt");
        if (statement is null)
        {
            cbor.WriteStartMap(0);
            cbor.WriteEndMap();
        }
        else
        {
            statement(cbor);
        }

        cbor.WriteTextString("authData");
        cbor.WriteByteString(authData ?? AuthenticatorData(withCredential: true));
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    /// <summary>Signs a challenge; the counter grows first, as real devices do.</summary>
    public (byte[] ClientData, byte[] AuthenticatorData, byte[] Signature) Assert(byte[] challenge)
    {
        Counter++;
        var client = ClientData("webauthn.get", challenge);
        var data = AuthenticatorData(withCredential: false);
        return (client, data, Sign([.. data, .. SHA256.HashData(client)]));
    }

    public void Dispose()
    {
        if (borrowed)
            return;
        ecdsa?.Dispose();
        rsa?.Dispose();
    }
}
