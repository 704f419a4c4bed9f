using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet;

/// <summary>A key of the house with the certificate that wallets and verifiers see, and the root it ends in.</summary>
internal sealed class HouseKey
{
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(730);
    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(3650);

    private HouseKey(PrivateJwk key, IReadOnlyList<byte[]> chain, byte[]? root)
    {
        Key = key;
        Chain = chain;
        Root = root;
    }

    public PrivateJwk Key { get; }

    /// <summary>DER, leaf first, without the root.</summary>
    public IReadOnlyList<byte[]> Chain { get; }

    /// <summary>DER; whoever trusts this house's credentials trusts this. Null for a certificate from outside.</summary>
    public byte[]? Root { get; }

    /// <summary>Client identifier of the prefix <c>x509_hash</c> (OpenID4VP 1.0 section 5.9.3).</summary>
    public string X509Hash => "x509_hash:" + Base64Url.Encode(SHA256.HashData(Chain[0]));

    public static HouseKey Restore(byte[] privateJwk, byte[] leaf, byte[] root) =>
        new(PrivateJwk.Parse(System.Text.Encoding.UTF8.GetString(privateJwk)).Value ?? throw new CryptographicException("Damaged key of the house"), [leaf], root);

    /// <summary>Key and certificates from files of an outside authority.</summary>
    /// <exception cref="CryptographicException">The files do not hold a P-256 key and its certificate.</exception>
    public static HouseKey FromFiles(string certificateFile, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keyFile));
        using var own = chain[0].GetECDsaPublicKey();
        if (own is null || !own.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            throw new CryptographicException($"{keyFile} does not hold the key of the first certificate in {certificateFile}");
        return new HouseKey(PrivateKeyOf(key), [.. chain.Select(one => one.RawData)], null);
    }

    /// <summary>A new key, a root of its own that signs once and is forgotten, and the leaf.</summary>
    /// <param name="host">Name of the leaf; verifiers compare it with the issuer's address.</param>
    public static HouseKey Make(string name, string host, DateTimeOffset now)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest(Named($"{name} Root"), rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddHours(-1), now + RootLifetime);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(root, now.AddHours(-1), now + LeafLifetime, RandomNumberGenerator.GetBytes(16));
        return new HouseKey(PrivateKeyOf(key), [leaf.RawData], root.RawData);
    }

    public string Sign(JsonObject claims, string type) =>
        JwsWriter.Sign(Key, claims, new JwsHeaderFields { Type = type, Certificates = Chain });

    private static X500DistinguishedName Named(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    private static PrivateJwk PrivateKeyOf(ECDsa key)
    {
        var parameters = key.ExportParameters(true);
        var json = new JsonObject
        {
            ["kty"] = JwkTypes.Elliptic,
            ["crv"] = JwkCurves.P256,
            ["x"] = Base64Url.Encode(parameters.Q.X),
            ["y"] = Base64Url.Encode(parameters.Q.Y),
            ["d"] = Base64Url.Encode(parameters.D),
        };
        return PrivateJwk.Parse(json.ToJsonString()).Value ?? throw new CryptographicException("The key is not on P-256");
    }
}
