using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rathaus.Kernel.Cryptography;

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

    public int Count { get; private init; }

    /// <summary>Leaf first.</summary>
    public IReadOnlyList<X509Certificate2> Certificates => certificates;

    public X509Certificate2 Leaf => certificates.Count > 0 ? certificates[0] : throw Wrong("no certificate");

    /// <exception cref="WebAuthnException">No map with text keys, or a certificate that is none.</exception>
    public static AttestationStatement Parse(CborNode node)
    {
        if (node.Kind != CborKind.Map)
            throw Wrong("no map");
        var statement = new AttestationStatement { Count = node.Entries.Count };
        try
        {
            foreach (var (key, value) in node.Entries)
                statement.Keep(key.Text ?? throw Wrong("a member without a name"), value);
            return statement;
        }
        catch (Exception exception) when (exception is CryptographicException or WebAuthnException)
        {
            statement.Dispose();
            throw exception as WebAuthnException ?? new WebAuthnException("passkey.malformed", "attestation certificate not readable", exception);
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

    private void Keep(string name, CborNode value)
    {
        if (value.Bytes is { } data)
            bytes[name] = data;
        else if (value.Integer is { } number and >= int.MinValue and <= int.MaxValue)
            integers[name] = (int)number;
        else if (value.Text is { } text)
            texts[name] = text;
        else if (value.Kind == CborKind.Array && string.Equals(name, "x5c", StringComparison.Ordinal))
            KeepCertificates(value.Items);
    }

    private void KeepCertificates(IReadOnlyList<CborNode> items)
    {
        if (items.Count is 0 or > MostCertificates)
            throw Wrong("no certificates or too many");
        foreach (var item in items)
            certificates.Add(X509CertificateLoader.LoadCertificate(item.Bytes ?? throw Wrong("certificate that is no bytes")));
    }

    private static WebAuthnException Wrong(string what) => new("passkey.attestation", "attestation statement: " + what);
}
