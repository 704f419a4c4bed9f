using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rathaus.Identity.WebAuthn;

/// <summary>The members of an attestation statement, whatever its format.</summary>
internal sealed class AttestationStatement : IDisposable
{
    private const int MostCertificates = 8;

    private readonly Dictionary<string, byte[]> bytes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> integers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly List<X509Certificate2> certificates = [];

    private AttestationStatement()
    {
    }

    public int Count { get; private set; }

    /// <summary>Leaf first.</summary>
    public IReadOnlyList<X509Certificate2> Certificates => certificates;

    public X509Certificate2 Leaf => certificates.Count > 0 ? certificates[0] : throw Wrong("no certificate");

    public static AttestationStatement Parse(ReadOnlyMemory<byte> encoded)
    {
        var statement = new AttestationStatement();
        try
        {
            var reader = new CborReader(encoded, CborConformanceMode.Strict);
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                statement.ReadMember(reader);
                statement.Count++;
            }

            reader.ReadEndMap();
            return statement;
        }
        catch (Exception exception) when (exception is CborContentException or InvalidOperationException or OverflowException or CryptographicException)
        {
            statement.Dispose();
            throw new WebAuthnException("passkey.malformed", "attestation statement not readable", exception);
        }
    }

    public byte[] Bytes(string name) => bytes.GetValueOrDefault(name) ?? throw Wrong($"no {name}");

    public int Integer(string name) => integers.TryGetValue(name, out var value) ? value : throw Wrong($"no {name}");

    public string Text(string name) => texts.GetValueOrDefault(name) ?? throw Wrong($"no {name}");

    public void Dispose()
    {
        foreach (var certificate in certificates)
            certificate.Dispose();
    }

    private void ReadMember(CborReader reader)
    {
        var name = reader.ReadTextString();
        switch (reader.PeekState())
        {
            case CborReaderState.ByteString:
                bytes[name] = reader.ReadByteString();
                break;
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                integers[name] = reader.ReadInt32();
                break;
            case CborReaderState.TextString:
                texts[name] = reader.ReadTextString();
                break;
            case CborReaderState.StartArray when string.Equals(name, "x5c", StringComparison.Ordinal):
                ReadCertificates(reader);
                break;
            default:
                reader.SkipValue();
                break;
        }
    }

    private void ReadCertificates(CborReader reader)
    {
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (certificates.Count == MostCertificates)
                throw Wrong("too many certificates");
            certificates.Add(X509CertificateLoader.LoadCertificate(reader.ReadByteString()));
        }

        reader.ReadEndArray();
        if (certificates.Count == 0)
            throw Wrong("empty list of certificates");
    }

    private static WebAuthnException Wrong(string what) => new("passkey.attestation", "attestation statement: " + what);
}
